/**
 * Finds the common cause of centres' troubles: which incidents begin, who joins and what is merged.
 *
 * Called once per tick. Whoever is hit while an incident of one of its groups is open joins at once,
 * the broadest first; else it is counted, and `GroupOpener` opens one when enough began together. A
 * centre without mains has its links down and falls silent because of that: while its power is gone,
 * and for ten minutes after, neither is looked for anywhere else.
 *
 * Work per call is bounded; what is left is done in the next. Times are the server's running time.
 */
import { CAUSE_WINDOW_MS, providersConcerned } from '#domain/alerting/cause-group.ts';
import type { Symptom } from '#domain/alerting/rule.ts';
import type { Centre } from '#domain/centre.ts';
import type { SymptomChange } from '../symptom.ts';
import { DueQueue } from './due-queue.ts';
import type { EstateIndex } from './estate-index.ts';
import { GroupOpener } from './group-opener.ts';
import { isNearlyOver } from './incident-endings.ts';
import { type Incident, symptomOfKey, troubleKey } from './incident.ts';
import type { IncidentBook } from './incident-book.ts';
import type { IncidentLedger } from './incident-ledger.ts';
import { ReportingCentres } from './reporting-centres.ts';
import { type OpenTrouble, TroubleGroups } from './trouble-groups.ts';

/** How long it is waited whether something broader shows. */
export const SETTLE_MS = 15_000;
/** Links and gateways need so long, after the mains, to come back. */
export const AFTERMATH_MS = 600_000;
const CHANGES_PER_TURN_MAX = 2_000;
/** Centres per turn whose links are looked for elsewhere again, in a return of the whole nation. */
const AFTERMATHS_PER_TURN_MAX = 1_000;

export interface CorrelatorOptions {
  readonly incidents: IncidentBook;
  /** Whether the centre has been heard since the start: silence of others says nothing new. */
  readonly wasHeard?: (centreId: number) => boolean;
  readonly settleMs?: number;
  readonly changesPerTurnMax?: number;
}

/** The mains of a centre came back. */
interface Aftermath {
  readonly centreId: number;
  /** The incident it was part of. */
  readonly incident: Incident | undefined;
}

export interface CorrelatorCounters {
  /** Changes that wait for the next turn. */
  readonly waiting: number;
  readonly troubles: number;
  readonly groups: number;
  readonly changes: number;
}

export class Correlator {
  readonly #ledger: IncidentLedger;
  readonly #index: EstateIndex;
  readonly #wasHeard: (centreId: number) => boolean;
  readonly #groups: TroubleGroups;
  readonly #opener: GroupOpener;
  readonly #settleMs: number;
  readonly #changesPerTurnMax: number;
  /** The latest of each symptom of each centre that is not looked at yet. */
  readonly #waiting = new Map<string, SymptomChange>();
  readonly #troubles = new Map<number, OpenTrouble[]>();
  readonly #aftermaths = new Map<number, Aftermath>();
  readonly #ending = new DueQueue<Aftermath>(AFTERMATH_MS);
  #estateVersion: number;
  #changes = 0;

  constructor(options: CorrelatorOptions) {
    const { ledger, index } = options.incidents;
    this.#ledger = ledger;
    this.#index = index;
    this.#wasHeard = options.wasHeard ?? (() => true);
    this.#settleMs = options.settleMs ?? SETTLE_MS;
    this.#changesPerTurnMax = options.changesPerTurnMax ?? CHANGES_PER_TURN_MAX;
    const reporting = new ReportingCentres({ index, isReporting: (id) => this.#isReporting(id) });
    this.#groups = new TroubleGroups({ index, reporting });
    this.#opener = new GroupOpener({
      ledger,
      groups: this.#groups,
      index,
      settleMs: this.#settleMs,
    });
    this.#estateVersion = index.version;
    this.#resume();
    ledger.troublesOf = (centreId) => this.#troubles.get(centreId)?.map(({ key }) => key) ?? [];
  }

