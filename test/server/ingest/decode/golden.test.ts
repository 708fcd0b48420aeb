/** Runs the golden cases: messages as they arrive, and the readings and refusals they must give. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createIntake, shownReadings, type ShownReading } from '../../../support/intake.ts';

const FOLDER = new URL('../../../cases/decode/', import.meta.url);

interface Input {
  readonly messages: readonly {
    readonly receivedAtMs: number;
    readonly topic: string;
    readonly payload?: unknown;
    readonly raw?: string;
  }[];
}

interface Expected {
  readonly readings: readonly ShownReading[];
  readonly quarantine: readonly object[];
  readonly unclaimed: readonly string[];
  readonly counters?: object;
}

function load(name: string, file: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}/${file}`, FOLDER), 'utf8'));
}

describe('golden messages', () => {
  test.each(readdirSync(FOLDER))('%s', (name) => {
    const { messages } = load(name, 'input.json') as Input;
    const expected = load(name, 'expected.json') as Expected;
    const { intake, builder, outbox, counters } = createIntake();
    for (const { receivedAtMs, topic, payload, raw } of messages) {
      const text = raw ?? JSON.stringify(payload);
      intake.take({ topic, payload: Buffer.from(text), receivedAtMs });
    }
    const order = ['ups', 'link', 'zone'];
    const byKind = (reading: ShownReading): number =>
      order.indexOf(reading.device.split('/')[0] ?? '');
    const wanted = expected.readings.toSorted((one, other) => byKind(one) - byKind(other));
    expect(shownReadings(builder)).toEqual(wanted);
    expect(outbox.takeQuarantine()).toMatchObject(expected.quarantine);
    expect(
      outbox.takeSightings().map(({ centre, kind, device }) => `${centre}/${kind}/${device}`),
    ).toEqual(expected.unclaimed);
    if (expected.counters !== undefined) expect(counters).toMatchObject(expected.counters);
  });
});
