/** What the ingest side tells the rest of the server, and what it needs from it. */
import type { DeviceKind } from '#domain/device.ts';
import type { LogPosition } from './batch-log.ts';
import type { DirectoryCentre } from './directory.ts';

/** A batch that has just become durable. The receiver owns the bytes. */
export interface DurableBatch {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** End of the batch in the spool. */
  readonly position: LogPosition;
  /** Server time at which the batch's oldest message arrived. */
  readonly oldestReceivedAtMs: number;
}

/** A gateway came or went: by its status message, its last will, or its connection. */
export interface PresenceChange {
  readonly centreId: number;
  readonly online: boolean;
  /** When the gateway says it happened, epoch ms of its own clock. */
  readonly atMs: number;
  readonly receivedAtMs: number;
  readonly boot: string | null;
}

/** Why a message, or a field of one, was not believed. Stable words: they are metric labels. */
export type QuarantineReason =
  | 'bad_topic'
  | 'unknown_province'
  | 'wrong_province'
  | 'bad_code'
  | 'unknown_kind'
  | 'too_large'
  | 'not_json'
  | 'bad_shape'
  | 'bad_time'
  | 'bad_device'
  | 'wrong_type'
  | 'implausible_value'
  | 'unknown_status_word'
  | 'too_many_readings'
  | 'not_accepting';

/** One refused message or field, as `GET /quarantine` shows it. */
export interface QuarantineEntry {
  readonly receivedAtMs: number;
  readonly reason: QuarantineReason;
  readonly topic: string;
  /** Field name, where one field was dropped and the rest kept. */
  readonly field: string | null;
  /** The refused value or the first bytes of the message, at most 200 characters. */
  readonly sample: string;
}

/** Somebody the register does not know has published. */
export interface UnclaimedSighting {
  readonly province: string;
  readonly centre: string;
  /** Null when the whole centre is unknown and said something of no device. */
  readonly kind: DeviceKind | null;
  readonly device: string | null;
  readonly receivedAtMs: number;
  readonly messages: number;
  /** First 200 characters of the latest payload. */
  readonly sample: string;
}

/** Clock skew of one centre's gateway: running median of receivedAt - at, ms. */
export interface SkewReport {
  readonly centreId: number;
  readonly skewMs: number;
}

/** Counters since start; every one is exported as a metric. */
export interface IngestCounters {
  readonly messages: number;
  readonly readings: number;
  readonly duplicates: number;
  readonly historical: number;
  readonly expired: number;
  readonly uncertain: number;
  readonly acknowledged: number;
  readonly connections: number;
  readonly connectionsRefused: number;
  readonly unclaimedMessages: number;
  readonly spoolBytes: number;
  /** Written by this process and not yet stored. */
  readonly spoolReadings: number;
  readonly backlogMessages: number;
  readonly pausedMs: number;
  readonly quarantined: Readonly<Partial<Record<QuarantineReason, number>>>;
}

export interface IngestStatus {
  /** True while messages can be taken: broker up or connected, spool writable. */
  readonly accepting: boolean;
  readonly broker: 'embedded' | 'external';
  readonly brokerConnected: boolean;
  readonly lastError: string | null;
  readonly counters: IngestCounters;
}

export interface IngestListener {
  onBatch(batch: DurableBatch): void;
  onPresence(changes: readonly PresenceChange[]): void;
  onQuarantine(entries: readonly QuarantineEntry[]): void;
  onUnclaimed(sightings: readonly UnclaimedSighting[]): void;
  onSkew(reports: readonly SkewReport[]): void;
  onStatus(status: IngestStatus): void;
}

export interface Ingest {
  setDirectory(centres: readonly DirectoryCentre[]): void;
  /** Lets go of the spool before `position`: the store has it. */
  confirmStored(position: LogPosition): void;
  /** Publishes for the server itself, e.g. its own status or a derived state. */
  publish(topic: string, payload: string, options: { readonly retain: boolean }): void;
  status(): IngestStatus;
  /** Stops taking messages, makes durable and acknowledges what was taken, then disconnects. */
  close(): Promise<void>;
}
