/** What a centre's devices are called: their kind and their code within the centre. */

/** Order fixed by the stored batch format: a new kind goes at the end. */
export const DEVICE_KINDS = ['ups', 'link', 'zone'] as const;

export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** Centre and device codes of the contract: lower case, digits and dashes, at most 32 characters. */
export const CODE_PATTERN = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** Names one device anywhere in the country. */
export interface DeviceKey {
  readonly centre: string;
  readonly kind: DeviceKind;
  readonly device: string;
}

const KINDS = new Set<string>(DEVICE_KINDS);

export function isDeviceKind(text: string): text is DeviceKind {
  return KINDS.has(text);
}

export function isCode(text: string): boolean {
  return CODE_PATTERN.test(text);
}
