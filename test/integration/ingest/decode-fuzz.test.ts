/**
 * A million payloads, mutated from real ones by a seed: nothing is thrown, nothing implausible comes
 * out. Long for a unit test, and the same every time.
 */
import { expect, test } from 'vitest';
import { METRICS } from '#domain/metric.ts';
import { Prng } from '#domain/prng.ts';
import type { ReadingBatchBuilder } from '#domain/reading-batch.ts';
import { createIntake } from '../../support/intake.ts';

const PAYLOADS = 1_000_000;
const NOW = Date.UTC(2026, 10, 23, 6);
const CENTRE = 'erozgar/v1/PB/lhr-001';
const SEED = 20_261_123;

const SEEDS = [
  [
    `${CENTRE}/ups/u1`,
    `{"at":${NOW},"status":"OB DISCHRG","inputVolts":0,"inputHertz":50.0,"loadPercent":42,"batteryChargePercent":81,"batteryRuntimeSeconds":1260,"testResult":"passed"}`,
  ],
  [
    `${CENTRE}/link/n1`,
    `{"at":${NOW},"up":true,"rxOctets":4294967000,"txOctets":17,"counterBits":32,"uptimeSeconds":86400,"latencyMs":12.5,"lossPercent":0}`,
  ],
  [
    `${CENTRE}/zone/z1`,
    `{"at":${NOW},"inTotal":65530,"outTotal":65000,"counterBits":16,"q":"good"}`,
  ],
  [
    `${CENTRE}/data`,
    `{"boot":"k3f9","seq":1,"at":${NOW},"hist":false,"readings":[{"device":"ups/u1","dt":-120,"status":"OL"},{"device":"zone/z1","occupied":31,"capacity":40,"method":"measured"}]}`,
  ],
  [`${CENTRE}/status`, `{"online":true,"at":${NOW},"boot":"k3f9"}`],
] as const;

/** Pieces that keep JSON whole more often than random bytes do. */
const PIECES = [
  '-1',
  '1e999',
  '0',
  '"',
  'null',
  '99999999999',
  'true',
  '[]',
  '{}',
  ',',
  '-0.0',
  'e',
];

function mutate(text: string, random: Prng): string {
  let mutated = text;
  const times = random.integer(1, 4);
  for (let time = 0; time < times; time += 1) {
    const at = random.integer(0, mutated.length);
    const cut = random.integer(0, 6);
    const piece = PIECES[random.integer(0, PIECES.length - 1)] ?? '';
    mutated = mutated.slice(0, at) + piece + mutated.slice(at + cut);
  }
  return mutated;
}

function implausible(builder: ReadingBatchBuilder): string[] {
  return builder.view().flatMap(({ kind, length, values }) =>
    METRICS[kind].flatMap(({ name, min, max }, column) => {
      const wrong = values[column]?.subarray(0, length).find((value) => value < min || value > max);
      return wrong === undefined ? [] : [`${kind}.${name} = ${wrong}`];
    }),
  );
}

test('a million mutated payloads throw nothing and give no implausible value', () => {
  const random = new Prng(SEED);
  const { intake, builder, counters, outbox } = createIntake();
  for (let index = 0; index < PAYLOADS; index += 1) {
    const [topic, payload] = SEEDS[index % SEEDS.length] ?? ['', ''];
    // The time moves on, so that readings are not all repeats of one another.
    const text = payload.replace(String(NOW), String(NOW + index));
    const message = { topic, payload: Buffer.from(mutate(text, random)) };
    intake.take({ ...message, receivedAtMs: NOW + index });
    if (builder.length >= 5_000) {
      expect(implausible(builder)).toEqual([]);
      builder.clear();
      outbox.takeQuarantine();
    }
  }
  expect(implausible(builder)).toEqual([]);
  expect(counters.messages).toBe(PAYLOADS);
  expect(counters.readings).toBeGreaterThan(PAYLOADS / 10);
  expect(Object.keys(counters.quarantined).length).toBeGreaterThan(6);
});
