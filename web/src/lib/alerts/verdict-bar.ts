/**
 * Where the moments of an outage stand on the bar of its verdict: begin, now, end of the battery,
 * return of the mains. Pure. Shares run from 0 to 1 in the direction of time.
 */
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';

export interface VerdictBar {
  readonly nowShare: number;
  /** How far the battery reaches; null when nobody knows. */
  readonly batteryShare: number | null;
  /** When the mains is expected; null when nobody has said. */
  readonly mainsShare: number | null;
  /** Stretch without power, when there is one. */
  readonly gap: { readonly fromShare: number; readonly toShare: number } | null;
}

/** Room beyond the last moment, so that its mark does not stand on the edge. */
const ROOM = 0.06;
/** A bar of a few seconds would say nothing. */
const SPAN_MS_MIN = 10 * 60_000;

export function verdictBarOf(verdict: RideThroughVerdict, nowMs: number): VerdictBar {
  const { outSinceMs, mainsExpectedAtMs, batteryEndsAtMs, outcome } = verdict;
  const lastMs = Math.max(nowMs, mainsExpectedAtMs ?? 0, batteryEndsAtMs ?? 0);
  const spanMs = Math.max(SPAN_MS_MIN, (lastMs - outSinceMs) * (1 + ROOM));
  const shareOf = (atMs: number): number => Math.min(1, Math.max(0, (atMs - outSinceMs) / spanMs));
  const shareOrNull = (atMs: number | null): number | null =>
    atMs === null ? null : shareOf(atMs);
  const batteryShare = shareOrNull(batteryEndsAtMs);
  const mainsShare = shareOrNull(mainsExpectedAtMs);
  const gapEnd = mainsShare ?? (outcome === 'lost' ? shareOf(nowMs) : null);
  const gap =
    batteryShare !== null && gapEnd !== null && gapEnd > batteryShare
      ? { fromShare: batteryShare, toShare: gapEnd }
      : null;
  return { nowShare: shareOf(nowMs), batteryShare, mainsShare, gap };
}
