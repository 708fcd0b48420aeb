import { describe, expect, test } from 'vitest';
import type { Deed } from '#domain/alerting/alert.ts';
import {
  IncidentRefusedError,
  NoSuchIncidentError,
} from '../../../../server/alerting/incidents/errors.ts';
import { Desk, noteOf, placedRow } from './support.ts';

const FEEDERS = ['F1', 'F2', 'F3'];
const rows = FEEDERS.map((feeder, at) =>
  placedRow(1 + at * 10, 6, { feeder, city: `City ${at}`, disco: `D${at}` }),
);
const [first, second, third] = rows as [(typeof rows)[0], (typeof rows)[0], (typeof rows)[0]];

/** Incidents 1 and 2 of two feeders, long enough ago to have nothing to do with a third one. */
function twoOut(): Desk {
  const desk = new Desk(rows.flat());
  desk.say('mains', true, first).tick().pass(16);
  return desk.say('mains', true, second).tick().pass(200, 1_000);
}

function deedOf(desk: Desk, by = 'Ayesha'): Deed {
  return { by, atMs: desk.nowMs };
}

describe('merging by hand', () => {
  test('puts everything into the first, with its people and minutes', () => {
    const desk = twoOut();
    desk.tick([...first, ...second].map((centre) => noteOf(centre, { down: true, people: 5 })));
    desk.pass(60);
    const title = 'Grid station at Kot Lakhpat';
    const request = { incidentIds: [1, 2], centreIds: [], title, deed: deedOf(desk) };
    expect(desk.book.merge(request)).toBe(1);
    desk.tick();
    expect(desk.only()).toMatchObject({
      id: 1,
      cause: { kind: 'manual', key: '', symptom: 'mains' },
      title,
      centres: 12,
      people: 60,
      children: [2],
    });
    expect(desk.only().personMinutesLost).toBeCloseTo(60, 0);
    expect(desk.book.incident(2)).toMatchObject({ parentId: 1, centres: 6, people: 30 });
    expect(desk.book.coverOf(second[0]!.id, 'mains')).toBe(1);
    expect(desk.book.timeline(2).at(-1)).toMatchObject({
      kind: 'merged',
      by: 'Ayesha',
      text: 'incident:1',
    });
    expect(desk.events.at(-2)).toMatchObject({
      type: 'merged',
      parentId: 1,
      count: 6,
      by: 'Ayesha',
    });
  });

  test('leaves both feeders’ later troubles with it, until all are back', () => {
    const desk = twoOut();
    desk.say('mains', false, [...first.slice(0, 2), ...second.slice(0, 2)]).tick();
    desk.book.merge({ incidentIds: [2, 1], centreIds: [], title: null, deed: deedOf(desk) });
    desk.say('mains', true, [first[0]!, second[0]!]).tick();
    expect(desk.only()).toMatchObject({ id: 2, centres: 12, recovered: 2 });
    desk.say('mains', false, rows.flat()).tick().pass(60);
    expect(desk.open()).toEqual([]);
    expect(desk.book.incident(1)?.closedAtMs).toBe(desk.nowMs);
  });

  test('opens one of loose alerts’ centres, which ends with their troubles', () => {
    const desk = new Desk(rows.flat());
    desk.say('mains', true, [first[0]!, second[0]!]).tick().pass(60);
    const centreIds = [first[0]!.id, second[0]!.id, third[0]!.id];
    const id = desk.book.merge({ incidentIds: [], centreIds, title: null, deed: deedOf(desk) });
    desk.tick([noteOf(third[0]!, { severity: 'critical', people: 4 })]);
    expect(desk.only()).toMatchObject({
      id,
      cause: { kind: 'manual', key: '', symptom: null },
      centres: 3,
      severity: 'critical',
      people: 4,
    });
    expect(desk.book.coverOf(first[0]!.id, 'mains')).toBe(id);
    expect(desk.book.coverOf(third[0]!.id, 'path')).toBe(id);
    expect(desk.book.coverOf(third[0]!.id, null), 'other alerts are their own').toBeNull();
    desk.say('mains', false, [first[0]!, second[0]!]).tick().pass(600, 1_000);
    expect(desk.only()).toMatchObject({ centres: 3, recovered: 2 });
    desk.book.memberWell(id, third[0]!.id);
    desk.tick().pass(60);
    expect(desk.open()).toEqual([]);
    expect(desk.eventTypes(id)).toEqual(['opened', 'joined', 'severity', 'left', 'left', 'closed']);
  });

  test('of centres into an incident that there is makes them members for as long as they are out', () => {
    const desk = twoOut();
    desk.say('mains', true, third.slice(0, 1)).tick();
    const deed = deedOf(desk);
    desk.book.merge({ incidentIds: [1], centreIds: [third[0]!.id], title: null, deed });
    expect(desk.book.incident(1)).toMatchObject({ centres: 7, cause: { kind: 'feeder' } });
    desk.say('mains', false, third.slice(0, 1)).tick();
    expect(desk.book.incident(1)).toMatchObject({ centres: 7, recovered: 1 });
    desk.book.memberWell(1, first[0]!.id);
    desk.book.memberWell(99, first[0]!.id);
    expect(desk.book.incident(1)?.recovered, 'its mains is still out').toBe(1);
  });

  test.each([
    ['one alone', { incidentIds: [1], centreIds: [] }],
    ['nothing', { incidentIds: [], centreIds: [] }],
    ['the same twice', { incidentIds: [1, 1], centreIds: [] }],
    ['a centre that is not live', { incidentIds: [1], centreIds: [999] }],
    ['a title of blanks', { incidentIds: [1, 2], centreIds: [], title: '  ' }],
    ['a title without end', { incidentIds: [1, 2], centreIds: [], title: 'x'.repeat(201) }],
  ])('refuses %s and changes nothing', (_, request) => {
    const desk = twoOut();
    const before = desk.open();
    const merge = () => desk.book.merge({ title: null, deed: deedOf(desk), ...request });
    expect(merge).toThrow(IncidentRefusedError);
    expect(desk.open()).toEqual(before);
  });

  test('refuses what is closed, part of another, or never was', () => {
    const desk = twoOut();
    const merge = (...incidentIds: number[]) =>
      desk.book.merge({ incidentIds, centreIds: [], title: null, deed: deedOf(desk) });
    expect(() => merge(1, 99)).toThrow(NoSuchIncidentError);
    merge(1, 2);
    expect(() => merge(1, 2)).toThrow('Cannot merge: incident 2 is part of incident 1');
    desk.book.close(1, deedOf(desk), null);
    expect(() => merge(1, 2)).toThrow('Cannot merge: incident 1 is closed, wanted an open one');
    desk.tick().pass(700, 1_000);
    expect(() => merge(1, 2), 'also once it is out of memory').toThrow(IncidentRefusedError);
  });
});

