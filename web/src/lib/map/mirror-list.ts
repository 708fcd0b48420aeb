/**
 * Decides what a keyboard or a screen reader finds of the map: the centres of a province, worst
 * first, and a sentence for what has newly gone down. Pure.
 */
import type { CentreColumns } from '#domain/nation-frame.ts';
import type { NationCentres } from '#domain/nation.ts';
import { HEALTH } from './map-picture.ts';

/** Longer lists are the explorer's. */
export const MIRROR_ROWS_MAX = 100;
export const ANNOUNCED_NAMES_MAX = 3;

const RANK = new Map<number, number>([
  [HEALTH.down, 0],
  [HEALTH.degraded, 1],
  [HEALTH.unknown, 2],
  [HEALTH.ok, 3],
]);

export interface MirrorList {
  /** Positions, worst first, larger centres first among equals. */
  readonly positions: readonly number[];
  readonly left: number;
}

/** The centres of the province at `province` in PROVINCE_CODES. */
export function mirrorListOf(
  centres: NationCentres,
  columns: Pick<CentreColumns, 'health'>,
  province: number,
): MirrorList {
  const rankOf = (at: number): number => RANK.get(columns.health[at] ?? HEALTH.unknown) ?? 2;
  const positions = centres.province.flatMap((of, at) => (of === province ? [at] : []));
  positions.sort(
    (one, other) =>
      rankOf(one) - rankOf(other) || (centres.seats[other] ?? 0) - (centres.seats[one] ?? 0),
  );
  return {
    positions: positions.slice(0, MIRROR_ROWS_MAX),
    left: Math.max(0, positions.length - MIRROR_ROWS_MAX),
  };
}

/** Collects centres that went down until they are announced together. */
export class NewlyDown {
  #before: Uint8Array | undefined;
  readonly #down = new Set<number>();

  /** Compares with what was seen before; the first look announces nothing. */
  observe(health: Uint8Array): void {
    const before = this.#before;
    if (before?.length === health.length) {
      for (let at = 0; at < health.length; at += 1) {
        if (health[at] !== HEALTH.down) this.#down.delete(at);
        else if (before[at] !== HEALTH.down) this.#down.add(at);
      }
      before.set(health);
    } else {
      this.#down.clear();
      this.#before = health.slice();
    }
  }

  /** Positions that went down since the last call and are still down. */
  take(): readonly number[] {
    const positions = [...this.#down];
    this.#down.clear();
    return positions;
  }
}
