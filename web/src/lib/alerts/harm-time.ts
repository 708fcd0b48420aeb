/** How near the loss of work is, and in which words. Pure. */
import type { QueueItem } from '#domain/alerting/alert.ts';
import type { Format } from '#lib/format.ts';

/** `now`: people cannot work already. `near` is within 10 minutes, `soon` within 30. */
export type Nearness = 'now' | 'near' | 'soon' | 'far';

export interface HarmText {
  readonly nearness: Nearness;
  /** '' for `now`. */
  readonly text: string;
}

const MINUTE_MS = 60_000;
const NEAR_MS = 10 * MINUTE_MS;
const SOON_MS = 30 * MINUTE_MS;

/** Null when nobody knows, or nobody will lose anything. */
export function harmTextOf(
  item: Pick<QueueItem, 'harmAtMs'> & HarmSource,
  nowMs: number,
  format: Pick<Format, 'age'>,
): HarmText | null {
  if (isHarmed(item)) return { nearness: 'now', text: '' };
  if (item.harmAtMs === null) return null;
  const leftMs = item.harmAtMs - nowMs;
  if (leftMs <= 0) return { nearness: 'now', text: '' };
  if (leftMs < NEAR_MS) return { nearness: 'near', text: countdown(leftMs) };
  return { nearness: leftMs < SOON_MS ? 'soon' : 'far', text: format.age(leftMs) };
}

type HarmSource =
  | Pick<Extract<QueueItem, { type: 'alert' }>, 'type' | 'facts'>
  | Pick<Extract<QueueItem, { type: 'incident' }>, 'type' | 'centresDown'>;

/** People have lost their power or line already. */
function isHarmed(item: HarmSource): boolean {
  if (item.type === 'incident') return item.centresDown > 0;
  return item.facts.rideThrough?.outcome === 'lost' || item.facts.signal === 'internetDown';
}

/** "9:05". */
function countdown(leftMs: number): string {
  const seconds = Math.floor(leftMs / 1_000);
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}
