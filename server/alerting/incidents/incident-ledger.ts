/**
 * Incidents as they stand: who is a member of which, when they end by themselves and what they cover.
 *
 * The correlator says what has one cause, people say what belongs together; here both are carried out,
 * so that members, sums, cover and the log of changes always agree. All in memory: what is dirty is
 * written by the book. A centre is in one incident per trouble, but may be in two at once: its feeder's
 * and its provider's.
 */
import type { Cause, CauseKind, Deed } from '#domain/alerting/alert.ts';
import type { Trouble } from '#domain/alerting/cause-group.ts';
import type { Centre } from '#domain/centre.ts';
import { ChangeLog } from './change-log.ts';
import {
  createMember,
  hasSymptom,
  Incident,
  leastSeverityOf,
  type Member,
  takeOver,
  troubleKey,
} from './incident.ts';
import { IncidentEndings } from './incident-endings.ts';
import type { MemberNote } from './incidents.ts';
import { KnownIncidents } from './known-incidents.ts';
import { type ReleasedTrouble, StandingMembers } from './standing-members.ts';

/** Sums that grow by themselves are told so often. */
const REFRESH_MS = 30_000;

export class IncidentLedger {
  readonly log = new ChangeLog();
  readonly standing = new StandingMembers();
  readonly known = new KnownIncidents();
  /** Keys of all troubles of a centre, in an incident or not; the correlator knows them. */
  troublesOf: (centreId: number) => readonly string[] = () => [];
  readonly dirtyIncidents = new Set<Incident>();
  readonly dirtyMembers = new Set<Member>();
  /** Rows of members that were found to be another's. */
  readonly goneMembers = new Set<number>();
  /** Not taken notice of yet. */
  readonly released: ReleasedTrouble[] = [];
  readonly #endings = new IncidentEndings();
  #nowMs: number;
  /** The server's running time: it stands still while the clock is set back. */
  #seenMs = 0;
  #refreshedMs = 0;
  #lastIncidentId: number;
  #lastMemberId: number;

  constructor(options: {
    readonly nowMs: number;
    readonly lastIncidentId: number;
    readonly lastMemberId: number;
  }) {
    this.#nowMs = options.nowMs;
    this.#lastIncidentId = options.lastIncidentId;
    this.#lastMemberId = options.lastMemberId;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  get seenMs(): number {
    return this.#seenMs;
  }

  /** Lets time pass: incidents end, and sums that grow are told. */
  advance(nowMs: number): void {
    if (nowMs > this.#nowMs) this.#seenMs += nowMs - this.#nowMs;
    this.#nowMs = nowMs;
    this.#endings.turn(this.#seenMs, {
      end: (incident) => {
        this.close(incident);
      },
      forget: (incident) => {
        this.known.forget(incident);
        this.log.forget(incident);
      },
    });
    if (this.#seenMs - this.#refreshedMs >= REFRESH_MS) this.#refresh();
  }

