/** What a rule judges: a centre or one of its devices, with its signals as they are now. */
import type { Centre, Device } from '#domain/centre.ts';
import type { SubjectKind } from '#domain/alerting/signal.ts';

export interface Subject {
  readonly kind: SubjectKind;
  readonly centre: Centre;
  /** Null when the subject is the centre itself. */
  readonly device: Device | null;
  /** By position in `SIGNALS[kind]`; NaN is not known. Written by the signal board alone. */
  readonly signals: Float64Array;
}

/** Identity across restarts and changes of the register: the register's ids. */
export type SubjectKey = `centre:${number}` | `device:${number}`;

export function subjectKeyOf({ centre, device }: Pick<Subject, 'centre' | 'device'>): SubjectKey {
  return device === null ? `centre:${centre.id}` : `device:${device.id}`;
}
