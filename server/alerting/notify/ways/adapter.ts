/**
 * What every way of telling has in common: it takes a message for one recipient, tries once, and says
 * what became of it. Whether and when to try again is the delivery worker's to decide.
 */
import type { ChannelType, NotificationEvent } from '#domain/alerting/notification.ts';
import type { Message } from '../message.ts';

/** A channel with what only its adapter may see. */
export interface ChannelAccess {
  readonly type: ChannelType;
  readonly url: string | null;
  readonly secret: string | null;
  readonly bodyFormat: 'json' | 'form';
}

export interface Outgoing {
  /** The same at every attempt: receivers recognise a repeat by it. */
  readonly id: string;
  readonly event: NotificationEvent;
  /** The item it is about, as `alert:12`. */
  readonly item: string | null;
  /** The same for all messages about one item, of this installation alone; null for no item. */
  readonly thread: string | null;
  readonly recipient: string;
  readonly message: Message;
  readonly createdAtMs: number;
  /** When this attempt is made. */
  readonly nowMs: number;
}

/** Stable words: they stand in traces. */
export type FailureReason =
  | 'refused'
  | 'unreachable'
  | 'timed-out'
  | 'tls'
  | 'rejected'
  | 'throttled'
  | 'server-error'
  | 'redirected'
  | 'malformed'
  | 'not-configured'
  | 'stopped';

export type Outcome =
  | { readonly delivered: true; readonly detail: string }
  | {
      readonly delivered: false;
      readonly reason: FailureReason;
      /** Trying again would change nothing. */
      readonly permanent: boolean;
      /** How long the receiver asked us to wait. */
      readonly retryAfterMs: number | null;
      /** For operators; never holds a secret. */
      readonly detail: string;
    };

export interface WayAdapter {
  /** Never throws; ends within its own time-out, or when `signal` says so. */
  send(channel: ChannelAccess, outgoing: Outgoing, signal: AbortSignal): Promise<Outcome>;
}

export function delivered(detail: string): Outcome {
  return { delivered: true, detail };
}

export function failed(
  reason: FailureReason,
  detail: string,
  {
    permanent = false,
    retryAfterMs = null,
  }: { readonly permanent?: boolean; readonly retryAfterMs?: number | null } = {},
): Outcome {
  return { delivered: false, reason, permanent, retryAfterMs, detail: oneLine(detail) };
}

const DETAIL_LENGTH_MAX = 300;

function oneLine(text: string): string {
  const line = text.replaceAll(/[\u0000-\u001f\u007f\s]+/g, ' ').trim();
  return line.length > DETAIL_LENGTH_MAX ? `${line.slice(0, DETAIL_LENGTH_MAX - 1)}…` : line;
}
