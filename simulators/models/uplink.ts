/**
 * The router's choice between primary and backup: how long it takes to notice, to switch, to return.
 *
 * Every change of path changes the public address, so the gateway's connection breaks with it.
 */

export type Path = 'primary' | 'backup' | 'none';

export interface UplinkTraits {
  /** From loss of a path until the router believes it. */
  readonly detectSeconds: number;
  /** From that decision until traffic flows on the other path. */
  readonly switchSeconds: number;
}

export interface Uplink {
  /** The path in use; `none` while there is none or the router is switching. */
  readonly path: Path;
  /** When the path in use was lost, NaN while it works. */
  readonly lostAtMs: number;
  /** Since when the primary has worked without a break, NaN while it does not. */
  readonly primaryUpSinceMs: number;
}

export const NEW_UPLINK: Uplink = { path: 'primary', lostAtMs: NaN, primaryUpSinceMs: -Infinity };

/** A primary that has come back must hold this long before traffic returns to it. */
export const FAILBACK_SECONDS = 300;

/** Advances the choice of path by one observation of the two links. */
export function stepUplink(
  uplink: Uplink,
  traits: UplinkTraits,
  now: { readonly atMs: number; readonly primaryUp: boolean; readonly backupUp: boolean },
): Uplink {
  const { atMs, primaryUp, backupUp } = now;
  const state = { ...uplink, primaryUpSinceMs: upSinceMs(uplink, now) };
  if (state.path === 'primary' && primaryUp) return state;
  if (state.path === 'backup' && backupUp) {
    const held = atMs - state.primaryUpSinceMs >= FAILBACK_SECONDS * 1_000;
    return held ? { ...state, path: 'primary' } : state;
  }

  const lostAtMs = Number.isNaN(state.lostAtMs) ? atMs : state.lostAtMs;
  const next: Path = primaryUp ? 'primary' : backupUp ? 'backup' : 'none';
  const dueMs = (traits.detectSeconds + traits.switchSeconds) * 1_000;
  if (next === 'none' || atMs - lostAtMs < dueMs) return { ...state, path: 'none', lostAtMs };
  return { ...state, path: next, lostAtMs: NaN };
}

function upSinceMs(
  { primaryUpSinceMs }: Uplink,
  { atMs, primaryUp }: { readonly atMs: number; readonly primaryUp: boolean },
): number {
  if (!primaryUp) return NaN;
  return Number.isNaN(primaryUpSinceMs) ? atMs : primaryUpSinceMs;
}
