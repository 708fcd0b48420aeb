/**
 * Every figure the parts keep, under its name for Prometheus. Names are a promise to dashboards:
 * one that changes needs the old one beside it.
 */
import { HEALTHS } from '#domain/health.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Estate } from '../ports/estate.ts';
import type { Ingest, IngestCounters } from '../ports/ingest.ts';
import type { LiveCounters, LiveNation } from '../ports/live.ts';
import type { ReadingStore } from '../ports/reading-store.ts';
import { type MeasuredAlerting, registerAlerting } from './alerting-metrics.ts';

export interface MeasuredParts extends MeasuredAlerting {
  readonly ingest: Pick<Ingest, 'status'>;
  readonly store: Pick<ReadingStore, 'status'>;
  readonly live: Pick<LiveNation, 'summary' | 'counters'>;
  readonly estate: Pick<Estate, 'centres' | 'version'>;
}

type Figure<Field> = readonly [field: Field, name: string, help: string];

const INGEST_TOTALS: readonly Figure<Exclude<keyof IngestCounters, 'quarantined'>>[] = [
  ['messages', 'nigehban_messages_total', 'Messages taken from gateways'],
  ['readings', 'nigehban_readings_total', 'Readings decoded'],
  ['duplicates', 'nigehban_readings_duplicate_total', 'Readings seen before'],
  ['historical', 'nigehban_readings_historical_total', 'Readings too late for the live picture'],
  ['expired', 'nigehban_readings_expired_total', 'Readings older than retention, dropped'],
  ['uncertain', 'nigehban_readings_uncertain_total', 'Readings marked uncertain'],
  ['acknowledged', 'nigehban_messages_acknowledged_total', 'Messages acknowledged once durable'],
  ['connectionsRefused', 'nigehban_connections_refused_total', 'Gateway connections refused'],
  ['unclaimedMessages', 'nigehban_messages_unclaimed_total', 'Messages of unknown publishers'],
];

const INGEST_LEVELS: readonly Figure<Exclude<keyof IngestCounters, 'quarantined'>>[] = [
  ['connections', 'nigehban_connections', 'Gateway connections'],
  ['spoolBytes', 'nigehban_spool_bytes', 'Bytes in the spool'],
  ['spoolReadings', 'nigehban_spool_readings', 'Readings in the spool, of this run'],
  ['backlogMessages', 'nigehban_backlog_messages', 'Messages taken and not yet durable'],
];

const LIVE_TOTALS: readonly Figure<keyof LiveCounters>[] = [
  ['viewersRefused', 'nigehban_viewers_refused_total', 'Live connections refused'],
  ['framesSent', 'nigehban_frames_sent_total', 'Live frames sent'],
  ['framesConflated', 'nigehban_frames_conflated_total', 'Live frames replaced by a later one'],
  ['batchesApplied', 'nigehban_live_batches_total', 'Batches applied to the live picture'],
  ['readingsApplied', 'nigehban_live_readings_total', 'Readings applied to the live picture'],
  ['readingsBehind', 'nigehban_live_readings_behind_total', 'Readings older than what was live'],
  [
    'readingsUnplaced',
    'nigehban_live_readings_unplaced_total',
    'Readings of devices not on the map',
  ],
];

/** Upper bounds in seconds: the promises are 300 ms for half and 1 s for all but a hundredth. */
const PUBLISH_TO_PUSH_BUCKETS = [0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10, 30];
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10];

/** Gives the live side the function it tells its delays to, in seconds. */
export function publishToPushObserver(metrics: Metrics): (seconds: number) => void {
  const help = 'From the arrival of a message to the push of the frame that shows it';
  return metrics.histogram(
    { name: 'nigehban_publish_to_push_seconds', help },
    PUBLISH_TO_PUSH_BUCKETS,
  );
}

export interface HttpMeters {
  readonly observeRequest: (request: { readonly status: number; readonly seconds: number }) => void;
  /** Counts an answer that is not a success by the code it carries. */
  readonly countError: (code: string) => void;
}

export function createHttpMeters(metrics: Metrics): HttpMeters {
  const countStatus = metrics.labelledCounter({
    name: 'nigehban_http_requests_total',
    help: 'Requests answered, by status',
    label: 'status',
  });
  const observeSeconds = metrics.histogram(
    { name: 'nigehban_http_request_seconds', help: 'Time to answer a request' },
    REQUEST_BUCKETS,
  );
  const countError = metrics.labelledCounter({
    name: 'nigehban_http_errors_total',
    help: 'Requests of the API refused or failed, by error code',
    label: 'code',
  });
  return {
    countError,
    observeRequest({ status, seconds }) {
      countStatus(String(status));
      observeSeconds(seconds);
    },
  };
}

