/** Incidents without judgement: a test opens, covers and closes. */
import type { IncidentView } from '#domain/alerting/alert.ts';
import type { Symptom } from '#domain/alerting/rule.ts';
import type { Centre } from '#domain/centre.ts';
import { type Scope, scopeIncludes } from '#domain/viewer.ts';
import { IncidentRefusedError } from '../../../../server/alerting/incidents/errors.ts';
import type {
  IncidentChanges,
  MemberNote,
} from '../../../../server/alerting/incidents/incidents.ts';
import type { IncidentSource } from '../../../../server/alerting/work/sources.ts';
import { incidentView } from '../../../support/queue-item-builder.ts';

export class TestIncidents implements IncidentSource {
  readonly #views = new Map<number, IncidentView>();
  readonly #covers = new Map<string, number>();
  readonly #members = new Map<number, readonly Centre[]>();
  #incidentIds = new Set<number>();
  #centreIds = new Set<number>();
  readonly notes: MemberNote[] = [];
  readonly well: { readonly id: number; readonly centreId: number }[] = [];
  saves = 0;

  open(fields: Partial<IncidentView> & { readonly id: number }, members: readonly Centre[]): void {
    const view = incidentView(fields.id, {
      severity: 'major',
      openedAtMs: 0,
      changedAtMs: 0,
      centres: members.length,
      provinces: [...new Set(members.map(({ province }) => province))],
      people: 0,
      peoplePeak: 0,
      seats: 0,
      ...fields,
    });
    this.#views.set(fields.id, view);
    this.#members.set(fields.id, members);
    this.#incidentIds.add(fields.id);
  }

  change(id: number, fields: Partial<IncidentView>): void {
    const view = this.#views.get(id);
    if (view === undefined) throw new Error(`Cannot change incident ${id}: there is none`);
    this.#views.set(id, { ...view, ...fields });
    this.#incidentIds.add(id);
  }

  cover(centre: Centre, symptom: Symptom, id: number | null): void {
    const key = `${centre.id} ${symptom}`;
    if (id === null) this.#covers.delete(key);
    else this.#covers.set(key, id);
    this.#centreIds.add(centre.id);
  }

  incident(id: number) {
    return this.#views.get(id);
  }

  viewFor(scope: Scope, id: number) {
    const view = this.#views.get(id);
    const members = this.#members.get(id)?.filter((centre) => scopeIncludes(scope, centre)) ?? [];
    return view === undefined || members.length === 0
      ? undefined
      : { ...view, centres: members.length };
  }

  current(sinceMs: number) {
    return [...this.#views.values()].filter(
      ({ closedAtMs }) => (closedAtMs ?? Infinity) >= sinceMs,
    );
  }

  list({ limit, beforeId = Infinity }: { readonly limit: number; readonly beforeId?: number }) {
    return [...this.#views.values()]
      .filter(({ id }) => id < beforeId)
      .sort((one, other) => other.id - one.id)
      .slice(0, limit);
  }

  members(id: number) {
    return this.#members.get(id)?.map((centre) => ({
      centre: centre.code,
      centreNameEn: centre.nameEn,
      centreNameUr: centre.nameUr,
      cityEn: centre.cityEn,
      cityUr: centre.cityUr,
      province: centre.province,
      latitude: centre.latitude,
      longitude: centre.longitude,
      joinedAtMs: 0,
      recoveredAtMs: null,
      down: false,
      people: null,
      rideThrough: null,
    }));
  }

  timeline(id: number) {
    const openedAtMs = this.#views.get(id)?.openedAtMs ?? 0;
    const raised = { atMs: openedAtMs, kind: 'raised', by: null, text: '' } as const;
    return [{ ...raised, severity: null, count: null }];
  }

  hasMember(id: number, code: string) {
    return this.#members.get(id)?.some((centre) => centre.code === code) ?? false;
  }

  coverOf(centreId: number, symptom: Symptom | null) {
    return this.#covers.get(`${centreId} ${symptom}`) ?? null;
  }

  noteMember(note: MemberNote) {
    this.notes.push(note);
  }

  memberWell(id: number, centreId: number) {
    this.well.push({ id, centreId });
  }

  close(id: number, deed: { readonly by: string; readonly atMs: number }) {
    if (this.#views.get(id)?.cause.kind === 'server') {
      throw new IncidentRefusedError('Cannot close it: we are still blind');
    }
    this.change(id, { closed: deed, closedAtMs: deed.atMs });
  }

  merge(request: Parameters<IncidentSource['merge']>[0]) {
    const [first] = request.incidentIds;
    if (first !== undefined) return first;
    this.open({ id: 99, cause: { kind: 'manual', key: '', symptom: null } }, []);
    return 99;
  }

  split({ incidentId, centres }: Parameters<IncidentSource['split']>[0]) {
    const members = this.#members.get(incidentId)?.filter(({ code }) => centres.includes(code));
    if (members === undefined || members.length === 0) {
      throw new IncidentRefusedError('Cannot split it: no member was named');
    }
    this.open({ id: incidentId + 1 }, members);
    return incidentId + 1;
  }

  reparent({ incidentId, parentId }: Parameters<IncidentSource['reparent']>[0]) {
    this.change(incidentId, { parentId });
  }

  takeChanges(): IncidentChanges {
    const changes = {
      events: [],
      incidentIds: [...this.#incidentIds],
      centreIds: [...this.#centreIds],
    };
    this.#incidentIds = new Set();
    this.#centreIds = new Set();
    return changes;
  }

  save() {
    this.saves += 1;
    return 0;
  }
}
