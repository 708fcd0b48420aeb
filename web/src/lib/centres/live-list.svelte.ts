/**
 * The live list: what it shows is always of now, but in which order it shows it rests while a person
 * reads, so that no row leaves from under the pointer or the cursor.
 *
 * Knows no DOM: the page says when it is being read and what was asked for.
 */
import type { CentreRow, NationSummary } from '#domain/nation.ts';
import type { Nation } from '#lib/live/nation.svelte.ts';
import { orderOf, ranksOf, worseSince, type FacetCounts, type ListOrder } from './list-order.ts';
import { listQueryText, type ListQuery } from './list-query.ts';
import { rowAt, searchTextsOf, sourceOfRows, type ListSource } from './list-source.ts';

/** Shortest time between two orders that nobody asked for. */
export const REORDER_PERIOD_MS = 5_000;

export class LiveList {
  readonly #nation: Nation;
  #order = $state.raw<ListOrder>({ positions: new Uint32Array(), counts: noCounts() });
  #worse = $state(0);
  #moved = $state(false);

  #source: ListSource;
  #searchTexts: readonly string[];
  #query: ListQuery;
  #ranks: Uint8Array = new Uint8Array();

  constructor(
    nation: Nation,
    first: { readonly rows: readonly CentreRow[]; readonly query: ListQuery },
  ) {
    this.#nation = nation;
    this.#query = first.query;
    this.#source = sourceOfRows(first.rows);
    this.#searchTexts = searchTextsOf(this.#source.centres);
    this.reorder();
  }

  /** Positions of the rows in order; stays the same until the list is ordered anew. */
  get positions(): Uint32Array {
    return this.#order.positions;
  }

  get counts(): FacetCounts {
    return this.#order.counts;
  }

  /** Centres shown that have got worse since they were ordered. */
  get worse(): number {
    return this.#worse;
  }

  /** True when ordering now would change what stands where. */
  get moved(): boolean {
    return this.#moved;
  }

  /** True once every centre is here, not only the worst of the first rendering. */
  get complete(): boolean {
    return this.#nation.summary !== null;
  }

  summaryOr(rendered: NationSummary): NationSummary {
    return this.#nation.summary ?? rendered;
  }

  /** The centre at a position as it is now. Reactive: changes with each frame. */
  row(position: number): CentreRow {
    void this.#nation.version;
    return rowAt(this.#source, position);
  }

  /** Every row shown, in order, as it is now. */
  rows(): CentreRow[] {
    return Array.from(this.#order.positions, (position) => rowAt(this.#source, position));
  }

  /** Shows what `query` asks for, at once: whoever asks expects it. */
  ask(query: ListQuery): void {
    if (listQueryText(query) === listQueryText(this.#query)) return;
    this.#query = query;
    this.reorder();
  }

  /** Takes over what the nation knows now: new centres at once, else as `resting` says. */
  refresh({ resting }: { readonly resting: boolean }): void {
    const { centres, columns } = this.#nation;
    if (centres === null || this.#nation.summary === null) return;
    if (centres !== this.#source.centres) {
      this.#source = { centres, columns };
      this.#searchTexts = searchTextsOf(centres);
      this.reorder();
    } else if (resting) {
      this.#compare();
    } else {
      this.reorder();
    }
  }

  /** Puts every row where it belongs now. */
  reorder(): void {
    this.#order = orderOf(this.#source, this.#searchTexts, this.#query);
    this.#ranks = ranksOf(this.#source.columns);
    this.#worse = 0;
    this.#moved = false;
  }

  #compare(): void {
    const { positions, counts } = orderOf(this.#source, this.#searchTexts, this.#query);
    const before = this.#order.positions;
    this.#worse = worseSince(this.#source.columns, positions, this.#ranks);
    this.#moved =
      positions.length !== before.length || positions.some((at, row) => at !== before[row]);
    this.#order = { positions: before, counts };
  }
}

function noCounts(): FacetCounts {
  const none = new Map<string, number>();
  return { health: none, power: none, internet: none, province: none };
}
