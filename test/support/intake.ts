/** An intake of its own, with a small register, for tests that look at what becomes of messages. */
import { DEVICE_KINDS } from '#domain/device.ts';
import { METRICS } from '#domain/metric.ts';
import { ReadingBatchBuilder } from '#domain/reading-batch.ts';
import { READING_FLAGS } from '#domain/reading.ts';
import { DEFAULT_ROOT } from '#domain/topic.ts';
import { zeroCounters } from '../../server/ingest/counters.ts';
import { MessageIntake } from '../../server/ingest/message-intake.ts';
import { Outbox } from '../../server/ingest/outbox.ts';
import { ReadingIntake } from '../../server/ingest/reading-intake.ts';
import type { DirectoryCentre } from '../../server/ports/directory.ts';

const DAY_MS = 86_400_000;
export const RETENTION_MS = 7 * DAY_MS;

const device = (id: number, kind: 'ups' | 'link' | 'zone', code: string) => ({
  id,
  kind,
  code,
  intervalSeconds: 10,
});

/** `lhr-001` with one device of each kind, `khi-001` with a UPS, and `old-001`, retired. */
export const DIRECTORY: readonly DirectoryCentre[] = [
  {
    id: 1,
    code: 'lhr-001',
    province: 'PB',
    accepts: true,
    devices: [device(11, 'ups', 'u1'), device(12, 'link', 'n1'), device(13, 'zone', 'z1')],
  },
  { id: 2, code: 'khi-001', province: 'SD', accepts: true, devices: [device(21, 'ups', 'u1')] },
  { id: 3, code: 'old-001', province: 'PB', accepts: false, devices: [device(31, 'ups', 'u1')] },
];

export interface ShownReading {
  readonly device: string;
  readonly atMs: number;
  readonly flags: readonly string[];
  readonly values: Readonly<Record<string, number>>;
}

export function createIntake() {
  const counters = zeroCounters();
  const outbox = new Outbox(counters);
  const builder = new ReadingBatchBuilder();
  const readings = new ReadingIntake({
    builder,
    counters,
    faults: outbox,
    retentionMs: RETENTION_MS,
  });
  const intake = new MessageIntake({ root: DEFAULT_ROOT, outbox, counters, readings });
  intake.setDirectory(DIRECTORY);
  return { counters, outbox, builder, intake };
}

const PATHS = new Map(
  DIRECTORY.flatMap(({ devices }) =>
    devices.map(({ id, kind, code }) => [id, `${kind}/${code}`] as const),
  ),
);

/** A builder's readings with names instead of columns, by kind and then in order of arrival. */
export function shownReadings(builder: ReadingBatchBuilder): ShownReading[] {
  return builder.view().flatMap(({ kind, length, deviceIds, atMs, flags, values }) =>
    Array.from({ length }, (_unused, row) => ({
      device: PATHS.get(deviceIds[row] ?? 0) ?? `${DEVICE_KINDS.indexOf(kind)}`,
      atMs: atMs[row] ?? NaN,
      flags: Object.entries(READING_FLAGS)
        .filter(([, bit]) => ((flags[row] ?? 0) & bit) !== 0)
        .map(([name]) => name),
      values: Object.fromEntries(
        METRICS[kind].flatMap(({ name }, column) => {
          const value = values[column]?.[row] ?? NaN;
          return Number.isNaN(value) ? [] : [[name, value]];
        }),
      ),
    })),
  );
}
