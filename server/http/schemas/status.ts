/** How the server itself is doing, on the wire. */
import { z } from 'zod';
import { DEVICE_KINDS } from '#domain/device.ts';
import { blindnessSchema, loadFiguresSchema } from './alert.ts';

const count = z.number();

export const statusSchema = z
  .strictObject({
    serverTimeMs: z.number(),
    uptimeSeconds: z.number(),
    version: z.string(),
    ingest: z.strictObject({
      accepting: z.boolean(),
      broker: z.enum(['embedded', 'external']),
      brokerConnected: z.boolean(),
      lastError: z.string().nullable(),
      counters: z.strictObject({
        messages: count,
        readings: count,
        duplicates: count,
        historical: count,
        expired: count,
        uncertain: count,
        acknowledged: count,
        connections: count,
        connectionsRefused: count,
        unclaimedMessages: count,
        spoolBytes: count,
        spoolReadings: count,
        backlogMessages: count,
        pausedMs: count,
        quarantined: z.record(z.string(), count),
      }),
    }),
    store: z.strictObject({
      engine: z.enum(['embedded', 'influx']),
      writable: z.boolean(),
      lastError: z.string().nullable(),
      storedPosition: count,
      storedReadings: count,
      storedRollups: count,
      droppedReadings: count,
      lagMs: z.number(),
      bytes: z.number().nullable(),
    }),
    live: z.strictObject({
      viewers: count,
      viewersRefused: count,
      framesSent: count,
      framesConflated: count,
      batchesApplied: count,
      readingsApplied: count,
      readingsBehind: count,
      readingsUnplaced: count,
    }),
    alerting: z.strictObject({
      blindness: blindnessSchema.nullable(),
      load: loadFiguresSchema,
      firing: count,
      writesFailed: count,
      symptomsWaiting: count,
      transitionsHeld: count,
      statesWaiting: count,
      notifications: z.strictObject({
        sent: count,
        failed: count,
        retried: count,
        digested: count,
        held: count,
        overflowed: count,
        queueLength: count,
      }),
      heartbeat: z.strictObject({
        enabled: z.boolean(),
        beats: count,
        failed: count,
        withheld: count,
        lastBeatAtMs: z.number().nullable(),
        lastError: z.string().nullable(),
      }),
    }),
  })
  .meta({ id: 'Status', description: 'Counters are totals since the server started.' });

export const quarantineSchema = z.strictObject({
  items: z.array(
    z
      .strictObject({
        receivedAtMs: z.number(),
        reason: z.string(),
        topic: z.string(),
        field: z.string().nullable(),
        sample: z.string().meta({ description: 'First characters of what was refused.' }),
      })
      .meta({ id: 'QuarantineEntry' }),
  ),
});

export const unclaimedSchema = z.strictObject({
  items: z.array(
    z
      .strictObject({
        province: z.string(),
        centre: z.string(),
        kind: z.enum(DEVICE_KINDS).nullable(),
        device: z.string().nullable(),
        firstSeenAtMs: z.number(),
        lastSeenAtMs: z.number(),
        messages: z.number(),
        sample: z.string(),
      })
      .meta({ id: 'UnclaimedDevice' }),
  ),
});
