/**
 * Holds the state of every centre in columns and applies numbered frames to them.
 *
 * Decides whether a frame fits on what is there: a frame that does not is never half applied. Knows
 * no socket; `nation.svelte.ts` asks for a snapshot when told `gap` or `estate_changed`.
 */
import {
  centreStateAt,
  createCentreColumns,
  type CentreColumns,
  type NationFrame,
} from '#domain/nation-frame.ts';
import type { CentreState } from '#domain/nation.ts';

/**
 * `repeated`: already known, nothing done. `gap`: frames were missed. `estate_changed`: positions
 * mean other centres now.
 */
export type FrameOutcome = 'applied' | 'repeated' | 'gap' | 'estate_changed';

export class NationColumns {
  /** Row `i` is the centre at position `i`; `unknown` until a frame has told. */
  readonly columns: CentreColumns;
  readonly #estateVersion: number;
  #frame: number | undefined;

  constructor(estate: { readonly version: number; readonly centres: number }) {
    this.#estateVersion = estate.version;
    this.columns = createCentreColumns(estate.centres);
    this.columns.index.forEach((_index, row) => {
      this.columns.index[row] = row;
    });
    this.columns.seated.fill(0xffff);
    this.columns.minutesLeft.fill(0xffff);
  }

  get length(): number {
    return this.columns.index.length;
  }

  /** Number of the newest frame applied; undefined before the first snapshot. */
  get frame(): number | undefined {
    return this.#frame;
  }

  stateAt(position: number): CentreState {
    return centreStateAt(this.columns, position);
  }

  apply(frame: NationFrame): FrameOutcome {
    if (frame.estateVersion !== this.#estateVersion) return 'estate_changed';
    if (!frame.snapshot) {
      if (this.#frame === undefined || frame.base > this.#frame) return 'gap';
      if (frame.frame <= this.#frame) return 'repeated';
    }
    this.#copyRows(frame.centres);
    this.#frame = frame.frame;
    return 'applied';
  }

  #copyRows(from: CentreColumns): void {
    const to = this.columns;
    for (let row = 0; row < from.index.length; row += 1) {
      const at = from.index[row] ?? this.length;
      if (at >= this.length) continue;
      to.sinceSeconds[at] = from.sinceSeconds[row] ?? 0;
      to.seated[at] = from.seated[row] ?? 0xffff;
      to.minutesLeft[at] = from.minutesLeft[row] ?? 0xffff;
      to.health[at] = from.health[row] ?? 0;
      to.power[at] = from.power[row] ?? 0;
      to.internet[at] = from.internet[row] ?? 0;
      to.flags[at] = from.flags[row] ?? 0;
    }
  }
}
