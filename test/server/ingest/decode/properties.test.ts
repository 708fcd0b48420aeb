/** Whatever is sent: nothing is thrown, and no value outside its metric's range comes out. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { METRICS } from '#domain/metric.ts';
import type { ReadingBatchBuilder } from '#domain/reading-batch.ts';
import { createIntake } from '../../../support/intake.ts';

const NOW = Date.UTC(2026, 10, 23, 6);

function expectPlausible(builder: ReadingBatchBuilder): void {
  for (const { kind, length, values } of builder.view()) {
    for (const [column, { name, min, max }] of METRICS[kind].entries()) {
      for (const value of values[column]?.subarray(0, length) ?? []) {
        const fine = Number.isNaN(value) || (value >= min && value <= max);
        expect(fine, `${kind}.${name} = ${value}`).toBe(true);
      }
    }
  }
}

const FIELD_NAMES = [
  ...Object.values(METRICS).flatMap((metrics) => metrics.map(({ name }) => name)),
  ...['status', 'counterBits', 'q', 'at', 'dt', 'hist', 'boot', '__proto__', 'toString'],
];
const value = fc.oneof(
  fc.jsonValue(),
  fc.double(),
  fc.integer(),
  fc.constantFrom(16, 32, 64, 'OL CHRG', 'OB', 'passed', 'inferred', 'bad', true, false, null),
);
const fields = fc.dictionary(fc.constantFrom(...FIELD_NAMES), value, { maxKeys: 12 });
const paths = fc.constantFrom('ups/u1', 'link/n1', 'zone/z1', 'ups/zz', 'x');
const at = fc.oneof(fc.integer({ min: NOW - 1e6, max: NOW + 1e6 }), value);

test('any fields in a single reading', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(paths, fields, at), { maxLength: 8 }), (messages) => {
      const { intake, builder } = createIntake();
      for (const [path, content, time] of messages) {
        const payload = Buffer.from(JSON.stringify({ ...content, at: time }));
        intake.take({ topic: `erozgar/v1/PB/lhr-001/${path}`, payload, receivedAtMs: NOW });
      }
      expectPlausible(builder);
    }),
    { numRuns: 2_000 },
  );
});

test('any fields in a message of many readings', () => {
  const reading = fc.tuple(paths, fields).map(([device, content]) => ({ ...content, device }));
  const data = fc.record({ at, readings: fc.oneof(fc.array(reading), value), hist: value });
  fc.assert(
    fc.property(data, (content) => {
      const { intake, builder } = createIntake();
      const payload = Buffer.from(JSON.stringify(content));
      intake.take({ topic: 'erozgar/v1/PB/lhr-001/data', payload, receivedAtMs: NOW });
      expectPlausible(builder);
    }),
    { numRuns: 2_000 },
  );
});

test('any bytes on any topic', () => {
  const topic = fc.oneof(fc.string(), fc.constantFrom('data', 'status', 'meta', 'cmd/x/ack'));
  fc.assert(
    fc.property(topic, fc.uint8Array(), (leaf, bytes) => {
      const { intake } = createIntake();
      for (const prefix of ['', 'erozgar/v1/PB/', 'erozgar/v1/PB/lhr-001/']) {
        const message = { topic: `${prefix}${leaf}`, payload: Buffer.from(bytes) };
        intake.take({ ...message, receivedAtMs: NOW });
      }
    }),
    { numRuns: 2_000 },
  );
});
