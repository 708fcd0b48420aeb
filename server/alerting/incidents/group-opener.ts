/**
 * Opens the incident of a group in which enough began together, and merges the narrower ones into it.
 *
 * Waits first whether something broader shows, so that a blackout is one banner and not the sum of its
 * feeders; what nothing is broader than opens at once.
 */
import {
  breadthOf,
  type CauseGroup,
  causeOf,
  isBroader,
  isBroadest,
  isCommonCause,
  isEnough,
} from '#domain/alerting/cause-group.ts';
import type { Symptom } from '#domain/alerting/rule.ts';
import { DueQueue } from './due-queue.ts';
import type { EstateIndex } from './estate-index.ts';
import type { Incident, Member } from './incident.ts';
import type { IncidentLedger } from './incident-ledger.ts';
import type { OpenTrouble, TroubleGroup, TroubleGroups } from './trouble-groups.ts';

/** Troubles looked at per turn, but for those of the group that reaches the limit. */
const LOOKED_AT_PER_TURN_MAX = 10_000;

interface Plan {
  /** In no incident yet. */
  readonly alone: readonly OpenTrouble[];
  /** Narrower incidents that the group explains. */
  readonly narrower: readonly Incident[];
  /** Centres of both. */
  readonly centres: number;
}

export class GroupOpener {
  readonly #ledger: IncidentLedger;
  readonly #groups: TroubleGroups;
  readonly #index: EstateIndex;
  readonly #settling: DueQueue<TroubleGroup>;
  #due: TroubleGroup[] = [];

  constructor(options: {
    readonly ledger: IncidentLedger;
    readonly groups: TroubleGroups;
    readonly index: EstateIndex;
    readonly settleMs: number;
  }) {
    this.#ledger = options.ledger;
    this.#groups = options.groups;
    this.#index = options.index;
    this.#settling = new DueQueue(options.settleMs);
  }

  /** Looks whether enough of the group began together by now. */
  consider(group: TroubleGroup): void {
    if (group.settling) return;
    const { seenMs } = this.#ledger;
    if (!isCommonCause(group.cause.kind, this.#groups.counts(group, seenMs))) return;
    group.settling = true;
    if (isBroadest(group.cause.kind)) this.#due.push(group);
    else this.#settling.push(group, seenMs);
  }

  /** Opens what has settled. Answers the incidents that began, began again or took in more. */
  turn(): Incident[] {
    const { seenMs } = this.#ledger;
    for (let due = this.#settling.take(seenMs); due; due = this.#settling.take(seenMs)) {
      this.#due.push(due);
    }
    if (this.#due.length === 0) return [];
    // The broadest first: it leaves the narrower ones nothing to explain.
    this.#due.sort((one, other) => breadthOf(other.cause.kind) - breadthOf(one.cause.kind));
    const opened: Incident[] = [];
    let lookedAt = 0;
    let next = 0;
    for (; next < this.#due.length && lookedAt < LOOKED_AT_PER_TURN_MAX; next += 1) {
      const group = this.#due[next];
      if (group === undefined) break;
      lookedAt += group.troubles.size;
      const incident = this.#open(group);
      if (incident !== undefined) opened.push(incident);
    }
    this.#due = this.#due.slice(next);
    return opened;
  }

  #open(group: TroubleGroup): Incident | undefined {
    group.settling = false;
    this.#groups.tidy(group);
    const plan = this.#planOf(group);
    if (!this.#stillHolds(group, plan.centres)) return undefined;
    const [first] = group.troubles;
    if (first === undefined) return undefined;
    const incident = this.#begin(group.cause, first.symptom, plan);
    for (const child of plan.narrower) this.#ledger.absorb(child, incident);
    return incident;
  }

  /** The group's own incident where one is open or has only just closed, else a new one. */
  #begin(cause: CauseGroup, symptom: Symptom, { alone, centres }: Plan): Incident {
    const { id } = cause;
    const open = this.#ledger.known.openOf(id);
    if (open?.state.groupId === id) {
      for (const trouble of alone) this.#ledger.join(open, trouble);
      return open;
    }
    const again = this.#ledger.reopen(id);
    const incident =
      again ?? this.#ledger.open({ cause: causeOf(cause, symptom), groupId: id, title: null });
    for (const trouble of alone) this.#ledger.join(incident, trouble, { told: false });
    const type = again === undefined ? 'opened' : 'reopened';
    this.#ledger.began(incident, { type, count: centres });
    return incident;
  }

  /** Who would be part of it: not those whom something as broad, or a person, has put elsewhere. */
  #planOf({ cause, troubles }: TroubleGroup): Plan {
    const alone: OpenTrouble[] = [];
    const membersOf = new Map<Incident, Set<Member>>();
    const centres = new Set<number>();
    for (const trouble of troubles) {
      const { id } = trouble.centre;
      const member = this.#ledger.standing.having(id, trouble.key);
      if (member === undefined) {
        alone.push(trouble);
        centres.add(id);
        continue;
      }
      const { incident } = member;
      if (!isBroader(cause.kind, incident.state.cause.kind)) continue;
      const members = membersOf.get(incident);
      if (members === undefined) membersOf.set(incident, new Set([member]));
      else members.add(member);
    }
    const narrower: Incident[] = [];
    for (const [incident, members] of membersOf) {
      // A feeder that reaches into the next town stays one when most of it lies elsewhere.
      if (members.size * 2 < incident.total.standing) continue;
      narrower.push(incident);
      for (const member of members) centres.add(member.centre.id);
    }
    return { alone, narrower, centres: centres.size };
  }

  /** Recoveries while it settled may have left too few; a nation's counts are looked at as they are. */
  #stillHolds({ cause: { id, kind } }: TroubleGroup, affected: number): boolean {
    const size = this.#index.size(id);
    return isEnough({ affected, size: isBroadest(kind) && kind !== 'path' ? affected : size });
  }
}
