import { describe, expect, test } from 'vitest';
import { HEALTHS } from '#domain/health.ts';
import { centreRecord, deviceRecord } from '../../estate/support.ts';
import { raise } from '../alerting-examples.ts';
import {
  codeOf,
  detailsOf,
  INGEST_STATUS,
  startApi,
  STORE_STATUS,
  type TestApi,
} from '../support.ts';

/** Samples by name and labels. */
async function samplesOf(api: TestApi): Promise<ReadonlyMap<string, number>> {
  const { text, headers } = await api.get('/metrics');
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
}

describe('readiness', () => {
  test('names everything that is not usable', async () => {
    const api = await startApi();
    expect((await api.get('/readyz')).json).toEqual({ status: 'ready' });
    api.ingestStatus = { ...INGEST_STATUS, accepting: false };
    api.storeStatus = { ...STORE_STATUS, writable: false };
    const reply = await api.get('/readyz');
    expect([reply.status, codeOf(reply)]).toEqual([503, 'not_ready']);
    expect(detailsOf(reply)).toEqual({ unusable: ['broker', 'store'] });
  });

  test('is something else than health: a server that waits for its store still serves', async () => {
    const api = await startApi();
    api.storeStatus = { ...STORE_STATUS, writable: false };
    expect((await api.get('/healthz')).json).toEqual({ status: 'ok' });
  });
});

describe('monitoring', () => {
  const paths = ['/readyz', '/metrics'];

  test('is open on this machine, and closed to whom a proxy forwards', async () => {
    const api = await startApi();
    const operator = api.access.add('operator');
    for (const path of paths) {
      expect((await api.get(path)).status).toBe(200);
      for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'x-forwarded-host']) {
        const forwarded = { [name]: '203.0.113.7' };
        expect((await api.get(path, undefined, forwarded)).status).toBe(401);
        expect((await api.get(path, operator, forwarded)).status).toBe(200);
      }
    }
  });

  test('is open to all or closed to strangers where that is configured', async () => {
    const forwarded = { 'x-forwarded-for': '203.0.113.7' };
    const open = await startApi({ openMetrics: true });
    const closed = await startApi({ openMetrics: false });
    for (const path of paths) {
      expect((await open.get(path, undefined, forwarded)).status).toBe(200);
      expect((await closed.get(path)).status).toBe(401);
      expect((await closed.get('/healthz')).status).toBe(200);
    }
  });
});

