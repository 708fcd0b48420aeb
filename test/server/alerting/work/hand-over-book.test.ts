import { describe, expect, test } from 'vitest';
import { HOUR_MS, LINK_RULE, MINUTE_MS, newRig, OPERATOR, viewerOf } from './support.ts';

/** Pakistan time of 23 November 2026; the clock of the tests begins at 11:00. */
function pkt(hour: number): number {
  return Date.UTC(2026, 10, 23, hour - 5);
}

describe('the note of a shift', () => {
  test('holds its figures and what was open, worst first', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE, { severity: 'minor' });
    rig.fire('lhr-002', LINK_RULE, { severity: 'critical' });
    rig.fire('khi-001', LINK_RULE);
    rig.run();
    rig.clear('khi-001', LINK_RULE);
    rig.run();
    rig.clock.advance(3 * HOUR_MS);
    const note = rig.desk.writeHandOver(OPERATOR, 'quiet');
    expect(note).toMatchObject({
      shiftFromMs: pkt(7),
      shiftToMs: pkt(15),
      by: 'The operator',
      note: 'quiet',
      figures: { presented: 3, clearedUnacknowledged: 1 },
      open: ['alert:2', 'alert:1'],
    });
    rig.restart(MINUTE_MS);
    expect(rig.desk.handOvers(5)).toEqual([note]);
  });

  test('written in the first hour belongs to the shift before, unless that has one', () => {
    const rig = newRig();
    rig.clock.advance(4 * HOUR_MS + 30 * MINUTE_MS); // 15:30
    expect(rig.desk.writeHandOver(OPERATOR, 'late')).toMatchObject({
      shiftFromMs: pkt(7),
      figures: { toMs: pkt(15) },
    });
    expect(rig.desk.writeHandOver(OPERATOR, 'begun')).toMatchObject({ shiftFromMs: pkt(15) });
    rig.clock.advance(8 * HOUR_MS + 40 * MINUTE_MS); // 00:10: more than an hour into the night
    expect(rig.desk.writeHandOver(OPERATOR, 'night')).toMatchObject({ shiftFromMs: pkt(23) });
    expect(rig.desk.handOvers(2).map(({ note }) => note)).toEqual(['night', 'begun']);
  });

  test('is written by operators and up', () => {
    const rig = newRig();
    expect(() => rig.desk.writeHandOver(viewerOf('manager'), 'x')).toThrow(/as manager/);
  });
});
