/**
 * The API on a free port: real register, live picture and first run; accounts, store and ingest that
 * a test sets. Every answer is held against what its route promises.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Express } from 'express';
import { expect, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { CentreRecord } from '#domain/centre.ts';
import type { HistoryAnswer, HistoryQuery } from '#domain/history.ts';
import { Prng } from '#domain/prng.ts';
import type { Viewer } from '#domain/viewer.ts';
import { accessMigrations } from '../../../server/access/migrations.ts';
import { SqliteSettings } from '../../../server/access/instance-settings.ts';
import { SqliteEstateRegister } from '../../../server/estate/estate-register.ts';
import { alertingMigrations } from '../../../server/alerting/migrations.ts';
import { ScheduleStore } from '../../../server/alerting/schedules/schedule-store.ts';
import { type RunningAlerting, startAlerting } from '../../../server/alerting/start-alerting.ts';
import type { Desk } from '../../../server/alerting/work/alert-desk.ts';
import { estateMigrations } from '../../../server/estate/migrations.ts';
import { FirstRun } from '../../../server/first-run.ts';
import { apiRoutes, type RouteParts } from '../../../server/http/api-routes.ts';
import { createHttpApp, type HttpOptions } from '../../../server/http/http-app.ts';
import { createHttpServer } from '../../../server/http/http-server.ts';
import type { AnyRoute } from '../../../server/http/route.ts';
import { publishToPushObserver } from '../../../server/http/server-metrics.ts';
import { LiveHub } from '../../../server/live/live-hub.ts';
import { createLiveNation } from '../../../server/live/live-nation.ts';
import { type Database, DATABASE_FILE, openDatabase } from '../../../server/platform/database.ts';
import { Metrics } from '../../../server/platform/metrics.ts';
import type { IngestStatus, QuarantineEntry } from '../../../server/ports/ingest.ts';
import type { StoreStatus } from '../../../server/ports/reading-store.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { encodedBatchOf, type ReadingSketch } from '../../support/reading-builder.ts';
import { SilentLog } from '../../support/silent-log.ts';
import { TestAccess } from '../../support/test-access.ts';

export const TOPIC_ROOT = 'erozgar/v1';

export const INGEST_STATUS: IngestStatus = {
  accepting: true,
  broker: 'embedded',
  brokerConnected: true,
  lastError: null,
  counters: {
    messages: 101,
    readings: 202,
    duplicates: 3,
    historical: 4,
    expired: 5,
    uncertain: 6,
    acknowledged: 97,
    connections: 8,
    connectionsRefused: 9,
    unclaimedMessages: 10,
    spoolBytes: 11_000,
    spoolReadings: 12,
    backlogMessages: 13,
    pausedMs: 14_500,
    quarantined: { not_json: 15, implausible_value: 16 },
  },
};

export const STORE_STATUS: StoreStatus = {
  engine: 'embedded',
  writable: true,
  lastError: null,
  storedPosition: 21,
  storedReadings: 190,
  storedRollups: 23,
  droppedReadings: 24,
  lagMs: 2_500,
  bytes: 26_000,
};

/** One bucket in which every metric asked for was 1. */
export function historyOf({ metrics }: HistoryQuery): HistoryAnswer {
  const column = { min: [1], mean: [1], max: [1], last: [1], count: [1] };
  const series = metrics.map((metric) => ({ metric, ...column }));
  return { tier: 'minute', bucketMs: 60_000, atMs: [1_795_000_020_000], series };
}

export interface Request {
  readonly as?: Viewer | undefined;
  readonly token?: string;
  readonly json?: unknown;
  readonly csv?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body where it is JSON. */
  readonly json: unknown;
}

const errorSchema = z.strictObject({
  error: z.strictObject({
    code: z.string().regex(/^[a-z_]+$/),
    message: z.string().regex(/^Cannot .*[^.]$/s),
    details: z.unknown().optional(),
  }),
});

export class TestApi {
  readonly clock = new FakeClock();
  readonly log = new SilentLog();
  readonly metrics = new Metrics();
  readonly access = new TestAccess(this.clock);
  readonly database: Database;
  readonly register: SqliteEstateRegister;
  readonly hub: LiveHub;
  readonly alerting: RunningAlerting;
  readonly app: Express;
  readonly server: Server;
  readonly parts: RouteParts & { readonly log: SilentLog };
  ingestStatus: IngestStatus = INGEST_STATUS;
  storeStatus: StoreStatus = STORE_STATUS;
  quarantined: readonly QuarantineEntry[] = [];
  history: (query: HistoryQuery) => Promise<HistoryAnswer> = async (query) => historyOf(query);
  readonly #routes: readonly AnyRoute[];
  #stopped = false;

