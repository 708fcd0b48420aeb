/**
 * The kinds of dirt that real gateways send, and what a careful server is expected to do with each.
 *
 * The rates are per reading (or message, or unit) and follow 718 dumps of real UPS units, 9 % of
 * which carry a note about a value that cannot be.
 */

/** What the server should do: refuse with this reason, or take it in one of these ways. */
export type Expected =
  | 'implausible_value'
  | 'wrong_type'
  | 'unknown_status_word'
  | 'not_json'
  | 'kept'
  | 'ignored'
  | 'duplicate'
  | 'historical'
  | 'uncertain';

export const DIRTY_KINDS = {
  'volts-times-ten': 'implausible_value',
  'volts-overflow': 'implausible_value',
  'hertz-times-hundred': 'implausible_value',
  'celsius-in-kelvin': 'implausible_value',
  'celsius-255': 'implausible_value',
  'charge-255': 'implausible_value',
  'charge-negative': 'implausible_value',
  'load-overflow': 'implausible_value',
  'runtime-negative': 'implausible_value',
  'loss-255': 'implausible_value',
  'count-65535': 'implausible_value',
  'wrong-type': 'wrong_type',
  'status-contradictory': 'kept',
  'status-unknown-word': 'unknown_status_word',
  'unknown-field': 'ignored',
  'malformed-json': 'not_json',
  'duplicate-batch': 'duplicate',
  'late-batch': 'historical',
  'clock-ahead': 'uncertain',
} as const satisfies Readonly<Record<string, Expected>>;

export type DirtyKind = keyof typeof DIRTY_KINDS;

/** Kinds that soil one reading; the others concern whole messages. */
export const READING_KINDS = [
  'volts-times-ten',
  'volts-overflow',
  'hertz-times-hundred',
  'celsius-in-kelvin',
  'celsius-255',
  'charge-255',
  'charge-negative',
  'load-overflow',
  'runtime-negative',
  'loss-255',
  'count-65535',
  'wrong-type',
  'status-contradictory',
  'status-unknown-word',
] as const satisfies readonly DirtyKind[];

export type ReadingKind = (typeof READING_KINDS)[number];

export function isReadingKind(kind: DirtyKind): kind is ReadingKind {
  return READING_KINDS.some((known) => known === kind);
}

/** Injections by kind since start. */
export class DirtyCounters {
  readonly #counts = new Map<DirtyKind, number>();

  add(kind: DirtyKind): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  byKind(): Partial<Record<DirtyKind, number>> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => a.localeCompare(b)));
  }

  /** Injections by what is expected of the server. */
  byExpected(): Partial<Record<Expected, number>> {
    const counts: Partial<Record<Expected, number>> = {};
    for (const [kind, count] of this.#counts) {
      const expected = DIRTY_KINDS[kind];
      counts[expected] = (counts[expected] ?? 0) + count;
    }
    return counts;
  }
}
