/**
 * Incidents as people see them, from memory while they are there, else from the tables.
 *
 * A narrower scope sees the same incident with the centres, people and severity of its own members
 * only, and nothing of an incident that has none there.
 */
import type { IncidentMemberView, IncidentView } from '#domain/alerting/alert.ts';
import type { ProvinceCode } from '#domain/province.ts';
import type { Scope } from '#domain/viewer.ts';
import type { AlertQuery } from '../../ports/alerting.ts';
import type { Estate } from '../../ports/estate.ts';
import {
  type Incident,
  type IncidentState,
  leastSeverityOf,
  type Member,
  type MemberCentre,
  personMsOf,
  shareOf,
} from './incident.ts';
import type { IncidentLedger } from './incident-ledger.ts';
import type { IncidentTable, MemberRow } from './incident-table.ts';
import { type Figures, type Share, Tally } from './tally.ts';

const MINUTE_MS = 60_000;

/** An incident and its sums, wherever it is kept. */
interface Picture {
  readonly state: IncidentState;
  readonly parentId: number | null;
  readonly childIds: readonly number[];
  readonly provinces: readonly ProvinceCode[];
  total(): Figures;
  /** Undefined when it has no member there. */
  of(province: ProvinceCode): Figures | undefined;
}

/** What sums over chosen members need of each. */
interface Part {
  readonly centre: MemberCentre;
  readonly share: Share;
  readonly personMs: number;
  readonly peoplePeak: number;
}

export class IncidentViews {
  readonly #ledger: IncidentLedger;
  readonly #table: IncidentTable;
  readonly #estate: Pick<Estate, 'centre'>;

  constructor(options: {
    readonly ledger: IncidentLedger;
    readonly table: IncidentTable;
    readonly estate: Pick<Estate, 'centre'>;
  }) {
    this.#ledger = options.ledger;
    this.#table = options.table;
    this.#estate = options.estate;
  }

  viewFor(scope: Scope, id: number): IncidentView | undefined {
    const picture = this.#pictureOf(id);
    if (picture === undefined) return undefined;
    switch (scope.type) {
      case 'nation':
        return viewOf(picture, picture.total(), picture.provinces);
      case 'province': {
        const figures = picture.of(scope.province);
        return figures && viewOf(picture, figures, [scope.province]);
      }
      case 'centres': {
        const parts = this.#partsOf(id, scope.codes);
        if (parts.length === 0) return undefined;
        const provinces = [...new Set(parts.map(({ centre }) => centre.province))];
        return viewOf(picture, figuresOf(parts, picture.state), provinces);
      }
    }
  }

