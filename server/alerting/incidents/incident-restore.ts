/**
 * Brings back the incidents of before the start: open ones, and those that may still open again.
 *
 * People who could not work when the server stopped are counted up to when their incident was last
 * written, which is at most half a minute before; nobody saw the rest.
 */
import { Incident, type Member, shareOf } from './incident.ts';
import { REOPEN_MS } from './incident-endings.ts';
import type { IncidentRow, IncidentTable, MemberRow } from './incident-table.ts';

/** Running time begins at 0 with the start. */
const START_SEEN_MS = 0;

export function readIncidents(table: IncidentTable, nowMs: number): Incident[] {
  const rows = table.readSince(nowMs - REOPEN_MS);
  const incidents = new Map(rows.map((row) => [row.state.id, incidentOf(row, nowMs)]));
  for (const row of rows) {
    const incident = incidents.get(row.state.id);
    if (incident === undefined) continue;
    const parent = row.parentId === null ? undefined : incidents.get(row.parentId);
    if (parent !== undefined) {
      incident.parent = parent;
      parent.children.add(incident);
    }
    if (row.parentId !== null) incident.restoreFrozen(row);
    else restoreMembers(incident, row, table);
  }
  return [...incidents.values()];
}

function incidentOf({ state, ...row }: IncidentRow, nowMs: number): Incident {
  // A clock set back in between must not make anything wait for longer than from the start.
  const seenMsOf = (atMs: number | null): number | null =>
    atMs === null ? null : START_SEEN_MS - Math.max(0, nowMs - atMs);
  const incident = new Incident(state, START_SEEN_MS);
  incident.backSinceMs = seenMsOf(row.backSinceMs);
  incident.restSinceMs = seenMsOf(row.restSinceMs);
  incident.endedMs = row.parentId === null ? seenMsOf(state.closedAtMs) : null;
  return incident;
}

function restoreMembers(incident: Incident, row: IncidentRow, table: IncidentTable): void {
  const { id, changedAtMs } = row.state;
  for (const member of table.membersOf({ id, topId: id })) {
    incident.admit(memberOf(member, { incident, changedAtMs }), START_SEEN_MS);
  }
  incident.rest = incident.total.standing;
  incident.total.peoplePeak = row.total.peoplePeak;
  for (const [province, { peoplePeak }] of row.provinces) {
    const tally = incident.provinces.get(province);
    if (tally !== undefined) tally.peoplePeak = Math.max(tally.peoplePeak, peoplePeak);
  }
}

function memberOf(
  { seenAtMs, incidentId: _, ...row }: MemberRow,
  { incident, changedAtMs }: { readonly incident: Incident; readonly changedAtMs: number },
): Member {
  const share = shareOf(row);
  const losing = share.standing && share.down ? share.people : 0;
  return {
    ...row,
    incident,
    share,
    personMs: row.personMs + losing * Math.max(0, changedAtMs - seenAtMs),
    seenMs: START_SEEN_MS,
  };
}