  /** Takes the tick's changes and does what is due; answers how many changes wait for the next turn. */
  turn(nowMs: number, changes: readonly SymptomChange[]): number {
    this.#ledger.advance(nowMs);
    if (this.#estateVersion !== this.#index.version) this.#followEstate();
    this.#groups.turn(this.#ledger.seenMs);
    this.#regroup();
    this.#endAftermaths();
    for (const change of changes) {
      this.#waiting.set(`${change.centre.id}/${change.symptom}`, change);
    }
    let taken = 0;
    for (const [key, change] of this.#waiting) {
      if (taken === this.#changesPerTurnMax) break;
      taken += 1;
      this.#waiting.delete(key);
      this.#apply(change);
    }
    this.#changes += taken;
    for (const incident of this.#opener.turn()) {
      if (incident.state.cause.symptom === 'mains') this.#gatherAll(incident);
    }
    return this.#waiting.size;
  }

  /**
   * Whether the symptom is so young, or its group so near to an incident, that it may be part of
   * something larger: whoever raises alerts for it had better wait until this is false.
   */
  isUndecided(centreId: number, symptom: Symptom): boolean {
    const { seenMs, standing } = this.#ledger;
    return (this.#troubles.get(centreId) ?? []).some(
      (trouble) =>
        trouble.symptom === symptom &&
        standing.having(centreId, trouble.key) === undefined &&
        (seenMs - trouble.startedMs < this.#settleMs ||
          trouble.places.some(({ group }) => group.settling)),
    );
  }

  counters(): CorrelatorCounters {
    let troubles = 0;
    for (const own of this.#troubles.values()) troubles += own.length;
    return {
      waiting: this.#waiting.size,
      troubles,
      groups: this.#groups.size,
      changes: this.#changes,
    };
  }

  /** Troubles of members from before the start go on, until it is heard that they ended. */
  #resume(): void {
    for (const members of this.#ledger.standing.all()) {
      for (const { centre, troubles } of members) {
        const known = this.#index.centre(centre.id);
        if (known === undefined) continue;
        for (const key of troubles) {
          this.#add(known, symptomOfKey(key), key.slice(key.indexOf('/') + 1));
        }
      }
    }
    for (const [centreId, troubles] of this.#troubles) {
      const dark = this.#mainsOf(centreId) !== undefined;
      for (const trouble of troubles) {
        if (dark && isCarried(trouble)) trouble.hidden = 'mains';
        else this.#groups.enter(trouble, { recent: false });
      }
    }
  }

  #apply(change: SymptomChange): void {
    const { symptom } = change;
    const centre = this.#index.centre(change.centre.id);
    if (centre === undefined) return;
    const wanted = change.active ? providersConcerned(centre, change) : [];
    for (const trouble of this.#troubles.get(centre.id) ?? []) {
      if (trouble.symptom === symptom && !wanted.includes(trouble.provider)) this.#end(trouble);
    }
    for (const provider of wanted) {
      const known = this.#troubles
        .get(centre.id)
        ?.some((trouble) => trouble.symptom === symptom && trouble.provider === provider);
      if (known !== true) this.#begin(this.#add(centre, symptom, provider));
    }
  }

  #begin(trouble: OpenTrouble): void {
    const { id } = trouble.centre;
    if (trouble.symptom === 'mains') {
      this.#aftermaths.delete(id);
      for (const other of this.#troubles.get(id) ?? []) this.#hide(other);
    } else if (isCarried(trouble)) {
      if (this.#mainsOf(id) !== undefined || this.#aftermaths.has(id)) {
        trouble.hidden = 'mains';
        this.#joinMains(trouble);
        return;
      }
      if (trouble.symptom === 'silence' && !this.#wasHeard(id)) {
        trouble.hidden = 'unheard';
        return;
      }
    }
    this.#correlate(trouble);
  }

  /** Counts a trouble that begins, and lets it join. */
  #correlate(trouble: OpenTrouble): void {
    this.#groups.enter(trouble, { recent: true });
    for (const { group } of trouble.places) {
      const incident = this.#ledger.known.openOf(group.cause.id);
      if (incident !== undefined && !isNearlyOver(incident)) {
        this.#ledger.join(incident, trouble);
        if (trouble.symptom === 'mains') this.#gather(trouble, incident);
        return;
      }
      this.#opener.consider(group);
    }
  }