  current(sinceMs: number): IncidentView[] {
    const ids = new Set(this.#table.closedSince(sinceMs));
    for (const { state } of this.#ledger.known.all()) {
      if (state.closedAtMs === null || state.closedAtMs >= sinceMs) ids.add(state.id);
    }
    return this.#viewsOf(ids);
  }

  list(query: AlertQuery): IncidentView[] {
    if (query.ruleId !== undefined) return [];
    return this.#viewsOf(
      this.#table.find({
        open: query.open ?? null,
        centre: query.centre ?? null,
        fromMs: query.fromMs ?? null,
        toMs: query.toMs ?? null,
        beforeId: query.beforeId ?? null,
        limit: query.limit,
      }),
    );
  }

  members(id: number): IncidentMemberView[] | undefined {
    const known = this.#ledger.known.get(id);
    if (known !== undefined) return membersBelow(known).flatMap((one) => this.#memberView(one));
    const topId = this.#topIdOf(id);
    if (topId === undefined) return undefined;
    return this.#table.membersOf({ id, topId }).flatMap((row) => this.#memberView(row));
  }

  hasMember(id: number, centreCode: string): boolean {
    const known = this.#ledger.known.get(id);
    if (known === undefined) return this.#table.hasMember(id, centreCode);
    return membersBelow(known).some(({ centre }) => centre.code === centreCode);
  }

  #viewsOf(ids: Iterable<number>): IncidentView[] {
    return [...ids].flatMap((id) => this.viewFor({ type: 'nation' }, id) ?? []);
  }

  #pictureOf(id: number): Picture | undefined {
    const known = this.#ledger.known.get(id);
    if (known !== undefined) return pictureOfKnown(known);
    const row = this.#table.read(id);
    if (row === undefined) return undefined;
    return {
      state: row.state,
      parentId: row.parentId,
      childIds: this.#table.childIds(id),
      provinces: [...row.provinces.keys()],
      total: () => row.total,
      of: (province) => row.provinces.get(province),
    };
  }

  /** The members at these centres; asked for every viewer of few centres, so it looks at no others. */
  #partsOf(id: number, codes: readonly string[]): Part[] {
    const known = this.#ledger.known.get(id);
    if (known !== undefined) {
      return codes.flatMap((code) => {
        const centre = this.#estate.centre(code);
        const member = centre && known.top.members.get(centre.id);
        if (member === undefined || !isWithin(member, known)) return [];
        return [{ ...member, personMs: personMsOf(member, known.top.touchedMs) }];
      });
    }
    const topId = this.#topIdOf(id);
    if (topId === undefined) return [];
    return this.#table
      .membersOf({ id, topId })
      .filter(({ centre }) => codes.includes(centre.code))
      .map((row) => ({ ...row, share: shareOf(row) }));
  }

  /** The incident that has the members of `id` in the tables. */
  #topIdOf(id: number): number | undefined {
    const row = this.#table.read(id);
    if (row === undefined) return undefined;
    return row.parentId === null ? id : this.#topIdOf(row.parentId);
  }

  /** Nothing for a centre that is no longer in the register: nobody could find it on a map. */
  #memberView(member: Member | MemberRow): IncidentMemberView[] {
    const centre = this.#estate.centre(member.centre.code);
    if (centre === undefined) return [];
    const { down, standing } = shareOf(member);
    return [
      {
        centre: centre.code,
        centreNameEn: centre.nameEn,
        centreNameUr: centre.nameUr,
        cityEn: centre.cityEn,
        cityUr: centre.cityUr,
        province: centre.province,
        latitude: centre.latitude,
        longitude: centre.longitude,
        joinedAtMs: member.joinedAtMs,
        recoveredAtMs: member.recoveredAtMs,
        down: standing && down,
        people: member.people,
        rideThrough: member.rideThrough,
      },
    ];
  }
}

function pictureOfKnown(incident: Incident): Picture {
  if (incident.parent === null) incident.run(incident.touchedMs);
  return {
    state: incident.state,
    parentId: incident.parent?.state.id ?? null,
    childIds: [...incident.children].map(({ state }) => state.id),
    provinces: incident.provinceCodes(),
    total: () => incident.figures(),
    of: (province) => incident.provinceFigures(province),
  };
}

/** Its members; for a merged one, those that came with it and are now with what it is part of. */
function membersBelow(incident: Incident): Member[] {
  const members = [...incident.top.members.values()];
  return incident.parent === null
    ? members
    : members.filter((member) => isWithin(member, incident));
}

function isWithin({ originId }: Member, incident: Incident): boolean {
  return incident.parent === null || incident.hasBelow(originId);
}

function figuresOf(parts: readonly Part[], state: IncidentState): Figures {
  const tally = new Tally(0, leastSeverityOf(state.cause.kind));
  let peoplePeak = 0;
  for (const part of parts) {
    tally.add(part.share);
    tally.personMs += part.personMs;
    // Of one centre it is exact; of several it is the most it can have been.
    peoplePeak += part.peoplePeak;
  }
  const shares = parts.map(({ share }) => share);
  return { ...tally.figures(shares, state.severity), peoplePeak };
}

function viewOf(
  { state, parentId, childIds }: Picture,
  figures: Figures,
  provinces: readonly ProvinceCode[],
): IncidentView {
  return {
    type: 'incident',
    id: state.id,
    cause: state.cause,
    title: state.title,
    severity: figures.severity,
    openedAtMs: state.openedAtMs,
    changedAtMs: state.changedAtMs,
    closedAtMs: state.closedAtMs,
    closed: state.closed,
    centres: figures.centres,
    recovered: figures.recovered,
    centresDown: figures.centresDown,
    provinces,
    people: figures.people,
    peoplePeak: figures.peoplePeak,
    personMinutesLost: figures.personMs / MINUTE_MS,
    seats: figures.seats,
    harmAtMs: figures.harmAtMs,
    acknowledged: null,
    assigned: null,
    shelved: null,
    parentId,
    children: childIds,
    exercise: state.exercise,
    sample: figures.sample,
  };
}
