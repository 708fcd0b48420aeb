/**
 * What is known of one decoded device report beside its values, and how the API shows one.
 *
 * In columns, as they travel and are stored, readings are a `ReadingBatch` (`reading-batch.ts`).
 */
import type { DeviceKind } from './device.ts';

/** Bit set of what is known about a reading beside its values. */
export const READING_FLAGS = {
  /** Late, or said to be historical: goes to history and never moves the live picture. */
  historical: 1,
  /** The device or the border doubts it. */
  uncertain: 2,
  /** The device itself says it is bad: kept in history, never shown as current. */
  bad: 4,
  /** The device clock ran ahead: `atMs` is our time of receipt. */
  clockReplaced: 8,
} as const;

/** A reading as the API and the `centre` room show it: names for columns, null for not measured. */
export interface ReadingView {
  readonly kind: DeviceKind;
  readonly device: string;
  readonly atMs: number;
  readonly receivedAtMs: number;
  readonly flags: number;
  readonly values: Readonly<Record<string, number | null>>;
}