export function registerServerMetrics(metrics: Metrics, parts: MeasuredParts): void {
  registerIngest(metrics, parts);
  registerStore(metrics, parts);
  registerLive(metrics, parts);
  registerEstate(metrics, parts);
  registerAlerting(metrics, parts);
}

function registerIngest(metrics: Metrics, { ingest }: MeasuredParts): void {
  for (const [field, name, help] of INGEST_TOTALS) {
    metrics.readCounter({ name, help }, () => ingest.status().counters[field]);
  }
  for (const [field, name, help] of INGEST_LEVELS) {
    metrics.readGauge({ name, help }, () => ingest.status().counters[field]);
  }
  metrics.readLabelledCounter(
    {
      name: 'nigehban_quarantined_total',
      help: 'Messages and fields not believed, by reason',
      label: 'reason',
    },
    () => ingest.status().counters.quarantined,
  );
  metrics.readCounter(
    { name: 'nigehban_ingest_paused_seconds_total', help: 'Time in which nothing was taken' },
    () => ingest.status().counters.pausedMs / 1_000,
  );
  metrics.readGauge(
    { name: 'nigehban_ingest_accepting', help: '1 while messages can be taken' },
    () => Number(ingest.status().accepting),
  );
  metrics.readGauge(
    { name: 'nigehban_broker_connected', help: '1 while the broker is up or connected' },
    () => Number(ingest.status().brokerConnected),
  );
}

function registerStore(metrics: Metrics, { store }: MeasuredParts): void {
  metrics.readCounter(
    { name: 'nigehban_stored_total', help: 'Readings handed to the store, repeats included' },
    () => store.status().storedReadings,
  );
  metrics.readCounter(
    { name: 'nigehban_stored_rollups_total', help: 'Roll-up rows written' },
    () => store.status().storedRollups,
  );
  metrics.readCounter(
    { name: 'nigehban_store_dropped_total', help: 'Readings too old for the store or refused' },
    () => store.status().droppedReadings,
  );
  metrics.readGauge(
    { name: 'nigehban_store_lag_seconds', help: 'Age of the oldest reading not yet stored' },
    () => store.status().lagMs / 1_000,
  );
  metrics.readGauge({ name: 'nigehban_store_writable', help: '1 while readings are stored' }, () =>
    Number(store.status().writable),
  );
  metrics.readGauge(
    { name: 'nigehban_store_position', help: 'End of what is stored, as a spool position' },
    () => store.status().storedPosition,
  );
  metrics.readGauge(
    { name: 'nigehban_store_bytes', help: 'Size of the files of the store' },
    () => store.status().bytes,
  );
}

function registerLive(metrics: Metrics, { live }: MeasuredParts): void {
  for (const [field, name, help] of LIVE_TOTALS) {
    metrics.readCounter({ name, help }, () => live.counters()[field]);
  }
  metrics.readGauge(
    { name: 'nigehban_viewers', help: 'Live connections' },
    () => live.counters().viewers,
  );
  metrics.readLabelledGauge(
    { name: 'nigehban_centres', help: 'Live centres, by health', label: 'health' },
    () => {
      const { nation } = live.summary({ type: 'nation' });
      return Object.fromEntries(HEALTHS.map((health) => [health, nation[health]]));
    },
  );
  metrics.readGauge(
    { name: 'nigehban_centres_reporting', help: 'Live centres with a fresh device' },
    () => live.summary({ type: 'nation' }).nation.reporting,
  );
  metrics.readGauge(
    { name: 'nigehban_oldest_reading_seconds', help: 'Age of the centre furthest behind' },
    () => secondsOrNull(live.summary({ type: 'nation' }).oldestAgeMs),
  );
}

function registerEstate(metrics: Metrics, { estate }: MeasuredParts): void {
  metrics.readGauge(
    { name: 'nigehban_registered_centres', help: 'Centres in the register, any life cycle' },
    () => estate.centres().length,
  );
  metrics.readGauge(
    { name: 'nigehban_estate_version', help: 'Grows with each change of the register' },
    () => estate.version,
  );
}

function secondsOrNull(ms: number | null): number | null {
  return ms === null ? null : ms / 1_000;
}