  /** Lets time pass up to a deed, which may come between two ticks. */
  catchUp(nowMs: number): void {
    if (nowMs > this.#nowMs) this.advance(nowMs);
  }

  open(options: {
    readonly cause: Cause;
    readonly groupId: string | null;
    readonly title: string | null;
  }): Incident {
    this.#lastIncidentId += 1;
    const incident = new Incident(
      {
        id: this.#lastIncidentId,
        ...options,
        severity: leastSeverityOf(options.cause.kind),
        openedAtMs: this.#nowMs,
        changedAtMs: this.#nowMs,
        closedAtMs: null,
        closed: null,
        exercise: false,
      },
      this.#seenMs,
    );
    this.known.add(incident);
    return incident;
  }

  /** The incident of the group that closed by itself not long ago, open again; undefined: there is none. */
  reopen(groupId: string): Incident | undefined {
    const incident = this.known.takeClosedOf(groupId);
    if (incident === undefined) return undefined;
    incident.state.closedAtMs = null;
    incident.endedMs = null;
    this.known.add(incident);
    return incident;
  }

  began(
    incident: Incident,
    event: { readonly type: 'opened' | 'reopened'; readonly count: number },
    by: string | null = null,
  ): void {
    incident.toldSeverity = incident.state.severity;
    this.log.record(incident, event, { atMs: this.#nowMs, by });
  }

  /** Takes in what there was before the start. */
  restore(incidents: readonly Incident[]): void {
    for (const incident of incidents) {
      this.known.add(incident);
      if (incident.state.closedAtMs !== null) continue;
      for (const member of incident.members.values()) {
        if (!member.share.standing) continue;
        this.standing.add(member);
        // What it lost is summed up to the stop: the next start must not count from before that.
        if (member.share.down) this.dirtyMembers.add(member);
      }
    }
    this.#endings.resume(incidents);
    for (const incident of incidents) {
      const isOpen = incident.state.closedAtMs === null;
      if (isOpen && incident.parent === null) this.#endings.look(incident, this.#seenMs);
    }
  }

  /**
   * Makes the trouble's centre a member, or the member one that has this trouble too. Not `told` are
   * those that are counted with the beginning.
   */
  join(incident: Incident, trouble: Trouble, { told = true } = {}): void {
    const member = this.#member(incident, trouble.centre, told);
    member.troubles.add(troubleKey(trouble));
    this.#recount(member);
  }

  /** Makes the centre a member because a person says so, with what is not in an incident yet. */
  include(incident: Incident, centre: Centre): void {
    const member = this.#member(incident, centre, true);
    member.byHand = true;
    for (const key of this.troublesOf(centre.id)) {
      if (this.standing.having(centre.id, key) === undefined) member.troubles.add(key);
    }
    this.#recount(member);
  }

  /** The person's reason is over: only troubles keep the member from being well. */
  letGo(member: Member): void {
    member.byHand = false;
    if (member.troubles.size === 0) this.recover(member);
    else this.#recount(member);
    this.log.coverChanged(member.centre.id);
  }

  #member(incident: Incident, centre: Centre, told: boolean): Member {
    let member = incident.members.get(centre.id);
    if (member === undefined) {
      this.#lastMemberId += 1;
      const at = { id: this.#lastMemberId, atMs: this.#nowMs, seenMs: this.#seenMs };
      member = createMember(incident, centre, at);
      incident.admit(member, this.#seenMs);
      this.#joined(member, told);
    } else if (!member.share.standing) {
      member.recoveredAtMs = null;
      member.released = false;
      this.#joined(member, told);
    }
    return member;
  }

  /** The trouble is over; the member is well when it was the last. */
  end(centreId: number, key: string): void {
    const member = this.standing.having(centreId, key);
    if (member !== undefined) this.lose(member, key);
  }

  /** The member is no longer there for this trouble, over or not. */
  lose(member: Member, key: string): void {
    member.troubles.delete(key);
    for (const symptom of member.notes.keys()) {
      if (!hasSymptom(member, symptom)) member.notes.delete(symptom);
    }
    if (member.troubles.size === 0) this.recover(member);
    else this.#recount(member);
    this.log.coverChanged(member.centre.id);
  }

  recover(member: Member): void {
    if (!member.share.standing) return;
    member.recoveredAtMs = this.#nowMs;
    member.byHand = false;
    member.troubles.clear();
    member.notes.clear();
    member.rideThrough = null;
    this.#unstand(member);
    this.log.flow(member.incident, 'left');
    this.#recount(member);
  }

  /** Centres that are no longer live leave. */
  dropGone(isLive: (centreId: number) => boolean): void {
    for (const members of [...this.standing.all()]) {
      for (const member of members) if (!isLive(member.centre.id)) this.recover(member);
    }
  }

  /** What the member is in place of an alert; has no effect where nothing covers. */
  note({ centreId, symptom, severity, down, people, rideThrough }: MemberNote): void {
    for (const member of this.standing.concernedBy(centreId, symptom)) {
      const before = member.notes.get(symptom);
      const same =
        (before?.severity ?? null) === severity &&
        (before?.down ?? false) === down &&
        member.people === people;
      member.rideThrough = rideThrough;
      if (same) {
        member.incident.recount(member, this.#seenMs);
        member.incident.moved = true;
        continue;
      }
      if (severity === null && !down) member.notes.delete(symptom);
      else member.notes.set(symptom, { severity, down });
      member.people = people;
      this.#recount(member);
    }
  }

  /** Makes `child` part of `parent`, which gets its members. */
  absorb(child: Incident, parent: Incident, by: string | null = null): void {
    const members = [...child.members.values()];
    const standing = child.total.standing;
    child.freeze(this.#seenMs);
    child.parent = parent;
    child.backSinceMs = null;
    child.restSinceMs = null;
    parent.children.add(child);
    for (const member of members) this.#admit(member, parent);
    const event = { type: 'merged', parentId: parent.state.id, count: standing } as const;
    this.log.record(child, event, { atMs: this.#nowMs, by });
    this.log.flow(parent, 'absorbed');
    this.touch(child);
    this.touch(parent);
  }

  /** Undoes a merger: what came with `child` goes back to it. */
  detach(child: Incident, by: string): void {
    const top = child.top;
    child.parent?.children.delete(child);
    child.parent = null;
    child.thaw(this.#seenMs);
    for (const member of [...top.members.values()]) {
      const origin = this.known.get(member.originId);
      if (origin !== undefined && child.isAbove(origin)) this.#move(member, child);
    }
    const event = { type: 'reparented', count: child.total.standing } as const;
    this.log.record(child, event, { atMs: this.#nowMs, by });
    this.touch(child);
    this.touch(top);
  }

  /** Puts the member into another incident for good, as if it had been there from the start. */
  transfer(member: Member, to: Incident): void {
    const from = member.incident;
    member.originId = to.state.id;
    this.#move(member, to);
    this.touch(from);
    this.touch(to);
  }

  /** Ends it; members that are not well stand for themselves. */
  close(incident: Incident, deed: Deed | null = null, text = ''): void {
    let released = 0;
    for (const member of incident.members.values()) {
      if (!member.share.standing) continue;
      released += 1;
      this.#release(member, deed === null ? incident.state.cause.kind : null);
    }
    this.#end(incident, deed);
    const event = { type: 'closed', count: released } as const;
    const by = deed?.by ?? null;
    this.log.record(incident, event, { atMs: this.#nowMs, by, text });
    this.#endings.ended(incident, this.#seenMs);
  }

  /** The incident's view is another. */
  touch(incident: Incident): void {
    const { state } = incident;
    state.changedAtMs = this.#nowMs;
    incident.touchedMs = this.#seenMs;
    incident.moved = false;
    if (incident.parent === null) {
      incident.run(this.#seenMs);
      state.severity = incident.total.severity() ?? state.severity;
      if (state.closedAtMs === null) this.#endings.look(incident, this.#seenMs);
    }
    this.dirtyIncidents.add(incident);
    this.log.incidentChanged(incident);
  }

  #end(incident: Incident, deed: Deed | null): void {
    const { state } = incident;
    state.closedAtMs = this.#nowMs;
    state.closed = deed;
    this.known.ended(incident);
    this.touch(incident);
    for (const child of incident.children) this.#end(child, deed);
  }

  #refresh(): void {
    this.#refreshedMs = this.#seenMs;
    for (const incident of this.known.all()) {
      if (incident.parent !== null || incident.state.closedAtMs !== null) continue;
      if (incident.moved || incident.total.losing > 0) this.touch(incident);
    }
  }

  #joined(member: Member, told: boolean): void {
    this.standing.add(member);
    if (told) this.log.flow(member.incident, 'joined');
    this.log.coverChanged(member.centre.id);
  }

  #recount(member: Member): void {
    member.incident.recount(member, this.#seenMs);
    this.dirtyMembers.add(member);
    this.touch(member.incident);
  }

  #move(member: Member, to: Incident): void {
    member.incident.dismiss(member, this.#seenMs);
    this.#admit(member, to);
  }

  #admit(member: Member, to: Incident): void {
    const there = to.members.get(member.centre.id);
    if (there === undefined) {
      to.admit(member, this.#seenMs);
      this.dirtyMembers.add(member);
    } else {
      this.#unite(there, member);
    }
    if (member.share.standing) this.log.coverChanged(member.centre.id);
  }

  /** The centre is in `there.incident` already: what `member` has goes to `there`. */
  #unite(there: Member, member: Member): void {
    if (member.share.standing) {
      this.#unstand(member);
      if (!there.share.standing) this.standing.add(there);
      takeOver(there, member);
    }
    there.incident.grant(there, member.personMs, this.#seenMs);
    there.incident.recount(there, this.#seenMs);
    this.dirtyMembers.add(there);
    this.dirtyMembers.delete(member);
    this.goneMembers.add(member.id);
  }

  #release(member: Member, from: CauseKind | null): void {
    for (const key of member.troubles) {
      this.released.push({ centreId: member.centre.id, key, from });
    }
    member.released = true;
    member.byHand = false;
    this.#unstand(member);
    member.incident.recount(member, this.#seenMs);
    this.dirtyMembers.add(member);
  }

  #unstand(member: Member): void {
    this.standing.remove(member);
    this.log.coverChanged(member.centre.id);
  }
}
