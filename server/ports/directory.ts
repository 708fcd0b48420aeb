/**
 * Which device a topic means, and back: what ingest needs to number readings and the store needs to
 * name them. Plain data, because it crosses threads.
 */
import type { DeviceKind } from '#domain/device.ts';
import type { ProvinceCode } from '#domain/province.ts';

export interface DirectoryDevice {
  readonly id: number;
  readonly kind: DeviceKind;
  readonly code: string;
  readonly intervalSeconds: number;
}

export interface DirectoryCentre {
  readonly id: number;
  readonly code: string;
  readonly province: ProvinceCode;
  /** Retired and planned centres are listed too, so that their history keeps its names. */
  readonly accepts: boolean;
  readonly devices: readonly DirectoryDevice[];
}
