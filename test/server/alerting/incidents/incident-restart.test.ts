import { describe, expect, test } from 'vitest';
import type { Scope } from '#domain/viewer.ts';
import { Desk, noteOf, placedRow, tripped } from './support.ts';

describe('what is written', () => {
  test('lasts over a stop that nobody announced, to within half a minute', () => {
    const centres = placedRow(1, 6);
    const desk = tripped(centres);
    desk.tick(centres.map((centre) => noteOf(centre, { down: true, people: 10 })));
    desk.pass(300).say('mains', false, centres.slice(0, 1)).tick().pass(100);
    const before = desk.only();
    desk.restart({ seconds: 420, clean: false });
    const { personMinutesLost, ...after } = desk.only();
    expect({ ...before, ...after }).toEqual(before);
    expect(before.personMinutesLost - personMinutesLost).toBeLessThan(0.5 * 60);
    expect(desk.book.coverOf(2, 'mains')).toBe(before.id);
    expect(desk.book.coverOf(1, 'mains')).toBeNull();
  });

  test('lets one that began before the stop be finished after it', () => {
    const centres = placedRow(1, 6);
    const desk = new Desk(centres);
    desk.say('mains', true, centres.slice(0, 3)).tick();
    desk.restart({ seconds: 60 });
    expect(desk.open()).toEqual([]);
    // What is still so is told again by the signal board.
    desk.say('mains', true, centres.slice(0, 3)).tick().pass(5);
    desk.say('mains', true, centres.slice(3)).tick().pass(16);
    expect(desk.only()).toMatchObject({ centres: 6, cause: { kind: 'feeder' } });
  });

  test('keeps the rest’s half hour, the minute before the end, and the ten minutes after', () => {
    const centres = placedRow(1, 6);
    const desk = tripped(centres);
    desk.say('mains', false, centres.slice(1)).tick().pass(1_500, 1_000);
    desk.restart({ seconds: 60 }).pass(230);
    expect(desk.open()).toHaveLength(1);
    desk.pass(20);
    expect(desk.open()).toEqual([]);
    desk.restart({ seconds: 60 }).pass(1);
    desk.say('mains', true, centres).tick().pass(16);
    expect(desk.only(), 'the cause is back in time').toMatchObject({ id: 1, centres: 6 });
    desk.say('mains', false, centres).tick().pass(30);
    desk.restart({ seconds: 31 }).tick();
    expect(desk.open()).toEqual([]);
    desk.restart({ seconds: 700 }).say('mains', true, centres).tick().pass(16);
    expect(desk.only().id).toBe(2);
  });

  test('keeps merged ones with what they were merged into', () => {
    const lahore = [...placedRow(1, 6), ...placedRow(11, 6, { feeder: 'F2' })];
    const desk = tripped(lahore.slice(0, 6), lahore.slice(6));
    desk.say('mains', true, lahore.slice(6)).tick().pass(16);
    const before = [desk.book.incident(1), desk.book.incident(2)];
    expect(before).toMatchObject([{ parentId: 2 }, { children: [1], centres: 12 }]);
    desk.restart({ seconds: 60 });
    expect([desk.book.incident(1), desk.book.incident(2)]).toEqual(before);
    expect(desk.book.members(1)).toHaveLength(6);
    desk.pass(1).say('mains', false, lahore).tick().pass(61);
    expect(desk.open()).toEqual([]);
    desk.pass(700, 1_000);
    expect(desk.book.members(1), 'also once both are out of memory').toHaveLength(6);
    expect(desk.book.incident(2)?.children).toEqual([1]);
    expect(desk.book.hasMember(1, lahore[0]!.code)).toBe(true);
    expect(desk.book.hasMember(1, lahore[7]!.code)).toBe(false);
    const scope: Scope = { type: 'centres', codes: [lahore[0]!.code] };
    expect(desk.book.viewFor(scope, 1)).toMatchObject({ centres: 1, recovered: 1 });
  });

  test('is written again when the transaction around it did not succeed', () => {
    const centres = placedRow(1, 6);
    const desk = new Desk(centres);
    desk.say('mains', true, centres);
    const failing = (): void => {
      desk.database.transaction(() => {
        desk.tick([noteOf(centres[0]!, { severity: 'major' })]);
        throw new Error('no space left');
      });
    };
    for (let tick = 0; tick < 80; tick += 1) {
      desk.nowMs += 250;
      expect(failing).toThrow('no space left');
    }
    const before = desk.only();
    const rows = (table: string): number =>
      Number(desk.database.sqlite.prepare(`SELECT count(*) AS n FROM ${table}`).get()!['n']);
    expect(rows('incident') + rows('incident_member') + rows('incident_event')).toBe(0);
    desk.tick();
    expect([rows('incident'), rows('incident_member'), rows('incident_event')]).toEqual([1, 6, 2]);
    desk.restart({ seconds: 60, clean: false });
    expect(desk.only()).toEqual(before);
    expect(desk.book.timeline(1).map(({ kind }) => kind)).toEqual(['raised', 'severity']);
  });

  test('is a bounded part of the members at a time', () => {
    const centres = placedRow(1, 2_500);
    const desk = new Desk(centres);
    desk.say('mains', true, centres).tick().pass(15);
    const rows = (): number =>
      Number(desk.database.sqlite.prepare('SELECT count(*) AS n FROM incident_member').get()!['n']);
    expect(rows()).toBe(1_000);
    expect(desk.tick().book.save()).toBe(0);
    expect(rows()).toBe(2_500);
  });
});

describe('the register', () => {
  test('takes members that leave it out of their incident', () => {
    const centres = placedRow(1, 6);
    const desk = tripped(centres);
    desk.estate.set(centres.slice(2));
    desk.pass(1);
    expect(desk.only()).toMatchObject({ centres: 6, recovered: 2 });
    expect(desk.book.members(1), 'no longer on any map').toHaveLength(4);
    expect(desk.book.coverOf(1, 'mains')).toBeNull();
    desk.say('mains', true, centres.slice(0, 1)).tick();
    expect(desk.only().recovered).toBe(2);
    desk.restart({ seconds: 60 });
    desk.estate.set(centres.map((centre) => ({ ...centre, lifeCycle: 'retired' as const })));
    desk.pass(62);
    expect(desk.open()).toEqual([]);
  });

  test('may have lost them while the server was down', () => {
    const centres = placedRow(1, 6);
    const desk = tripped(centres);
    desk.estate.set(centres.slice(3));
    desk.restart({ seconds: 60 }).pass(1);
    expect(desk.only()).toMatchObject({ centres: 6, recovered: 3 });
  });

  test('may move a centre to another feeder while it is out', () => {
    const centres = placedRow(1, 6);
    const desk = tripped(centres);
    const moved = { ...centres[0]!, feeder: 'F9' };
    desk.estate.set([moved, ...centres.slice(1), ...placedRow(20, 1, { feeder: 'F9' })]);
    desk.pass(1).say('mains', false, [moved]).tick();
    expect(desk.only()).toMatchObject({ centres: 6, recovered: 1 });
    expect(desk.correlator.counters().troubles).toBe(5);
    desk.say('mains', true, [moved]).tick().pass(16);
    expect(desk.only().recovered, 'its new feeder has no incident').toBe(1);
  });
});
