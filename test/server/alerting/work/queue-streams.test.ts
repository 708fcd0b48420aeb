import { describe, expect, test } from 'vitest';
import type { QueueFrame } from '#domain/alerting/queue.ts';
import type { Scope } from '#domain/viewer.ts';
import { type DeskRig, LINK_RULE, MINUTE_MS, NATION, newRig, OPERATOR, ruleOf } from './support.ts';

const SINDH: Scope = { type: 'province', province: 'SD' };

function follow(rig: DeskRig, scope: Scope = NATION): QueueFrame[] {
  const frames: QueueFrame[] = [];
  rig.desk.follow(scope, (frame) => frames.push(frame));
  return frames;
}

/** What a viewer holds who began with an empty queue and applied every frame. */
function applied(frames: readonly QueueFrame[]): string[] {
  const held = new Set<string>();
  for (const { changed, removed } of frames) {
    for (const { type, id } of changed) held.add(`${type}:${id}`);
    for (const key of removed) held.delete(key);
  }
  return [...held].sort();
}

describe('frames of the queue', () => {
  test('go out at most four times a second, with the latest of each item', () => {
    const rig = newRig();
    const frames = follow(rig);
    rig.fire('lhr-001', LINK_RULE, { severity: 'minor' });
    rig.run();
    frames.length = 0;
    for (const severity of ['major', 'critical', 'minor'] as const) {
      rig.fire('lhr-001', LINK_RULE, { severity });
      rig.clock.advance(100);
      rig.tick();
    }
    expect(frames.length).toBe(1);
    expect(frames[0]?.changed).toMatchObject([{ id: 1, severity: 'minor' }]);
  });

  test('go out at once after a deed, and are numbered without a gap', () => {
    const rig = newRig();
    const frames = follow(rig);
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    rig.clock.advance(250);
    rig.desk.work(OPERATOR, ['alert:1'], { do: 'acknowledge', note: null });
    rig.clock.advance(250);
    rig.desk.work(OPERATOR, ['alert:1'], { do: 'close', note: null });
    expect(frames.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(frames[1]?.changed).toMatchObject([{ acknowledged: { by: 'The operator' } }]);
    expect(frames[2]).toMatchObject({ changed: [], removed: ['alert:1'] });
  });

  test('begin where the snapshot ends', () => {
    const rig = newRig();
    const frames = follow(rig);
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    const { sequence } = rig.desk.queue(NATION);
    expect(sequence).toBe(frames.at(-1)?.sequence);
  });

  test('are silent while nothing changes but time', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    const frames = follow(rig);
    rig.run(5_000);
    expect(frames.length, 'one for what the figures are').toBe(1);
    rig.run(MINUTE_MS * 10);
    expect(frames.length, 'and one when the alert is ten minutes old').toBe(2);
    expect(frames[1]?.figures).toMatchObject({ presentedIn10Min: 0, standing: 1 });
  });

  test('tell a scope only what lies in it, and of an incident what lies there', () => {
    const rig = newRig();
    const frames = follow(rig, SINDH);
    rig.fire('lhr-001', LINK_RULE);
    rig.fire('khi-001', LINK_RULE);
    rig.incidents.open({ id: 3 }, [rig.centre('lhr-001')]);
    rig.incidents.open({ id: 4 }, [rig.centre('khi-001'), rig.centre('lhr-001')]);
    rig.run();
    rig.desk.work(OPERATOR, ['alert:1', 'alert:2', 'incident:3', 'incident:4'], {
      do: 'close',
      note: null,
    });
    rig.run();
    expect(frames.flatMap(({ changed }) => changed)).toMatchObject([
      { type: 'incident', id: 4, centres: 1 },
      { type: 'alert', centre: 'khi-001' },
    ]);
    expect(frames.flatMap(({ removed }) => removed).sort()).toEqual(['alert:2', 'incident:4']);
  });

  test('end when nobody listens', () => {
    const rig = newRig();
    const frames: QueueFrame[] = [];
    const stop = rig.desk.follow(NATION, (frame) => frames.push(frame));
    stop();
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    expect(frames).toEqual([]);
    expect(rig.desk.queue(NATION).sequence).toBe(0);
  });

  test('lead to the same queue as a snapshot does, whatever happens', () => {
    const rig = newRig();
    const frames = follow(rig);
    const rules = [LINK_RULE, ruleOf('hot', { inhibitedBy: ['link'] })];
    const codes = ['lhr-001', 'lhr-002', 'khi-001'];
    // A small walk through everything that changes the queue, the same each time.
    for (let step = 0; step < 120; step += 1) {
      const rule = rules[step % 2] ?? LINK_RULE;
      const code = codes[step % 3] ?? 'lhr-001';
      if (step % 7 < 4) rig.fire(code, rule, { severity: step % 5 === 0 ? 'critical' : 'minor' });
      else rig.clear(code, rule);
      if (step % 11 === 0) rig.incidents.cover(rig.centre(code), 'internet', step % 2 ? 3 : null);
      const key = `alert:${(step % 6) + 1}`;
      if (step % 4 === 1) rig.desk.work(OPERATOR, [key], { do: 'acknowledge', note: null });
      if (step % 9 === 2) rig.desk.work(OPERATOR, [key], { do: 'close', note: null });
      if (step % 13 === 3) {
        rig.desk.work(OPERATOR, [key], { do: 'shelve', reason: 'test', minutes: 5 });
      }
      rig.skip(step % 10 === 0 ? 40 * MINUTE_MS : 30_000);
    }
    rig.run(500);
    const queue = rig.items().map(({ type, id }) => `${type}:${id}`);
    expect(applied(frames)).toEqual(queue.sort());
  });
});

test('the figures count what stands in front of people, and consoles divide the load', () => {
  const rig = newRig();
  for (const code of ['lhr-001', 'lhr-002', 'khi-001']) {
    for (let rule = 0; rule < 4; rule += 1) rig.fire(code, ruleOf(`rule-${rule}`));
  }
  rig.run();
  rig.desk.work(OPERATOR, ['alert:1'], { do: 'acknowledge', note: null });
  rig.desk.work(OPERATOR, ['alert:2'], { do: 'shelve', reason: 'known', minutes: 5 });
  expect(rig.desk.load()).toEqual({
    presentedIn10Min: 12,
    consoles: 1,
    perConsoleIn10Min: 12,
    flood: true,
    standing: 11,
    unacknowledged: 10,
  });
  rig.desk.noteConsoles(2);
  expect(rig.desk.load()).toMatchObject({ consoles: 2, perConsoleIn10Min: 6, flood: true });
  rig.desk.noteConsoles(3);
  expect(rig.desk.load()).toMatchObject({ perConsoleIn10Min: 4, flood: false });
  rig.restart(MINUTE_MS);
  expect(rig.desk.load()).toMatchObject({ presentedIn10Min: 12, standing: 11, unacknowledged: 10 });
});
