/**
 * An incident in memory, with its members and their sums.
 *
 * Keeps the sums true while members come, change and go; decides nothing about when they do. A merged
 * incident hands its members to the one it became part of and keeps its own sums as they were then.
 */
import type { Cause, CauseKind, Deed } from '#domain/alerting/alert.ts';
import { isLocal } from '#domain/alerting/cause-group.ts';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import type { Symptom } from '#domain/alerting/rule.ts';
import { type Severity, worseSeverity } from '#domain/alerting/severity.ts';
import { type Centre, seatsOf } from '#domain/centre.ts';
import type { ProvinceCode } from '#domain/province.ts';
import { type Figures, type Share, Tally } from './tally.ts';

/** What is noted for one symptom of a member. */
export interface Note {
  readonly severity: Severity | null;
  readonly down: boolean;
}

/** Enough of a centre to count it, also once it has left the register. */
export type MemberCentre = Pick<Centre, 'id' | 'code' | 'province' | 'sample'>;

/** A centre in an incident; it stays in the books after it is well again. */
export interface Member {
  readonly id: number;
  readonly centre: MemberCentre;
  readonly seats: number;
  incident: Incident;
  /** The incident it first joined: where it goes back to when a merger is undone. */
  originId: number;
  readonly joinedAtMs: number;
  recoveredAtMs: number | null;
  /** Not well when the incident closed. */
  released: boolean;
  /** Put in by a person: stands until it is said to be well. */
  byHand: boolean;
  /** Keys of what is not well, as given by `troubleKey`. */
  readonly troubles: Set<string>;
  readonly notes: Map<Symptom, Note>;
  people: number | null;
  peoplePeak: number;
  rideThrough: RideThroughVerdict | null;
  personMs: number;
  /** Up to when `personMs` is summed, in the server's running time. */
  seenMs: number;
  /** What it adds to the sums now. */
  share: Share;
}

export interface IncidentState {
  readonly id: number;
  cause: Cause;
  /** The group whose new troubles it takes in; null for those made by hand. */
  readonly groupId: string | null;
  title: string | null;
  severity: Severity;
  readonly openedAtMs: number;
  changedAtMs: number;
  closedAtMs: number | null;
  /** Who closed it; null while it is open, or when it closed by itself. */
  closed: Deed | null;
  readonly exercise: boolean;
}

export function troubleKey({
  symptom,
  provider,
}: {
  readonly symptom: Symptom;
  readonly provider: string;
}): string {
  return `${symptom}/${provider}`;
}

export function symptomOfKey(key: string): Symptom {
  return key.slice(0, key.indexOf('/')) as Symptom;
}

export function hasSymptom({ troubles }: Member, symptom: Symptom): boolean {
  for (const key of troubles) if (symptomOfKey(key) === symptom) return true;
  return false;
}

/** Person-milliseconds up to `seenMs`. */
export function personMsOf(member: Member, seenMs: number): number {
  const { standing, down, people } = member.share;
  const spanMs = Math.max(0, seenMs - member.seenMs);
  return member.personMs + (standing && down ? people * spanMs : 0);
}

export function shareOf(member: Omit<Member, 'share' | 'incident' | 'seenMs'>): Share {
  const standing = member.recoveredAtMs === null && !member.released;
  let severity: Severity | null = null;
  let down = false;
  for (const note of member.notes.values()) {
    if (note.severity !== null) severity = worseSeverity(severity ?? 'warning', note.severity);
    down ||= note.down;
  }
  return {
    recovered: member.recoveredAtMs !== null,
    standing,
    down,
    people: member.people ?? 0,
    seats: member.seats,
    severity,
    harmAtMs: harmOf(member.rideThrough),
    sample: member.centre.sample,
  };
}

/** A battery that outlasts the outage does no harm. */
function harmOf(verdict: RideThroughVerdict | null): number | null {
  if (verdict === null) return null;
  const threatens = verdict.outcome === 'short' || verdict.outcome === 'open-ended';
  return threatens ? verdict.batteryEndsAtMs : null;
}

export function createMember(
  incident: Incident,
  centre: Centre,
  { id, atMs, seenMs }: { readonly id: number; readonly atMs: number; readonly seenMs: number },
): Member {
  const { code, province, sample } = centre;
  const member: Omit<Member, 'share'> = {
    id,
    centre: { id: centre.id, code, province, sample },
    seats: seatsOf(centre),
    incident,
    originId: incident.state.id,
    joinedAtMs: atMs,
    recoveredAtMs: null,
    released: false,
    byHand: false,
    troubles: new Set(),
    notes: new Map(),
    people: null,
    peoplePeak: 0,
    rideThrough: null,
    personMs: 0,
    seenMs,
  };
  return { ...member, share: shareOf(member) };
}

/** What an incident is while no alert of its members is kept back: a local one is no more than a state. */
export function leastSeverityOf(kind: CauseKind): Severity {
  return isLocal(kind) ? 'warning' : 'minor';
}

interface AllFigures {
  readonly total: Figures;
  readonly provinces: ReadonlyMap<ProvinceCode, Figures>;
}

export class Incident {
  readonly state: IncidentState;
  /** By the register's id of the centre. */
  readonly members = new Map<number, Member>();
  readonly children = new Set<Incident>();
  parent: Incident | null = null;
  total: Tally;
  provinces = new Map<ProvinceCode, Tally>();
  /** Since when all are well, no more than a rest is not, it is over; in the server's running time. */
  backSinceMs: number | null = null;
  restSinceMs: number | null = null;
  /** How many the rest were then. */
  rest = 0;
  endedMs: number | null = null;
  /** What it was when last told. */
  toldSeverity: Severity;
  /** Something that alone is no change worth telling, such as an estimate, has moved. */
  moved = false;
  touchedMs: number;
  /** The sums as they were when it was merged. */
  #frozen: AllFigures | null = null;

