/** Steps models by hand in tests: a small sample estate and a recorder for what it sends. */
import { sampleCentres } from '#domain/sample/estate.ts';
import type { CentreModel, Message } from '../../simulators/centre/centre-model.ts';
import { FleetModel, type FleetModelOptions } from '../../simulators/fleet-model.ts';

/** Monday 23 November 2026, 11:00 PKT: an ordinary working morning. */
export const MORNING_MS = Date.UTC(2026, 10, 23, 6, 0, 0);

export interface Sent {
  readonly code: string;
  readonly atMs: number;
  readonly message: Message;
}

export function sampleModel(
  options: Partial<FleetModelOptions> & { count?: number } = {},
): FleetModel {
  const { count = 20, seed = 1, ...rest } = options;
  const centres = rest.centres ?? sampleCentres({ centres: count, seed });
  return new FleetModel({
    startMs: MORNING_MS,
    clean: true,
    singles: false,
    seed,
    ...rest,
    centres,
  });
}

/** Advances a model and returns all that its gateways had to send. */
export function run(model: FleetModel, seconds: number): Sent[] {
  const sent: Sent[] = [];
  model.advance(model.atMs + seconds * 1_000, Infinity, {
    stepped(_, centre: CentreModel, messages) {
      for (const message of messages) {
        sent.push({ code: centre.record.code, atMs: model.atMs, message });
      }
    },
  });
  return sent;
}

/** The readings inside a `data` message. */
export function readingsOf({ message }: Sent): Record<string, unknown>[] {
  const batch = JSON.parse(message.payload) as { readings: Record<string, unknown>[] };
  return batch.readings;
}
