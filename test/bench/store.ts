/**
 * What the reading store does per second, against what its engines can do at most in the same run,
 * and how long one device's charts take.
 */
import {
  BIGINT,
  DOUBLE,
  DuckDBDataChunk,
  DuckDBInstance,
  UINTEGER,
  UTINYINT,
  type DuckDBConnection,
} from '@duckdb/node-api';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEVICE_KINDS, type DeviceKind } from '#domain/device.ts';
import { METRICS } from '#domain/metric.ts';
import { batchLength, decodeBatch, type ReadingColumns } from '#domain/reading-batch.ts';
import { DuckDbEngine } from '../../server/history/embedded/duckdb-engine.ts';
import type { Engine, StoreState } from '../../server/history/engine.ts';
import { InfluxEngine } from '../../server/history/influx/influx-engine.ts';
import { namesOf, readingLines } from '../../server/history/influx/influx-schema.ts';
import { DEFAULT_RETENTION, gather } from '../../server/history/retention.ts';
import { startReadingStore } from '../../server/history/store.ts';
import { FrameLogWriter } from '../../server/platform/frame-log.ts';
import { systemClock } from '../../server/platform/system-clock.ts';
import { Influxd, influxdInstalled } from '../support/influxd.ts';
import { SilentLog } from '../support/silent-log.ts';
import { figureAgainst, percentile, rounded, type Figure } from './figure.ts';
import { nationalBatch, nationalDirectory, NATION } from './national-readings.ts';

const ROUNDS = 4;
const ROUND_MS = 1_000;
/** As many seconds of the nation as one write of the store takes in when it catches up. */
const SECONDS_PER_WRITE = 3;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NATIONAL_LOAD = { name: 'national load', value: NATION.readingsPerSecond } as const;
const LINES_PER_REQUEST = 5_000;
const CONNECTIONS = 2;
const SPOOLED_SECONDS = 60;
const CHUNK_ROWS = 2_048;
const STATE: StoreState = { position: 0, rollups: null };