describe('metrics', () => {
  test('carry what the parts say at that moment, under the promised names', async () => {
    const api = await startApi();
    api.enter(
      centreRecord('lhr-001', { devices: [deviceRecord('ups', 'u1')] }),
      centreRecord('lhr-002', { devices: [deviceRecord('ups', 'u1')] }),
    );
    api.report({ kind: 'ups', deviceId: api.deviceId('lhr-001', 'ups/u1'), status: 'OL' });
    api.clock.advance(4_000);
    const samples = await samplesOf(api);
    expect(Object.fromEntries(samples)).toMatchObject({
      nigehban_messages_total: 101,
      nigehban_readings_total: 202,
      nigehban_readings_duplicate_total: 3,
      nigehban_readings_historical_total: 4,
      nigehban_readings_expired_total: 5,
      nigehban_readings_uncertain_total: 6,
      nigehban_messages_acknowledged_total: 97,
      nigehban_connections: 8,
      nigehban_connections_refused_total: 9,
      nigehban_messages_unclaimed_total: 10,
      nigehban_spool_bytes: 11_000,
      nigehban_spool_readings: 12,
      nigehban_backlog_messages: 13,
      nigehban_ingest_paused_seconds_total: 14.5,
      nigehban_ingest_accepting: 1,
      nigehban_broker_connected: 1,
      'nigehban_quarantined_total{reason="not_json"}': 15,
      'nigehban_quarantined_total{reason="implausible_value"}': 16,
      nigehban_stored_total: 190,
      nigehban_stored_rollups_total: 23,
      nigehban_store_dropped_total: 24,
      nigehban_store_lag_seconds: 2.5,
      nigehban_store_writable: 1,
      nigehban_store_position: 21,
      nigehban_store_bytes: 26_000,
      nigehban_viewers: 0,
      nigehban_viewers_refused_total: 0,
      nigehban_frames_sent_total: 0,
      nigehban_frames_conflated_total: 0,
      nigehban_live_batches_total: 1,
      nigehban_live_readings_total: 1,
      nigehban_live_readings_behind_total: 0,
      nigehban_live_readings_unplaced_total: 0,
      'nigehban_centres{health="ok"}': 1,
      'nigehban_centres{health="unknown"}': 1,
      nigehban_centres_reporting: 1,
      nigehban_oldest_reading_seconds: 4,
      nigehban_registered_centres: 2,
      nigehban_estate_version: api.register.version,
    });
    for (const health of HEALTHS) {
      expect(samples.has(`nigehban_centres{health="${health}"}`)).toBe(true);
    }
  });

  test('say how many alerts stand in which state, and what telling of them has come to', async () => {
    const api = await startApi();
    api.enter(centreRecord('lhr-001'));
    raise(api);
    api.desk.work(api.access.add('lead'), ['alert:3'], { do: 'acknowledge', note: null });
    const samples = await samplesOf(api);
    expect(Object.fromEntries(samples)).toMatchObject({
      'nigehban_alerts{state="unacknowledged",severity="critical"}': 0,
      'nigehban_alerts{state="acknowledged",severity="major"}': 1,
      'nigehban_alerts{state="inhibited",severity="major"}': 2,
      nigehban_incidents_open: 1,
      nigehban_flood: 0,
      nigehban_blind: 0,
      nigehban_alert_writes_failed_total: 0,
      nigehban_notifications_sent_total: 0,
      nigehban_notifications_waiting: 0,
      'nigehban_heartbeats_total{result="arrived"}': 0,
    });
  });

  test('follow their sources from one reading to the next', async () => {
    const api = await startApi();
    await samplesOf(api);
    const counters = { ...INGEST_STATUS.counters, messages: 500, quarantined: { not_json: 99 } };
    api.ingestStatus = { ...INGEST_STATUS, counters };
    api.storeStatus = { ...STORE_STATUS, bytes: null };
    const samples = await samplesOf(api);
    expect(samples.get('nigehban_messages_total')).toBe(500);
    expect(samples.get('nigehban_quarantined_total{reason="not_json"}')).toBe(99);
    expect(samples.has('nigehban_store_bytes'), 'not known, so not told').toBe(false);
  });

  test('count answers and refusals, and time from arrival to push', async () => {
    const api = await startApi();
    api.enter(centreRecord('lhr-001', { devices: [deviceRecord('ups', 'u1')] }));
    api.report({ kind: 'ups', deviceId: api.deviceId('lhr-001', 'ups/u1'), status: 'OL' });
    await api.get('/api/v1/summary');
    await api.get('/api/v1/nowhere');
    const samples = await samplesOf(api);
    expect(Object.fromEntries(samples)).toMatchObject({
      'nigehban_http_requests_total{status="401"}': 1,
      'nigehban_http_requests_total{status="404"}': 1,
      'nigehban_http_errors_total{code="not_signed_in"}': 1,
      'nigehban_http_errors_total{code="not_found"}': 1,
      nigehban_http_request_seconds_count: 2,
      nigehban_publish_to_push_seconds_count: 1,
      'nigehban_publish_to_push_seconds_bucket{le="1"}': 1,
    });
  });

  test('hold the figures of the process once they are asked for', async () => {
    const api = await startApi();
    api.metrics.collectProcess();
    const samples = await samplesOf(api);
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect(samples.has('nodejs_eventloop_lag_seconds')).toBe(true);
  });
});
