/**
 * The typed events of the live connection (Socket.IO, path `/live`, same origin).
 *
 * A viewer watches one view of each sort at a time: a new `watch` replaces the earlier one of the same
 * view. The acknowledgement carries a snapshot; the server joins the room before it takes it, so a
 * change in between arrives twice, never not at all.
 */
import type { QueueFrame, QueueSnapshot } from './alerting/queue.ts';
import type { CentreState } from './nation.ts';
import type { NationFrameJson } from './nation-frame.ts';
import type { ReadingView } from './reading.ts';

export const LIVE_PATH = '/live';
/** Shortest time between two frames of a room. */
export const FRAME_PERIOD_MS = 250;
/** Period of `clock`: a viewer that misses two in a row shows itself frozen soon after. */
export const CLOCK_PERIOD_MS = 5_000;
/**
 * Silence of the line after which a viewer must say that what it shows is old. It looks once a second
 * and must have said so within 15 s.
 */
export const FROZEN_AFTER_MS = 13_500;
/** Clock skew of a gateway from which viewers are told. */
export const SKEW_SHOWN_MS = 5_000;

export type WatchRequest =
  | { readonly view: 'nation'; readonly format?: 'binary' | 'json' }
  | { readonly view: 'centre'; readonly code: string }
  /** The queue of alerts and incidents, as far as the viewer's scope goes. */
  | { readonly view: 'alerts' };

export interface UnwatchRequest {
  readonly view: WatchRequest['view'];
}

/** Everything live about one centre; `readings` holds the latest of each device that has reported. */
export interface CentreSnapshot {
  readonly code: string;
  readonly at: number;
  readonly state: CentreState;
  /** Running median of server time less gateway time; null while it is not known. */
  readonly clockSkewMs: number | null;
  readonly devices: readonly DeviceState[];
  readonly readings: readonly ReadingView[];
}

/** Freshness of one device, whether or not it has ever reported. */
export interface DeviceState {
  readonly kind: ReadingView['kind'];
  readonly device: string;
  readonly fresh: boolean;
  /** Server time of its latest reading, null when it has never reported since the server started. */
  readonly receivedAtMs: number | null;
}

/** What changed at one centre since the frame before. */
export interface CentreFrame {
  readonly code: string;
  /** Server time. */
  readonly at: number;
  readonly newestAgeMs: number | null;
  readonly oldestAgeMs: number | null;
  readonly state: CentreState;
  readonly clockSkewMs: number | null;
  readonly readings: readonly ReadingView[];
  /** Devices that fell silent or came back. */
  readonly devices: readonly DeviceState[];
}

export type WatchReply =
  | { readonly ok: true; readonly view: 'nation'; readonly snapshot: Uint8Array | NationFrameJson }
  | { readonly ok: true; readonly view: 'centre'; readonly snapshot: CentreSnapshot }
  | { readonly ok: true; readonly view: 'alerts'; readonly snapshot: QueueSnapshot }
  | { readonly ok: false; readonly code: WatchFault };

export type WatchFault = 'invalid_request' | 'not_found' | 'forbidden';

export interface ClockFrame {
  readonly serverTimeMs: number;
}

export interface ServerToClientEvents {
  nation: (frame: Uint8Array | NationFrameJson) => void;
  centre: (frame: CentreFrame) => void;
  /** Numbered by `sequence`; a viewer that finds a gap, and no `base` to bridge it, watches again. */
  alerts: (frame: QueueFrame) => void;
  clock: (frame: ClockFrame) => void;
}

export interface ClientToServerEvents {
  watch: (request: WatchRequest, reply: (answer: WatchReply) => void) => void;
  unwatch: (request: UnwatchRequest, reply?: (answer: { readonly ok: boolean }) => void) => void;
}
