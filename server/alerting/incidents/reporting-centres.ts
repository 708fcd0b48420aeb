/**
 * How many centres of each provider report at the moment, so that silence of more than half of them can
 * be told from an estate of which much has never spoken. Counted when it is asked for, and then kept
 * for ten seconds.
 */
import { primaryProviderOf } from '#domain/alerting/cause-group.ts';
import type { EstateIndex } from './estate-index.ts';

const KEPT_MS = 10_000;

export class ReportingCentres {
  readonly #index: EstateIndex;
  readonly #isReporting: (centreId: number) => boolean;
  #byProvider: ReadonlyMap<string, number> = new Map();
  #countedMs = -Infinity;

  /** `isReporting`: heard since the start, and not silent for longer than the window. */
  constructor(options: {
    readonly index: EstateIndex;
    readonly isReporting: (centreId: number) => boolean;
  }) {
    this.#index = options.index;
    this.#isReporting = options.isReporting;
  }

  byProvider(seenMs: number): ReadonlyMap<string, number> {
    if (seenMs - this.#countedMs < KEPT_MS) return this.#byProvider;
    this.#countedMs = seenMs;
    const counts = new Map<string, number>();
    for (const centre of this.#index.centres()) {
      if (!this.#isReporting(centre.id)) continue;
      const provider = primaryProviderOf(centre) ?? '';
      counts.set(provider, (counts.get(provider) ?? 0) + 1);
    }
    this.#byProvider = counts;
    return counts;
  }
}
