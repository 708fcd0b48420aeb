/** What alerting keeps of itself, under its names for Prometheus: a part of `server-metrics.ts`. */
import type { QueueItem } from '#domain/alerting/alert.ts';
import { SEVERITIES } from '#domain/alerting/severity.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { AlertDesk, AlertingStatus } from '../ports/alerting.ts';
import type { NotificationCounters } from '../ports/notification.ts';

export interface MeasuredAlerting {
  readonly desk: Pick<AlertDesk, 'queue'>;
  readonly alertingStatus: () => AlertingStatus;
}

const ALERT_STATES = ['unacknowledged', 'acknowledged', 'shelved', 'inhibited'] as const;
type AlertState = (typeof ALERT_STATES)[number];

const NOTIFICATION_TOTALS: readonly (readonly [
  field: Exclude<keyof NotificationCounters, 'queueLength'>,
  name: string,
  help: string,
])[] = [
  ['sent', 'nigehban_notifications_sent_total', 'Notifications delivered'],
  ['failed', 'nigehban_notifications_failed_total', 'Notifications given up'],
  ['retried', 'nigehban_notifications_retried_total', 'Attempts that are made again'],
  ['digested', 'nigehban_notifications_digested_total', 'Notifications told in a digest'],
  ['held', 'nigehban_notifications_held_total', 'Notifications put aside for a digest'],
  ['overflowed', 'nigehban_notifications_overflowed_total', 'Notifications only counted'],
];

export function registerAlerting(metrics: Metrics, parts: MeasuredAlerting): void {
  const { desk, alertingStatus: status } = parts;
  metrics.readGaugeRows(
    {
      name: 'nigehban_alerts',
      help: 'Open alerts, by state and severity',
      labels: ['state', 'severity'],
    },
    () => alertRows(desk.queue({ type: 'nation' }).items),
  );
  metrics.readGauge(
    { name: 'nigehban_incidents_open', help: 'Open incidents that stand for themselves' },
    () =>
      desk
        .queue({ type: 'nation' })
        .items.filter((item) => item.type === 'incident' && isOpenIncident(item)).length,
  );
  metrics.readGauge(
    { name: 'nigehban_alerts_firing', help: 'Rules that fire, told or not' },
    () => status().firing,
  );
  metrics.readGauge(
    { name: 'nigehban_presented_per_console', help: 'Presented in ten minutes, per console' },
    () => status().load.perConsoleIn10Min,
  );
  metrics.readGauge(
    { name: 'nigehban_flood', help: '1 while more comes than people can take' },
    () => Number(status().load.flood),
  );
  metrics.readGauge({ name: 'nigehban_blind', help: '1 while we ourselves do not see' }, () =>
    Number(status().blindness !== null),
  );
  metrics.readCounter(
    { name: 'nigehban_alert_writes_failed_total', help: 'Ticks that the disk refused at first' },
    () => status().writesFailed,
  );
  registerQueues(metrics, status);
  registerNotifications(metrics, status);
}

function registerQueues(metrics: Metrics, status: () => AlertingStatus): void {
  metrics.readGauge(
    { name: 'nigehban_symptoms_waiting', help: 'Symptoms that wait for the next tick' },
    () => status().symptomsWaiting,
  );
  metrics.readGauge(
    {
      name: 'nigehban_transitions_held',
      help: 'Alerts held until it is clear what they belong to',
    },
    () => status().transitionsHeld,
  );
  metrics.readGauge(
    { name: 'nigehban_states_waiting', help: 'Derived states that wait to be published' },
    () => status().statesWaiting,
  );
}

function registerNotifications(metrics: Metrics, status: () => AlertingStatus): void {
  for (const [field, name, help] of NOTIFICATION_TOTALS) {
    metrics.readCounter({ name, help }, () => status().notifications[field]);
  }
  metrics.readGauge(
    { name: 'nigehban_notifications_waiting', help: 'Notifications not yet delivered' },
    () => status().notifications.queueLength,
  );
  metrics.readLabelledCounter(
    {
      name: 'nigehban_heartbeats_total',
      help: 'Heartbeats, by what became of them',
      label: 'result',
    },
    () => {
      const { beats, failed, withheld } = status().heartbeat;
      return { arrived: beats, failed, withheld };
    },
  );
}

function isOpenIncident(item: Extract<QueueItem, { type: 'incident' }>): boolean {
  return item.closedAtMs === null && item.parentId === null;
}

/** Every combination, so that what is not there reads 0 and not nothing. */
function alertRows(items: readonly QueueItem[]) {
  const counts = new Map<string, number>();
  for (const item of items) {
    if (item.type !== 'alert' || item.cleared || item.closed !== null) continue;
    const key = `${stateOf(item)}/${item.severity}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return ALERT_STATES.flatMap((state) =>
    SEVERITIES.map((severity) => ({
      of: { state, severity },
      value: counts.get(`${state}/${severity}`) ?? 0,
    })),
  );
}

function stateOf(item: Extract<QueueItem, { type: 'alert' }>): AlertState {
  if (item.shelved !== null) return 'shelved';
  if (item.inhibited !== null) return 'inhibited';
  return item.acknowledged === null ? 'unacknowledged' : 'acknowledged';
}
