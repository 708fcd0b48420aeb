/**
 * One decoded device report.
 *
 * `values` has one column per metric of the kind (`metric.ts`); NaN is "not measured".
 * `deviceId` is the register's number of the device, stable for its life and never given again.
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

export interface Reading {
  readonly kind: DeviceKind;
  readonly deviceId: number;
  /** Device time, epoch ms. With centre, kind and device the identity of the reading. */
  readonly atMs: number;
  /** Server time of arrival, epoch ms. */
  readonly receivedAtMs: number;
  readonly flags: number;
  readonly values: Float64Array;
}

/** A reading as the API and the `centre` room show it: names for columns, null for not measured. */
export interface ReadingView {
  readonly kind: DeviceKind;
  readonly device: string;
  readonly atMs: number;
  readonly receivedAtMs: number;
  readonly flags: number;
  readonly values: Readonly<Record<string, number | null>>;
}
