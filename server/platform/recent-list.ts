/** The latest entries of a stream, newest first; older ones make room. */
export class RecentList<Entry> {
  readonly #entriesMax: number;
  #entries: Entry[] = [];

  constructor(entriesMax: number) {
    this.#entriesMax = entriesMax;
  }

  /** Adds entries, oldest first. */
  add(entries: readonly Entry[]): void {
    this.#entries = [...entries.toReversed(), ...this.#entries].slice(0, this.#entriesMax);
  }

  latest(): readonly Entry[] {
    return this.#entries;
  }
}