export async function* benchStore(): AsyncGenerator<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-store-'));
  try {
    yield* benchEmbeddedWrites(folder);
    yield* benchWorker(folder);
    yield* benchQueries(folder);
    if (influxdInstalled()) yield* benchInflux(folder);
    else process.stderr.write('influxd is not installed: its figures are left out\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes something and says how many rows it was; `turn` counts up. */
type Write = (turn: number) => Promise<number>;

/** Rows per second of both, in turns, so that whatever else goes on meets both alike. */
async function ratesOf(ours: Write, limit: Write): Promise<{ ours: number; limit: number }> {
  const rows = { ours: 0, limit: 0 };
  const elapsedMs = { ours: 0, limit: 0 };
  const turns = { ours: 0, limit: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [side, write] of [
      ['ours', ours],
      ['limit', limit],
    ] as const) {
      const startMs = performance.now();
      while (performance.now() - startMs < ROUND_MS) {
        rows[side] += await write(turns[side]);
        turns[side] += 1;
      }
      elapsedMs[side] += performance.now() - startMs;
    }
  }
  return {
    ours: Math.round((rows.ours / elapsedMs.ours) * 1_000),
    limit: Math.round((rows.limit / elapsedMs.limit) * 1_000),
  };
}

function sectionsAt(second: number): readonly ReadingColumns[] {
  return decodeBatch(nationalBatch({ startMs: hourStart(), second }));
}

/** An hour that has passed, so that nothing is in the future. */
function hourStart(): number {
  return Math.floor(systemClock.nowMs() / HOUR_MS) * HOUR_MS - 2 * HOUR_MS;
}

/** Readings are made beforehand and written again and again. */
function preparedWrites(): readonly (readonly ReadingColumns[])[] {
  return Array.from({ length: 8 }, (_nothing, write) => {
    const seconds = Array.from({ length: SECONDS_PER_WRITE }, (_none, index) =>
      sectionsAt(write * SECONDS_PER_WRITE + index),
    );
    return gather(seconds, 0).sections;
  });
}

function writesOf(engine: Engine): Write {
  const prepared = preparedWrites();
  return async (turn) => {
    const sections = prepared[turn % prepared.length] ?? [];
    await engine.write(sections, STATE);
    return batchLength(sections);
  };
}

async function* benchEmbeddedWrites(folder: string): AsyncGenerator<Figure> {
  const engine = new DuckDbEngine({ file: join(folder, 'engine.duckdb') });
  await engine.open();
  const appender = await BareAppender.open(join(folder, 'appender.duckdb'));
  const rates = await ratesOf(writesOf(engine), () => appender.write());
  appender.close();
  await engine.close();
  yield figureAgainst(
    { name: 'embedded writes', value: rates.ours, unit: 'readings/s' },
    { name: "DuckDB's appender, chunks made beforehand", value: rates.limit },
  );
}

/** The least DuckDB can be asked to do: the same tables and transactions, chunks made beforehand. */
class BareAppender {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #chunks: Readonly<Record<DeviceKind, readonly DuckDBDataChunk[]>>;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
    const sections = preparedWrites()[0] ?? [];
    const ofKind = (kind: DeviceKind): DuckDBDataChunk[] =>
      sections.filter((section) => section.kind === kind).flatMap(chunksOf);
    this.#chunks = { ups: ofKind('ups'), link: ofKind('link'), zone: ofKind('zone') };
  }

  static async open(file: string): Promise<BareAppender> {
    const instance = await DuckDBInstance.create(file, { threads: '2', memory_limit: '512MB' });
    const connection = await instance.connect();
    for (const kind of DEVICE_KINDS) {
      const values = METRICS[kind].map(({ name }) => `"${name}" DOUBLE`).join(', ');
      await connection.run(
        `CREATE TABLE ${kind} (device UINTEGER, at_ms BIGINT, received_ms BIGINT, flags UTINYINT, ${values})`,
      );
    }
    return new BareAppender(instance, connection);
  }

  async write(): Promise<number> {
    let rows = 0;
    await this.#connection.run('BEGIN');
    for (const kind of DEVICE_KINDS) {
      const appender = await this.#connection.createAppender(kind);
      for (const chunk of this.#chunks[kind]) {
        appender.appendDataChunk(chunk);
        rows += chunk.rowCount;
      }
      appender.closeSync();
    }
    await this.#connection.run('COMMIT');
    return rows;
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

function chunksOf({ length, deviceIds, atMs, flags, values }: ReadingColumns): DuckDBDataChunk[] {
  const types = [UINTEGER, BIGINT, BIGINT, UTINYINT, ...values.map(() => DOUBLE)];
  const chunks: DuckDBDataChunk[] = [];
  for (let start = 0; start < length; start += CHUNK_ROWS) {
    const end = Math.min(length, start + CHUNK_ROWS);
    const chunk = DuckDBDataChunk.create(types, end - start);
    const times = Array.from(atMs.subarray(start, end), BigInt);
    chunk.setColumns([
      [...deviceIds.subarray(start, end)],
      times,
      times,
      [...flags.subarray(start, end)],
      ...values.map((column) =>
        Array.from(column.subarray(start, end), (value) => (Number.isNaN(value) ? null : value)),
      ),
    ]);
    chunks.push(chunk);
  }
  return chunks;
}

/** Spool to store through the worker, roll-ups included, as after an outage. */
async function* benchWorker(folder: string): AsyncGenerator<Figure> {
  const spoolFolder = join(folder, 'spool');
  const dataFolder = join(folder, 'data');
  const spool = await FrameLogWriter.open(spoolFolder, { bytesMax: 1024 ** 3 });
  let end = 0;
  for (let second = 0; second < SPOOLED_SECONDS; second += 1) {
    end = await spool.append(nationalBatch({ startMs: hourStart(), second }));
  }
  const readings = SPOOLED_SECONDS * NATION.readingsPerSecond;
  const store = await startReadingStore(
    { dataFolder, spoolFolder },
    { clock: systemClock, log: new SilentLog() },
  );
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  store.logGrew(end);
  store.setDirectory(nationalDirectory());
  await new Promise<void>((resolve) => {
    store.onStatus(({ storedPosition }) => {
      if (storedPosition >= end) resolve();
    });
  });
  const seconds = (performance.now() - startMs) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const cpuSeconds = (user + system) / 1e6;
  const stallMs = store.counters().longestStallMs;
  await store.close();
  await spool.close();
  const { size } = await stat(join(dataFolder, 'readings.duckdb'));
  yield figureAgainst(
    {
      name: 'catching up through the worker',
      value: Math.round(readings / seconds),
      unit: 'readings/s',
    },
    NATIONAL_LOAD,
  );
  yield figureAgainst(
    {
      name: 'CPU at the national load',
      value: rounded((cpuSeconds / readings) * NATION.readingsPerSecond, 3),
      unit: 'cores',
    },
    { name: 'half a core', value: 0.5 },
  );
  yield { name: 'longest stall of the worker', value: rounded(stallMs, 0), unit: 'ms' };
  yield { name: 'embedded file', value: rounded(size / readings, 1), unit: 'bytes/reading' };
}

/** A day of a hundred centres, sealed, as charts ask for it. */
async function* benchQueries(folder: string): AsyncGenerator<Figure> {
  const engine = new DuckDbEngine({ file: join(folder, 'queries.duckdb') });
  await engine.open();
  const startMs = Math.floor(systemClock.nowMs() / DAY_MS) * DAY_MS - 2 * DAY_MS;
  const devices = 900;
  const ticks = 24 * 60;
  for (let tick = 0; tick < ticks; tick += 10) {
    const sections = dayRows({ startMs: startMs + tick * 60_000, devices, ticks: 10 });
    await engine.write(sections, STATE);
  }
  const laterMs = startMs + 2 * DAY_MS;
  await engine.maintain(laterMs);
  while (await engine.maintain(laterMs + HOUR_MS));
  const elapsed: number[] = [];
  for (let question = 0; question < 60; question += 1) {
    const askedMs = performance.now();
    await engine.read({
      kind: 'ups',
      tier: 'raw',
      deviceIds: [1 + ((question * 37) % devices)],
      fromMs: startMs,
      toMs: startMs + DAY_MS,
      columns: ['inputVolts', 'loadPercent'],
    });
    elapsed.push(performance.now() - askedMs);
  }
  await engine.close();
  const limit = { name: 'promised for a chart of one centre', value: 200 };
  for (const percent of [50, 95]) {
    const value = rounded(percentile(elapsed, percent), 1);
    yield figureAgainst({ name: `one device, one day, p${percent}`, value, unit: 'ms' }, limit);
  }
}

function dayRows({
  startMs,
  devices,
  ticks,
}: {
  startMs: number;
  devices: number;
  ticks: number;
}): readonly ReadingColumns[] {
  const length = devices * ticks;
  const atMs = new Float64Array(length).map(
    (_zero, row) => startMs + Math.floor(row / devices) * 60_000,
  );
  return [
    {
      kind: 'ups',
      length,
      deviceIds: new Uint32Array(length).map((_zero, row) => 1 + (row % devices)),
      atMs,
      receivedAtMs: atMs,
      flags: new Uint8Array(length),
      values: METRICS.ups.map((_metric, metric) =>
        new Float64Array(length).map((_zero, row) => (metric < 5 ? row % 250 : NaN)),
      ),
    },
  ];
}

async function* benchInflux(folder: string): AsyncGenerator<Figure> {
  const influxd = await Influxd.start();
  try {
    const engine = new InfluxEngine(
      { url: influxd.url('bench'), folder, retention: DEFAULT_RETENTION },
      { clock: systemClock, log: new SilentLog() },
    );
    await engine.open();
    engine.setDirectory(nationalDirectory());
    // Creating 90,000 series takes seconds, once; neither side is to pay for it here.
    for (const sections of preparedWrites()) await engine.write(sections, STATE);
    const lines = new BareLines(influxd);
    const rates = await ratesOf(writesOf(engine), (turn) => lines.write(turn));
    lines.close();
    await engine.close();
    const ours = { name: 'InfluxDB writes', value: rates.ours, unit: 'readings/s' };
    const limit = { name: 'line protocol made beforehand, node:http', value: rates.limit };
    yield figureAgainst(ours, limit);
    yield figureAgainst(ours, NATIONAL_LOAD);
  } finally {
    await influxd.remove();
  }
}

/** Bodies of line protocol made beforehand, posted over as many connections as the store uses. */
class BareLines {
  readonly #influxd: Influxd;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  readonly #bodies: readonly { readonly bytes: Buffer; readonly lines: number }[];

  constructor(influxd: Influxd) {
    this.#influxd = influxd;
    const names = namesOf(nationalDirectory());
    const lines = preparedWrites().flatMap((sections) =>
      sections.flatMap((section) => readingLines(section, names).lines),
    );
    this.#bodies = Array.from(
      { length: Math.ceil(lines.length / LINES_PER_REQUEST) },
      (_nothing, index) => {
        const part = lines.slice(index * LINES_PER_REQUEST, (index + 1) * LINES_PER_REQUEST);
        return { bytes: Buffer.from(part.join('\n')), lines: part.length };
      },
    );
  }

  /** One body on each connection. */
  async write(turn: number): Promise<number> {
    const sent = Array.from({ length: CONNECTIONS }, async (_nothing, index) => {
      const body = this.#bodies[(turn * CONNECTIONS + index) % this.#bodies.length];
      if (body === undefined) return 0;
      await post(this.#influxd, this.#agent, body.bytes);
      return body.lines;
    });
    return (await Promise.all(sent)).reduce((sum, lines) => sum + lines, 0);
  }

  close(): void {
    this.#agent.destroy();
  }
}

function post(influxd: Influxd, agent: Agent, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const path = '/write?db=bench&rp=raw&precision=ms';
    const sending = request(
      { host: '127.0.0.1', port: influxd.port, path, method: 'POST', agent },
      (response) => {
        response.resume();
        response.on('end', () => {
          if (response.statusCode === 204) resolve();
          else reject(new Error(`InfluxDB answered ${response.statusCode ?? 0}`));
        });
      },
    );
    sending.on('error', reject);
    sending.end(body);
  });
}