  constructor(state: IncidentState, seenMs: number) {
    this.state = state;
    this.total = new Tally(seenMs, leastSeverityOf(state.cause.kind));
    this.toldSeverity = state.severity;
    this.touchedMs = seenMs;
  }

  /** The incident that stands in the queue for this one. */
  get top(): Incident {
    return this.parent === null ? this : this.parent.top;
  }

  /** Whether this is `other` or one it was merged into. */
  isAbove(other: Incident): boolean {
    for (let one: Incident | null = other; one !== null; one = one.parent) {
      if (one === this) return true;
    }
    return false;
  }

  /** Whether `id` is its own or that of one that was merged into it. */
  hasBelow(id: number): boolean {
    if (this.state.id === id) return true;
    for (const child of this.children) if (child.hasBelow(id)) return true;
    return false;
  }

  admit(member: Member, seenMs: number): void {
    runMember(member, seenMs);
    member.incident = this;
    this.members.set(member.centre.id, member);
    for (const tally of this.#talliesOf(member, seenMs)) {
      tally.run(seenMs);
      tally.add(member.share);
      tally.personMs += member.personMs;
    }
  }

  dismiss(member: Member, seenMs: number): void {
    runMember(member, seenMs);
    this.members.delete(member.centre.id);
    for (const tally of this.#talliesOf(member, seenMs)) {
      tally.run(seenMs);
      tally.subtract(member.share);
      tally.personMs -= member.personMs;
    }
  }

  /** Takes what was changed of `member` into the sums. */
  recount(member: Member, seenMs: number): void {
    runMember(member, seenMs);
    const share = shareOf(member);
    for (const tally of this.#talliesOf(member, seenMs)) {
      tally.run(seenMs);
      tally.subtract(member.share);
      tally.add(share);
    }
    member.share = share;
    if (share.standing && share.people > member.peoplePeak) member.peoplePeak = share.people;
  }

  /** Adds what was lost before to the member and to the sums. */
  grant(member: Member, personMs: number, seenMs: number): void {
    member.personMs += personMs;
    for (const tally of this.#talliesOf(member, seenMs)) tally.personMs += personMs;
  }

  /** Lets time pass in all sums. */
  run(seenMs: number): void {
    this.total.run(seenMs);
    for (const tally of this.provinces.values()) tally.run(seenMs);
  }

  /** Keeps the sums as they are, whoever has the members from now on. */
  freeze(seenMs: number): void {
    this.run(seenMs);
    for (const member of this.members.values()) runMember(member, seenMs);
    this.#frozen = this.allFigures();
    this.members.clear();
  }

  restoreFrozen(frozen: AllFigures): void {
    this.#frozen = frozen;
  }

  /** Begins sums anew, for members that are admitted next. */
  thaw(seenMs: number): void {
    const peak = this.#frozen?.total.peoplePeak ?? 0;
    this.#frozen = null;
    this.total = new Tally(seenMs, leastSeverityOf(this.state.cause.kind));
    this.total.peoplePeak = peak;
    this.provinces = new Map();
  }

  allFigures(): AllFigures {
    if (this.#frozen !== null) return this.#frozen;
    const provinces = new Map<ProvinceCode, Figures>();
    for (const province of this.provinces.keys()) {
      const figures = this.provinceFigures(province);
      if (figures !== undefined) provinces.set(province, figures);
    }
    return { total: this.figures(), provinces };
  }

  figures(): Figures {
    return this.#frozen?.total ?? this.total.figures(this.#shares(), this.state.severity);
  }

  /** Undefined when it has no member in the province. */
  provinceFigures(province: ProvinceCode): Figures | undefined {
    if (this.#frozen !== null) return this.#frozen.provinces.get(province);
    const tally = this.provinces.get(province);
    if (tally === undefined || tally.centres === 0) return undefined;
    return tally.figures(this.#shares(province), this.state.severity);
  }

  provinceCodes(): ProvinceCode[] {
    if (this.#frozen !== null) return [...this.#frozen.provinces.keys()];
    return [...this.provinces].filter(([, { centres }]) => centres > 0).map(([code]) => code);
  }

  *#shares(province?: ProvinceCode): Iterable<Share> {
    for (const { centre, share } of this.members.values()) {
      if (province === undefined || centre.province === province) yield share;
    }
  }

  #talliesOf({ centre: { province } }: Member, seenMs: number): readonly [Tally, Tally] {
    let tally = this.provinces.get(province);
    if (tally === undefined) {
      tally = new Tally(seenMs, leastSeverityOf(this.state.cause.kind));
      this.provinces.set(province, tally);
    }
    return [this.total, tally];
  }
}

function runMember(member: Member, seenMs: number): void {
  member.personMs = personMsOf(member, seenMs);
  member.seenMs = seenMs;
}

/** What is known of a member goes to the one the same centre has already, which stands again. */
export function takeOver(there: Member, from: Member): void {
  there.recoveredAtMs = null;
  there.released = false;
  there.byHand ||= from.byHand;
  there.people ??= from.people;
  there.rideThrough ??= from.rideThrough;
  for (const key of from.troubles) there.troubles.add(key);
  for (const [symptom, note] of from.notes) {
    if (!there.notes.has(symptom)) there.notes.set(symptom, note);
  }
}