  constructor(dataDir: string, options: Partial<HttpOptions>) {
    const database = openPreparedDatabase(dataDir);
    this.database = database;
    this.register = new SqliteEstateRegister(database);
    this.hub = new LiveHub({
      clock: this.clock,
      log: this.log,
      estate: this.register,
      authenticate: () => undefined,
      sameOrigin: () => true,
      observePublishToPush: publishToPushObserver(this.metrics),
    });
    const settings = new SqliteSettings(database);
    const onSample = () => undefined;
    const timetables = new ScheduleStore(database);
    const { clock, access, register: estate, log, metrics } = this;
    const store = {
      status: () => this.storeStatus,
      history: (query: HistoryQuery) => this.history(query),
    };
    this.alerting = startAlerting({
      database,
      estate,
      feed: this.hub.feed,
      clock,
      log,
      chance: new Prng(1),
      timetables,
      store,
      mail: { smtpUrl: undefined, mailFrom: undefined, publicUrl: undefined },
      heartbeatUrl: undefined,
    });
    this.parts = {
      ...this.alerting,
      clock,
      access,
      setup: new FirstRun({ access, estate, settings, timetables, onSample }),
      estate,
      live: createLiveNation(this.hub, clock),
      store,
      ingest: { status: () => this.ingestStatus },
      quarantine: { latest: () => this.quarantined },
      metrics,
      topicRoot: TOPIC_ROOT,
      version: '1.2.3',
      log,
    };
    this.#routes = apiRoutes(this.parts);
    this.app = createHttpApp(this.parts, {
      publicUrl: undefined,
      trustProxy: undefined,
      openMetrics: undefined,
      ...options,
    });
    this.server = createHttpServer(this.app, metrics);
  }

  get desk(): Desk {
    return this.alerting.desk;
  }

  /** Ends it before the test does. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.hub.close();
    await this.alerting.close();
    this.database.close();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Puts centres into the register and lets the live picture take note. */
  enter(...records: readonly CentreRecord[]): void {
    for (const record of records) this.register.put(record);
    this.hub.tick();
  }

  /** The register's number of a device. */
  deviceId(code: string, path: string): number {
    const centre = this.register.centre(code);
    const device = centre?.devices.find((each) => `${each.kind}/${each.code}` === path);
    if (device === undefined) throw new Error(`Cannot find ${code}/${path} in the test register`);
    return device.id;
  }

  /** Lets readings arrive and be judged. */
  report(...readings: readonly Omit<ReadingSketch, 'atMs'>[]): void {
    const atMs = this.clock.nowMs();
    const bytes = encodedBatchOf(...readings.map((reading) => ({ ...reading, atMs })));
    this.hub.onBatch({ bytes, position: 0, oldestReceivedAtMs: atMs });
    this.hub.tick();
  }

  get(path: string, as?: Viewer, headers: Request['headers'] = {}): Promise<Reply> {
    return this.call('GET', path, { as, headers });
  }

  async call(method: string, path: string, request: Request = {}): Promise<Reply> {
    const headers = new Headers(request.headers);
    if (request.as !== undefined) {
      headers.set('cookie', `nigehban_session=${this.access.openSession(request.as)}`);
    }
    if (request.token !== undefined) headers.set('authorization', `Bearer ${request.token}`);
    if (request.json !== undefined) headers.set('content-type', 'application/json');
    if (request.csv !== undefined) headers.set('content-type', 'text/csv');
    const body = request.csv ?? (request.json === undefined ? null : JSON.stringify(request.json));
    const response = await fetch(`${this.url}${path}`, { method, headers, body });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
    const json: unknown = isJson ? JSON.parse(text) : undefined;
    const reply = { status: response.status, headers: response.headers, text, json };
    this.#hold(reply, method, path);
    return reply;
  }

  /** Fails the test when an answer is not what its route says. */
  #hold({ status, json }: Reply, method: string, path: string): void {
    if (status >= 400) {
      errorSchema.parse(json);
      return;
    }
    const route = this.routeOf(method, path);
    if (route?.answer.schema === undefined || status === 304) return;
    expect(status, 'status of a success').toBe(route.answer.status);
    route.answer.schema.parse(json);
  }

  routeOf(method: string, path: string): AnyRoute | undefined {
    const { pathname } = new URL(path, this.url);
    return this.#routes.find((route) => {
      const pattern = new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}$`);
      return route.method === method.toLowerCase() && pattern.test(pathname);
    });
  }
}

const MIGRATIONS = [...estateMigrations, ...accessMigrations, ...alertingMigrations];
/** A database file with every table and nothing in it; made once, because making it is slow. */
let emptyDatabase: Uint8Array | undefined;

function openPreparedDatabase(dataDir: string): Database {
  const file = join(dataDir, DATABASE_FILE);
  if (emptyDatabase === undefined) {
    openDatabase({ dataDir, migrations: MIGRATIONS }).close();
    emptyDatabase = readFileSync(file);
  } else {
    writeFileSync(file, emptyDatabase);
  }
  return openDatabase({ dataDir, migrations: MIGRATIONS });
}

/** Started for the running test and closed after it. */
export async function startApi(options: Partial<HttpOptions> = {}): Promise<TestApi> {
  const dataDir = mkdtempSync(join(tmpdir(), 'nigehban-http-'));
  onTestFinished(() => {
    rmSync(dataDir, { recursive: true });
  });
  const api = new TestApi(dataDir, options);
  await new Promise<void>((resolve) => api.server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => api.stop());
  return api;
}

/** The code of a refusal. */
export function codeOf({ json }: Reply): string {
  return errorSchema.parse(json).error.code;
}

/** The `details` of a refusal. */
export function detailsOf({ json }: Reply): unknown {
  return errorSchema.parse(json).error.details;
}
