/**
 * What people do to incidents when the causes found are not the true ones: merge, split, reparent.
 *
 * Refuses what would make no sense, with a sentence; everything else is carried out by the ledger at
 * once. Who may do it has been asked before.
 */
import type { Cause, Deed } from '#domain/alerting/alert.ts';
import type { Centre } from '#domain/centre.ts';
import { IncidentRefusedError, NoSuchIncidentError } from './errors.ts';
import type { EstateIndex } from './estate-index.ts';
import type { Incident, Member } from './incident.ts';
import type { IncidentLedger } from './incident-ledger.ts';

export const TITLE_LENGTH_MAX = 200;

export class IncidentDeeds {
  readonly #ledger: IncidentLedger;
  readonly #index: EstateIndex;
  /** Whether there was ever one of this number. */
  readonly #exists: (id: number) => boolean;

  constructor(options: {
    readonly ledger: IncidentLedger;
    readonly index: EstateIndex;
    readonly exists: (id: number) => boolean;
  }) {
    this.#ledger = options.ledger;
    this.#index = options.index;
    this.#exists = options.exists;
  }

  close(id: number, deed: Deed, note: string | null): void {
    const incident = this.#openAlone(id, `Cannot close incident ${id}`);
    this.#ledger.catchUp(deed.atMs);
    this.#ledger.close(incident, deed, note ?? '');
  }

  merge(request: {
    readonly incidentIds: readonly number[];
    readonly centreIds: readonly number[];
    readonly title: string | null;
    readonly deed: Deed;
  }): number {
    const { deed } = request;
    const action = 'Cannot merge';
    const ids = [...new Set(request.incidentIds)];
    const incidents = ids.map((id) => this.#openAlone(id, action));
    const centres = request.centreIds.map((id) => this.#liveCentre(id));
    if (incidents.length + centres.length < 2) {
      throw new IncidentRefusedError(`${action}: there is one item, wanted two or more`);
    }
    this.#checkTitle(request.title);
    this.#ledger.catchUp(deed.atMs);
    const [first = this.#openByHand(deed, centres.length), ...others] = incidents;
    for (const other of others) {
      if (!sameCause(first.state.cause, other.state.cause)) {
        first.state.cause = byHandCause(first.state.cause, other.state.cause);
      }
      this.#ledger.absorb(other, first, deed.by);
    }
    for (const centre of centres) this.#ledger.include(first, centre);
    if (request.title !== null) first.state.title = request.title;
    this.#ledger.touch(first);
    return first.state.id;
  }

  split(request: {
    readonly incidentId: number;
    readonly centres: readonly string[];
    readonly title: string | null;
    readonly deed: Deed;
  }): number {
    const { incidentId, deed } = request;
    const action = `Cannot split incident ${incidentId}`;
    const incident = this.#openAlone(incidentId, action);
    const members = this.#membersOf(incident, request.centres, action);
    if (members.length === incident.members.size) {
      throw new IncidentRefusedError(`${action}: no centre would be left in it`);
    }
    this.#checkTitle(request.title);
    this.#ledger.catchUp(deed.atMs);
    const { symptom } = incident.state.cause;
    const part = this.#ledger.open({
      cause: { kind: 'manual', key: '', symptom },
      groupId: null,
      title: request.title,
    });
    for (const member of members) this.#ledger.transfer(member, part);
    this.#ledger.began(part, { type: 'opened', count: part.total.standing }, deed.by);
    const event = { type: 'split', intoId: part.state.id, count: members.length } as const;
    this.#ledger.log.record(incident, event, { atMs: this.#ledger.nowMs, by: deed.by });
    return part.state.id;
  }

  reparent(request: {
    readonly incidentId: number;
    readonly parentId: number | null;
    readonly deed: Deed;
  }): void {
    const { incidentId, parentId, deed } = request;
    const action = `Cannot move incident ${incidentId}`;
    const incident = this.#open(incidentId, action);
    const parent = parentId === null ? null : this.#openAlone(parentId, action);
    if (parent !== null && incident.isAbove(parent)) {
      throw new IncidentRefusedError(`${action}: incident ${parentId} is part of it`);
    }
    if (incident.parent === parent) return;
    this.#ledger.catchUp(deed.atMs);
    if (incident.parent !== null) this.#ledger.detach(incident, deed.by);
    if (parent !== null) this.#ledger.absorb(incident, parent, deed.by);
  }

  retitle(id: number, title: string | null, deed: Deed): void {
    const incident = this.#open(id, `Cannot rename incident ${id}`);
    this.#checkTitle(title);
    this.#ledger.catchUp(deed.atMs);
    incident.state.title = title;
    this.#ledger.touch(incident);
  }

  memberWell(id: number, centreId: number): void {
    const member = this.#ledger.known.get(id)?.top.members.get(centreId);
    if (member?.byHand !== true) return;
    this.#ledger.letGo(member);
  }

  #openByHand(deed: Deed, centres: number): Incident {
    const cause: Cause = { kind: 'manual', key: '', symptom: null };
    const incident = this.#ledger.open({ cause, groupId: null, title: null });
    this.#ledger.began(incident, { type: 'opened', count: centres }, deed.by);
    return incident;
  }

  #open(id: number, action: string): Incident {
    const incident = this.#ledger.known.get(id);
    if (incident === undefined && !this.#exists(id)) throw new NoSuchIncidentError(id);
    if (incident?.state.closedAtMs !== null) {
      throw new IncidentRefusedError(`${action}: incident ${id} is closed, wanted an open one`);
    }
    return incident;
  }

  #openAlone(id: number, action: string): Incident {
    const incident = this.#open(id, action);
    if (incident.parent === null) return incident;
    const parentId = incident.parent.state.id;
    throw new IncidentRefusedError(`${action}: incident ${id} is part of incident ${parentId}`);
  }

  #liveCentre(id: number): Centre {
    const centre = this.#index.centre(id);
    if (centre !== undefined) return centre;
    throw new IncidentRefusedError(`Cannot merge: centre ${id} is not live`);
  }

  #membersOf(incident: Incident, codes: readonly string[], action: string): Member[] {
    const wanted = new Set(codes);
    const members = [...incident.members.values()].filter(({ centre }) => wanted.has(centre.code));
    const found = new Set(members.map(({ centre }) => centre.code));
    const missing = codes.find((code) => !found.has(code));
    if (missing !== undefined) {
      throw new IncidentRefusedError(`${action}: centre "${missing}" is not part of it`);
    }
    if (members.length === 0) throw new IncidentRefusedError(`${action}: no centre is named`);
    return members;
  }

  #checkTitle(title: string | null): void {
    if (title === null || (title.trim() !== '' && title.length <= TITLE_LENGTH_MAX)) return;
    throw new IncidentRefusedError(
      `Cannot name the incident: the title has ${title.length} characters, wanted 1 to ${TITLE_LENGTH_MAX}`,
    );
  }
}

function sameCause(one: Cause, other: Cause): boolean {
  return one.kind === other.kind && one.key === other.key;
}

function byHandCause(one: Cause, other: Cause): Cause {
  return { kind: 'manual', key: '', symptom: one.symptom === other.symptom ? one.symptom : null };
}
