/** Everything that was ever put in front of people, from the rows the figures are counted from. */
import type { AlertView } from '#domain/alerting/alert.ts';
import type { Scope } from '#domain/viewer.ts';
import type { PresentedItem } from './alert-score.ts';
import type { BoxServer } from './box-server.ts';

const NATION: Scope = { type: 'nation' };
const ALERTS_MAX = 1_000_000;

export function presentedItems({ database, desk }: Pick<BoxServer, 'database' | 'desk'>) {
  const alerts = new Map<string, AlertView>(
    desk.alerts(NATION, { limit: ALERTS_MAX }).map((alert) => [`alert:${alert.id}`, alert]),
  );
  const rows = database.sqlite
    .prepare(
      `SELECT item, rule_id AS rule, presented_at_ms AS fromMs, ended_at_ms AS untilMs
         FROM alert_presentation ORDER BY presented_at_ms, id`,
    )
    .all();
  return rows.map((row): PresentedItem => {
    const key = String(row['item']);
    const times = {
      fromMs: Number(row['fromMs']),
      untilMs: row['untilMs'] === null ? Infinity : Number(row['untilMs']),
    };
    const alert = alerts.get(key);
    if (alert === undefined)
      return { key, rule: null, device: null, ...incidentOf(desk, key), ...times };
    const device = alert.device?.code ?? null;
    return {
      key,
      rule: String(row['rule']),
      symptom: null,
      centres: [alert.centre],
      device,
      ...times,
    };
  });
}

function incidentOf(
  desk: BoxServer['desk'],
  key: string,
): Pick<PresentedItem, 'symptom' | 'centres'> {
  const incidents = new Map(
    desk.incidents(NATION, { limit: ALERTS_MAX }).map((each) => [each.id, each]),
  );
  let incident = incidents.get(Number(key.split(':')[1]));
  const symptom = incident?.cause.symptom ?? null;
  // What was taken into a broader one has its centres there.
  while (incident !== undefined && incident.parentId !== null) {
    incident = incidents.get(incident.parentId);
  }
  const members = incident === undefined ? [] : (desk.members(NATION, incident.id) ?? []);
  return { symptom, centres: members.map(({ centre }) => centre) };
}
