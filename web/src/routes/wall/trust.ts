/**
 * Decides whether the wall's figures may be believed, and how it must look if not. Pure.
 *
 * The wall never lies: a lost line freezes it visibly, readings that stop coming take its colour
 * away, and before the first frame nothing is shown as well.
 */
import type { LineStatus } from '#lib/live/line-state.ts';

/** Readings older than this are no longer the present. */
export const STALE_AFTER_MS = 15_000;

/**
 * `empty`: no centre is live. `stale`: the line works, but no reading has come in. `frozen`: the line
 * is silent. `refused`: the session has ended.
 */
export type Trust = 'connecting' | 'live' | 'stale' | 'frozen' | 'refused' | 'empty';

export function trustOf(wall: {
  readonly line: LineStatus;
  /** The nation has been seen since this page was opened. */
  readonly synced: boolean;
  readonly centres: number;
  /** Age of the newest reading of any centre; null when there is none. */
  readonly newestAgeMs: number | null;
}): Trust {
  if (wall.line === 'refused' || wall.line === 'frozen') return wall.line;
  if (wall.line === 'connecting' || !wall.synced) return 'connecting';
  if (wall.centres === 0) return 'empty';
  return wall.newestAgeMs === null || wall.newestAgeMs > STALE_AFTER_MS ? 'stale' : 'live';
}