describe('splitting', () => {
  test('takes centres with what they lost into an incident of its own', () => {
    const desk = twoOut();
    desk.tick(first.map((centre) => noteOf(centre, { down: true, people: 6 }))).pass(60);
    const centres = first.slice(0, 2).map(({ code }) => code);
    const id = desk.book.split({
      incidentId: 1,
      centres,
      title: 'Burnt transformer',
      deed: deedOf(desk),
    });
    desk.tick();
    expect(desk.book.incident(id)).toMatchObject({
      cause: { kind: 'manual', key: '', symptom: 'mains' },
      title: 'Burnt transformer',
      centres: 2,
      people: 12,
      parentId: null,
    });
    expect(desk.book.incident(id)!.personMinutesLost).toBeCloseTo(12, 0);
    expect(desk.book.incident(1)).toMatchObject({ centres: 4, people: 24 });
    expect(desk.book.coverOf(first[0]!.id, 'mains')).toBe(id);
    expect(desk.eventTypes(id)).toEqual(['opened']);
    expect(desk.eventTypes(1).at(-1)).toBe('split');
    desk.restart({ seconds: 30 });
    expect(desk.book.members(id)?.map(({ centre }) => centre)).toEqual(centres);
    desk.pass(1).say('mains', false, first.slice(0, 2)).tick().pass(61);
    expect(desk.book.incident(id)?.closedAtMs).not.toBeNull();
    expect(desk.book.incident(1)?.closedAtMs).toBeNull();
  });

  test.each([
    ['all of it', first.map(({ code }) => code)],
    ['none of it', []],
    ['what is not in it', [second[0]!.code]],
  ])('refuses %s', (_, centres) => {
    const desk = twoOut();
    const split = () =>
      desk.book.split({ incidentId: 1, centres, title: null, deed: deedOf(desk) });
    expect(split).toThrow(IncidentRefusedError);
    expect(desk.open()).toHaveLength(2);
  });
});

