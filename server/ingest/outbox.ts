/**
 * Collects what the main thread is to hear of, between two posts.
 *
 * Everything is bounded: presence keeps the latest per centre, the rest keeps the first so many and
 * leaves the remainder to the counters.
 */
import type {
  PresenceChange,
  QuarantineEntry,
  QuarantineReason,
  SkewReport,
  UnclaimedSighting,
} from '../ports/ingest.ts';
import type { Counters } from './counters.ts';
import type { FaultSink } from './decode/fields.ts';

/** Refused messages and fields told of per post; all are counted. */
export const QUARANTINE_ENTRIES_MAX = 200;
/** Unknown publishers told of per post. */
export const SIGHTINGS_MAX = 500;
const SAMPLE_LENGTH_MAX = 200;
/** Enough for 200 characters of four bytes each. */
const SAMPLE_BYTES_MAX = 800;
const TOPIC_LENGTH_MAX = 256;

/** The message that is being looked at. */
export interface MessageContext {
  readonly topic: string;
  readonly payload: Buffer;
  readonly receivedAtMs: number;
}

/** Faults and sightings as they go to the main thread. */
export class Outbox implements FaultSink {
  readonly #counters: Counters;
  #message: MessageContext = { topic: '', payload: Buffer.alloc(0), receivedAtMs: 0 };
  /** `kind/device` within a message of many readings, '' otherwise. */
  #within = '';
  #quarantine: QuarantineEntry[] = [];
  readonly #presence = new Map<number, PresenceChange>();
  readonly #sightings = new Map<string, UnclaimedSighting>();
  readonly #skews = new Map<number, SkewReport>();

  constructor(counters: Counters) {
    this.#counters = counters;
  }

  /** Says which message the following refusals and sightings are about. */
  begin(message: MessageContext): void {
    this.#message = message;
    this.#within = '';
  }

  /** Says which device's part of the message they are about. */
  within(path: string): void {
    this.#within = path;
  }

  /** Refuses one field; the rest of its reading is kept. */
  refuse(reason: QuarantineReason, field: string, value: unknown): void {
    const sample = this.#within === '' ? shown(value) : `${this.#within}: ${shown(value)}`;
    this.#quarantineEntry(reason, field, sample);
  }

  /** Refuses the message as a whole. */
  refuseMessage(reason: QuarantineReason): void {
    this.#quarantineEntry(reason, null, sampleOf(this.#message.payload));
  }

  /** Somebody outside the register has published; `device` is null for a centre as a whole. */
  sight(
    place: { readonly province: string; readonly centre: string },
    device: Pick<UnclaimedSighting, 'kind' | 'device'> | null,
  ): void {
    const { kind, device: code } = device ?? { kind: null, device: null };
    const key = `${place.province}/${place.centre}/${kind ?? ''}/${code ?? ''}`;
    const earlier = this.#sightings.get(key);
    if (earlier === undefined && this.#sightings.size >= SIGHTINGS_MAX) return;
    this.#sightings.set(key, {
      province: place.province,
      centre: place.centre,
      kind,
      device: code,
      receivedAtMs: this.#message.receivedAtMs,
      messages: (earlier?.messages ?? 0) + 1,
      sample: sampleOf(this.#message.payload),
    });
  }

  tellPresence(change: PresenceChange): void {
    this.#presence.set(change.centreId, change);
  }

  tellSkew(report: SkewReport): void {
    this.#skews.set(report.centreId, report);
  }

  takePresence(): PresenceChange[] {
    return takeAll(this.#presence);
  }

  takeQuarantine(): QuarantineEntry[] {
    const entries = this.#quarantine;
    this.#quarantine = [];
    return entries;
  }

  takeSightings(): UnclaimedSighting[] {
    return takeAll(this.#sightings);
  }

  takeSkews(): SkewReport[] {
    return takeAll(this.#skews);
  }

  #quarantineEntry(reason: QuarantineReason, field: string | null, sample: string): void {
    const { quarantined } = this.#counters;
    quarantined[reason] = (quarantined[reason] ?? 0) + 1;
    if (this.#quarantine.length >= QUARANTINE_ENTRIES_MAX) return;
    this.#quarantine.push({
      receivedAtMs: this.#message.receivedAtMs,
      reason,
      topic: this.#message.topic.slice(0, TOPIC_LENGTH_MAX),
      field,
      sample: sample.slice(0, SAMPLE_LENGTH_MAX),
    });
  }
}

function takeAll<V>(from: Map<unknown, V>): V[] {
  if (from.size === 0) return [];
  const values = [...from.values()];
  from.clear();
  return values;
}

function sampleOf(payload: Buffer): string {
  return payload.toString('utf8', 0, SAMPLE_BYTES_MAX).slice(0, SAMPLE_LENGTH_MAX);
}

/** A refused value in a few characters. Nested values are not walked: they may be deep. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, SAMPLE_LENGTH_MAX);
  if (Array.isArray(value)) return `array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'object';
  return String(value);
}