  #end(trouble: OpenTrouble): void {
    const { id } = trouble.centre;
    if (trouble.symptom === 'mains') {
      const incident = this.#ledger.standing.having(id, trouble.key)?.incident;
      const aftermath = { centreId: id, incident };
      this.#aftermaths.set(id, aftermath);
      this.#ending.push(aftermath, this.#ledger.seenMs);
    }
    this.#remove(trouble);
    this.#ledger.end(id, trouble.key);
  }

  /** The mains explains it from now on, unless an incident already does. */
  #hide(trouble: OpenTrouble): void {
    if (!isCarried(trouble) || trouble.hidden !== null) return;
    if (this.#ledger.standing.having(trouble.centre.id, trouble.key) !== undefined) return;
    this.#groups.leave(trouble);
    trouble.hidden = 'mains';
  }

  /** Lets a trouble that the mains explains belong to the mains' incident, if it is in one. */
  #joinMains(trouble: OpenTrouble): void {
    const { id } = trouble.centre;
    const mains = this.#mainsOf(id);
    const incident =
      mains === undefined
        ? this.#aftermaths.get(id)?.incident?.top
        : this.#ledger.standing.having(id, mains.key)?.incident;
    if (incident?.state.closedAtMs !== null) return;
    this.#ledger.join(incident, trouble);
  }

  #gatherAll(incident: Incident): void {
    for (const { centre } of [...incident.members.values()]) {
      const mains = this.#mainsOf(centre.id);
      if (mains !== undefined) this.#gather(mains, incident);
    }
  }

  /** The centre is in `incident` for its mains: what came with that is no trouble of its own. */
  #gather(mains: OpenTrouble, incident: Incident): void {
    for (const trouble of this.#troubles.get(mains.centre.id) ?? []) {
      if (!isCarried(trouble)) continue;
      if (trouble.hidden === 'mains') this.#ledger.join(incident, trouble);
      else this.#takeOver(trouble, mains, incident);
    }
  }

  /** A link that failed just before the mains was counted with its provider: it failed for this. */
  #takeOver(trouble: OpenTrouble, mains: OpenTrouble, incident: Incident): void {
    const member = this.#ledger.standing.having(trouble.centre.id, trouble.key);
    if (member === undefined || member.byHand || member.incident === incident) return;
    const from = member.incident;
    if (from.state.cause.kind === 'manual' || from.state.cause.symptom === 'mains') return;
    if (mains.startedMs - trouble.startedMs > CAUSE_WINDOW_MS) return;
    for (const other of this.#troubles.get(trouble.centre.id) ?? []) {
      if (!member.troubles.has(other.key)) continue;
      this.#groups.leave(other);
      other.hidden = 'mains';
    }
    this.#ledger.transfer(member, incident);
    if (from.total.standing === 0) this.#ledger.absorb(from, incident);
  }

  #endAftermaths(): void {
    const { seenMs } = this.#ledger;
    for (let taken = 0; taken < AFTERMATHS_PER_TURN_MAX; taken += 1) {
      const due = this.#ending.take(seenMs);
      if (due === undefined) return;
      const { centreId } = due;
      if (this.#aftermaths.get(centreId) !== due) continue;
      this.#aftermaths.delete(centreId);
      for (const trouble of this.#troubles.get(centreId) ?? []) {
        if (trouble.hidden === 'mains') this.#reveal(trouble);
      }
    }
  }

  /**
   * Looks for a narrower cause of what an incident has left behind, such as the feeder that stays out
   * when the nation is back; what a person closed has been looked at.
   */
  #regroup(): void {
    for (const { centreId, key, from } of this.#ledger.released.splice(0)) {
      const trouble = this.#troubles.get(centreId)?.find((one) => one.key === key);
      if (trouble?.hidden !== null) continue;
      this.#groups.leave(trouble);
      if (from === null) continue;
      trouble.startedMs = this.#ledger.seenMs;
      this.#groups.enter(trouble, { recent: true, narrowerThan: from });
      for (const { group } of trouble.places) this.#opener.consider(group);
    }
  }

  /** The mains explains it no longer. */
  #reveal(trouble: OpenTrouble): void {
    const member = this.#ledger.standing.having(trouble.centre.id, trouble.key);
    if (member !== undefined) this.#ledger.lose(member, trouble.key);
    trouble.hidden = null;
    trouble.startedMs = this.#ledger.seenMs;
    this.#correlate(trouble);
  }

  /** Centres that are gone take their troubles along; those that moved are in other groups. */
  #followEstate(): void {
    this.#estateVersion = this.#index.version;
    for (const [centreId, troubles] of this.#troubles) {
      const centre = this.#index.centre(centreId);
      for (const trouble of [...troubles]) {
        if (centre === undefined) {
          this.#remove(trouble);
          this.#ledger.end(centreId, trouble.key);
        } else if (centre !== trouble.centre) {
          const { hidden } = trouble;
          this.#groups.leave(trouble);
          trouble.centre = centre;
          if (hidden === null) this.#groups.enter(trouble, { recent: false });
        }
      }
    }
    this.#ledger.dropGone((centreId) => this.#index.centre(centreId) !== undefined);
  }

  #add(centre: Centre, symptom: Symptom, provider: string): OpenTrouble {
    const trouble: OpenTrouble = {
      centre,
      symptom,
      provider,
      key: troubleKey({ symptom, provider }),
      startedMs: this.#ledger.seenMs,
      hidden: null,
      recent: false,
      places: [],
    };
    this.#troubles.set(centre.id, [...(this.#troubles.get(centre.id) ?? []), trouble]);
    return trouble;
  }

  #remove(trouble: OpenTrouble): void {
    this.#groups.leave(trouble);
    const { id } = trouble.centre;
    const others = this.#troubles.get(id)?.filter((other) => other !== trouble) ?? [];
    if (others.length > 0) this.#troubles.set(id, others);
    else this.#troubles.delete(id);
  }

  #mainsOf(centreId: number): OpenTrouble | undefined {
    return this.#troubles.get(centreId)?.find(({ symptom }) => symptom === 'mains');
  }

  #isReporting(centreId: number): boolean {
    if (!this.#wasHeard(centreId)) return false;
    const silence = this.#troubles.get(centreId)?.find(({ symptom }) => symptom === 'silence');
    return silence === undefined || silence.recent;
  }
}

/** Without mains, lines fail and gateways fall silent sooner or later. */
function isCarried({ symptom }: OpenTrouble): boolean {
  return symptom === 'internet' || symptom === 'silence';
}
