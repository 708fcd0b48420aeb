/**
 * Which troubles there are in each group, and which of them began within the last three minutes.
 *
 * A trouble that begins or ends costs as much as it has groups, at most five, however large the estate
 * is; groups without troubles do not exist. A centre counts once in a group, whatever is wrong with it.
 */
import {
  type Affected,
  CAUSE_WINDOW_MS,
  causeGroupsOf,
  type CauseGroup,
  type GroupCounts,
  isBroader,
  isCertain,
  type Trouble,
} from '#domain/alerting/cause-group.ts';
import type { CauseKind } from '#domain/alerting/alert.ts';
import type { Centre } from '#domain/centre.ts';
import { DueQueue } from './due-queue.ts';
import type { EstateIndex } from './estate-index.ts';
import type { ReportingCentres } from './reporting-centres.ts';

/** A trouble that goes on. */
export interface OpenTrouble extends Trouble {
  centre: Centre;
  readonly key: string;
  /** In the server's running time. */
  startedMs: number;
  /**
   * Explained by something else, and so in no group: `mains` the centre has no power, or had none just
   * now; `unheard` the centre has not been heard since the start.
   */
  hidden: 'mains' | 'unheard' | null;
  /** Among those that began lately. */
  recent: boolean;
  /** Broadest first; empty while hidden. */
  places: readonly Place[];
}

interface Place {
  readonly group: TroubleGroup;
  readonly part: string;
}

export class TroubleGroup {
  readonly cause: CauseGroup;
  readonly troubles = new Set<OpenTrouble>();
  /** Enough began together; it is waited whether something broader shows. */
  settling = false;
  /** Recent troubles by centre, and centres with any by part. */
  readonly #recent = new Map<number, number>();
  readonly #recentParts = new Map<string, number>();
  readonly #certain = new Map<number, number>();

  constructor(cause: CauseGroup) {
    this.cause = cause;
  }

  get recentCentres(): number {
    return this.#recent.size;
  }

  get recentParts(): ReadonlyMap<string, number> {
    return this.#recentParts;
  }

  get idle(): boolean {
    return this.troubles.size === 0 && !this.settling;
  }

  get certainCentres(): number {
    return this.#certain.size;
  }

  countRecent(trouble: Trouble, part: string, sign: 1 | -1): void {
    const { id } = trouble.centre;
    if (isCertain(trouble)) count(this.#certain, id, sign);
    const before = this.#recent.has(id);
    count(this.#recent, id, sign);
    // A centre is in one part of a group, whatever is wrong with it.
    if (before !== this.#recent.has(id)) count(this.#recentParts, part, sign);
  }
}

function count<Key>(counts: Map<Key, number>, key: Key, sign: 1 | -1): void {
  const after = (counts.get(key) ?? 0) + sign;
  if (after > 0) counts.set(key, after);
  else counts.delete(key);
}

/** Parts that are groups themselves, which know their own counts. */
const PART_KIND: Readonly<Partial<Record<CauseKind, CauseKind>>> = {
  grid: 'disco',
  internet: 'isp',
};

export class TroubleGroups {
  readonly #index: EstateIndex;
  readonly #reporting: ReportingCentres;
  readonly #groups = new Map<string, TroubleGroup>();
  readonly #ofKind = new Map<CauseKind, Set<TroubleGroup>>();
  readonly #ageing = new DueQueue<{ readonly trouble: OpenTrouble; readonly startedMs: number }>(
    CAUSE_WINDOW_MS,
  );

  constructor(options: { readonly index: EstateIndex; readonly reporting: ReportingCentres }) {
    this.#index = options.index;
    this.#reporting = options.reporting;
  }

  get size(): number {
    return this.#groups.size;
  }

  /** Puts a trouble into its groups; a recent one counts as having begun at its `startedMs`. */
  enter(
    trouble: OpenTrouble,
    { recent, narrowerThan }: { readonly recent: boolean; readonly narrowerThan?: CauseKind },
  ): void {
    const causes = causeGroupsOf(trouble).filter(
      ({ kind }) => narrowerThan === undefined || isBroader(narrowerThan, kind),
    );
    trouble.places = causes.map((cause) => ({ group: this.#group(cause), part: cause.part }));
    trouble.recent = recent;
    for (const { group, part } of trouble.places) {
      group.troubles.add(trouble);
      if (recent) group.countRecent(trouble, part, 1);
    }
    const { startedMs } = trouble;
    if (recent) this.#ageing.push({ trouble, startedMs }, startedMs);
  }

  leave(trouble: OpenTrouble): void {
    this.#age(trouble);
    for (const { group } of trouble.places) {
      group.troubles.delete(trouble);
      this.tidy(group);
    }
    trouble.places = [];
  }

  /** Lets go of a group in which nothing is left. */
  tidy(group: TroubleGroup): void {
    if (!group.idle) return;
    this.#groups.delete(group.cause.id);
    this.#ofKind.get(group.cause.kind)?.delete(group);
  }

  turn(seenMs: number): void {
    for (let due = this.#ageing.take(seenMs); due; due = this.#ageing.take(seenMs)) {
      if (due.trouble.startedMs === due.startedMs) this.#age(due.trouble);
    }
  }

  counts(group: TroubleGroup, seenMs: number): GroupCounts {
    const { id, kind } = group.cause;
    if (kind === 'server') return this.#reportingCounts(group, seenMs);
    const partKind = PART_KIND[kind];
    return {
      affected: group.recentCentres,
      certain: group.certainCentres,
      size: this.#index.size(id),
      parts:
        partKind === undefined ? () => this.#partCounts(group) : () => this.#groupCounts(partKind),
    };
  }

  *#partCounts({ cause, recentParts }: TroubleGroup): Iterable<Affected> {
    for (const [part, affected] of recentParts) {
      yield { affected, size: this.#index.partSize(cause.id, part) };
    }
  }

  *#groupCounts(kind: CauseKind): Iterable<Affected> {
    for (const group of this.#ofKind.get(kind) ?? []) {
      yield { affected: group.certainCentres, size: this.#index.size(group.cause.id) };
    }
  }

  #reportingCounts(group: TroubleGroup, seenMs: number): GroupCounts {
    const { recentCentres, recentParts, certainCentres } = group;
    const reporting = this.#reporting.byProvider(seenMs);
    let size = 0;
    for (const centres of reporting.values()) size += centres;
    return {
      affected: recentCentres,
      certain: certainCentres,
      size,
      *parts() {
        for (const [provider, affected] of recentParts) {
          yield { affected, size: reporting.get(provider) ?? 0 };
        }
      },
    };
  }

  #age(trouble: OpenTrouble): void {
    if (!trouble.recent) return;
    trouble.recent = false;
    for (const { group, part } of trouble.places) group.countRecent(trouble, part, -1);
  }

  #group(cause: CauseGroup): TroubleGroup {
    let group = this.#groups.get(cause.id);
    if (group === undefined) {
      group = new TroubleGroup(cause);
      this.#groups.set(cause.id, group);
      const ofKind = this.#ofKind.get(cause.kind);
      if (ofKind === undefined) this.#ofKind.set(cause.kind, new Set([group]));
      else ofKind.add(group);
    }
    return group;
  }
}
