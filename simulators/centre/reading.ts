/** One device report on its way out: the fields as the gateway would write them. */
import type { DeviceKind } from '#domain/device.ts';

/** NaN and '' are "not measured" and are left out. */
export type FieldValue = number | string | boolean;

export interface DeviceReading {
  readonly kind: DeviceKind;
  readonly device: string;
  readonly fields: Record<string, FieldValue>;
}

/** Time as the models of a centre need it. */
export interface StepTime {
  readonly atMs: number;
  readonly seconds: number;
}
