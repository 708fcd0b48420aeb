import { sampleCentres } from '#domain/sample/estate.ts';
import { afterEach, expect, test } from 'vitest';
import { NationInABox, type BoxOptions } from './nation-in-a-box.ts';

const CENTRES = sampleCentres({ centres: 12, seed: 1 });
const opened: NationInABox[] = [];

function boxOf(options: Partial<BoxOptions> = {}): NationInABox {
  const box = NationInABox.open({ centres: CENTRES, ...options });
  opened.push(box);
  return box;
}

afterEach(async () => {
  for (const box of opened.splice(0)) await box.dispose();
});

function healths(box: NationInABox): string[] {
  const { estate, hub } = box.server;
  return estate.centres().map(({ id }) => hub.feed.stateOfId(id)?.health ?? 'none');
}

test('a calm nation is well soon after the start, and stays so', () => {
  const box = boxOf();
  box.run({ minutes: 1 });
  expect(healths(box)).toEqual(CENTRES.map(() => 'ok'));
  box.run({ hours: 1 });
  expect(healths(box)).toEqual(CENTRES.map(() => 'ok'));
  expect(box.server.counters.quarantined).toEqual({});
  expect(box.truth.needs()).toEqual([]);
});

test('a gateway without a path is missed when its keep-alive has run out, and replays what it kept', () => {
  const box = boxOf();
  box.run({ minutes: 2 });
  const code = CENTRES[0]?.code ?? '';
  box.apply({
    where: { centres: [code] },
    effect: { type: 'link-down' },
    startsAfterSeconds: 0,
    durationSeconds: 600,
  });
  const stateOf = () => {
    const centre = box.server.estate.centre(code);
    return box.server.hub.feed.stateOfId(centre?.id ?? -1);
  };
  box.run({ seconds: 30 });
  expect(stateOf()).toMatchObject({ offline: false });
  box.run({ seconds: 40 });
  expect(stateOf()).toMatchObject({ offline: true, health: 'unknown' });
  const historicalBefore = box.server.counters.historical;
  box.run({ minutes: 16 });
  expect(stateOf()).toMatchObject({ offline: false, health: 'ok' });
  expect(box.server.counters.historical).toBeGreaterThan(historicalBefore + 300);
  expect(box.truth.needs().map(({ kind }) => kind)).toContain('internet');
});

test('a stopped server hears again of everybody within the back-off, with its register and doors', async () => {
  const box = boxOf();
  box.run({ minutes: 10 });
  const seated = () =>
    box.server.estate.centres().map(({ id }) => box.server.hub.feed.stateOfId(id)?.seated ?? 0);
  const before = seated();
  await box.stopServer();
  box.run({ minutes: 7 });
  box.startServer();
  expect(healths(box)).toEqual(CENTRES.map(() => 'unknown'));
  box.run({ minutes: 2 });
  expect(healths(box)).toEqual(CENTRES.map(() => 'ok'));
  seated().forEach((people, index) => {
    expect(Math.abs(people - (before[index] ?? NaN))).toBeLessThan(15);
  });
});

test('the same options give the same nation', () => {
  const [one, other] = [boxOf({ clean: false, calm: false }), boxOf({ clean: false, calm: false })];
  for (const box of [one, other]) box.run({ minutes: 30 });
  expect(one.server.counters).toEqual(other.server.counters);
  expect(one.truth.needs()).toEqual(other.truth.needs());
});