describe('reparenting', () => {
  test('undoes a merger: what came with it goes back, with what it lost since', () => {
    const desk = twoOut();
    desk.book.merge({ incidentIds: [1, 2], centreIds: [], title: null, deed: deedOf(desk) });
    desk.tick(second.map((centre) => noteOf(centre, { down: true, people: 10 }))).pass(60);
    desk.say('mains', false, second.slice(0, 1)).tick();
    desk.book.reparent({ incidentId: 2, parentId: null, deed: deedOf(desk) });
    desk.tick();
    expect(desk.book.incident(1)).toMatchObject({ centres: 6, people: 0, personMinutesLost: 0 });
    expect(desk.book.incident(2)).toMatchObject({
      parentId: null,
      centres: 6,
      recovered: 1,
      people: 50,
      cause: { kind: 'feeder', key: 'F2' },
    });
    expect(desk.book.incident(2)!.personMinutesLost).toBeCloseTo(60, 0);
    desk.say('mains', true, second.slice(0, 1)).tick();
    expect(desk.book.incident(2)?.recovered, 'its feeder’s troubles are its own again').toBe(0);
    expect(desk.eventTypes(2)).toEqual(['opened', 'merged', 'reparented', 'severity', 'joined']);
  });

  test('moves from one parent to another, with what was merged into it', () => {
    const desk = twoOut().say('mains', true, third).tick().pass(16);
    const reparent = (incidentId: number, parentId: number | null) => {
      desk.book.reparent({ incidentId, parentId, deed: deedOf(desk) });
      desk.tick();
    };
    reparent(1, 2);
    reparent(2, 3);
    expect(desk.only()).toMatchObject({ id: 3, centres: 18, children: [2] });
    expect(desk.book.members(2)).toHaveLength(12);
    reparent(1, 3);
    expect(desk.book.incident(3)?.children).toEqual([2, 1]);
    expect(desk.book.members(2)).toHaveLength(6);
    reparent(2, null);
    expect(desk.book.incident(2)).toMatchObject({ centres: 6, parentId: null });
    expect(desk.book.incident(3)).toMatchObject({ centres: 12, children: [1] });
    reparent(2, null);
    expect(desk.last.events, 'it stands alone already').toEqual([]);
  });

  test('refuses what would go in circles', () => {
    const desk = twoOut();
    const reparent = (incidentId: number, parentId: number | null) => () => {
      desk.book.reparent({ incidentId, parentId, deed: deedOf(desk) });
    };
    expect(reparent(1, 1)).toThrow('Cannot move incident 1: incident 1 is part of it');
    reparent(1, 2)();
    expect(reparent(2, 1)).toThrow(IncidentRefusedError);
    expect(reparent(1, 99)).toThrow(NoSuchIncidentError);
  });
});

describe('closing and naming', () => {
  test('a closed incident releases its members and does not begin again with the same trouble', () => {
    const desk = twoOut();
    desk.book.close(1, deedOf(desk), 'Works of the company');
    desk.tick();
    expect(desk.book.incident(1)).toMatchObject({
      closedAtMs: desk.nowMs,
      closed: { by: 'Ayesha', atMs: desk.nowMs },
      people: 0,
    });
    expect(desk.book.coverOf(first[0]!.id, 'mains')).toBeNull();
    expect(desk.last.centreIds).toHaveLength(6);
    expect(desk.book.timeline(1).at(-1)).toMatchObject({
      kind: 'closed',
      by: 'Ayesha',
      text: 'Works of the company',
      count: 6,
    });
    desk.pass(60);
    expect(desk.causes()).toEqual(['feeder F2']);
    desk.say('mains', false, first).tick().pass(5).say('mains', true, first).tick().pass(16);
    expect(
      desk.open().map(({ id }) => id),
      'a new trouble is a new incident',
    ).toEqual([2, 3]);
    expect(() => {
      desk.book.close(1, deedOf(desk), null);
    }).toThrow(IncidentRefusedError);
  });

  test('a title is shown in place of the cause, and can be taken back', () => {
    const desk = twoOut();
    desk.book.retitle(1, 'Kot Lakhpat', deedOf(desk));
    expect(desk.book.incident(1)?.title).toBe('Kot Lakhpat');
    desk.tick().restart({ seconds: 5 });
    expect(desk.book.incident(1)?.title).toBe('Kot Lakhpat');
    desk.book.retitle(1, null, deedOf(desk));
    expect(desk.book.incident(1)?.title).toBeNull();
    expect(() => {
      desk.book.retitle(1, '', deedOf(desk));
    }).toThrow(IncidentRefusedError);
  });

  test('what people put together is left alone by broader causes', () => {
    const desk = twoOut();
    desk.book.merge({ incidentIds: [1, 2], centreIds: [], title: null, deed: deedOf(desk) });
    desk.say('mains', true, third).tick().pass(16);
    expect(desk.causes()).toEqual(['manual', 'feeder F3']);
    desk.pass(600, 1_000);
    expect(desk.open()).toHaveLength(2);
  });
});
