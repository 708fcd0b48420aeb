/**
 * The real pipeline over a simulated nation, in one process and on simulated time.
 *
 * Gateways of the simulators speak in MQTT's topics and bytes to the intake; the live picture settles
 * in ticks; the judgement hangs on its feed with a real SQLite file. There is no broker, no thread
 * and no real time, so days of a few centres and hours of hundreds run in seconds, always the same.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CentreRecord } from '#domain/centre.ts';
import type { DoorCount } from '#domain/door-count.ts';
import { DEFAULT_ROOT } from '#domain/topic.ts';
import type { CentreModel, Message } from '../../simulators/centre/centre-model.ts';
import type { Fault } from '../../simulators/faults.ts';
import { FleetModel, type AppliedFault } from '../../simulators/fleet-model.ts';
import { TruthLog } from '../../simulators/truth-log.ts';
import { BoxGateway } from './box-gateway.ts';
import { BoxServer, type BoxServerOptions } from './box-server.ts';
import { FakeClock } from './fake-clock.ts';

export interface BoxOptions {
  readonly centres: readonly CentreRecord[];
  readonly seed?: number;
  /** Where simulated time begins, epoch ms; Monday 23 November 2026, 11:00 PKT by default. */
  readonly startMs?: number;
  /** No dirty data but what a fault asks for; true by default. */
  readonly clean?: boolean;
  /** Nothing fails but what a fault asks for; true by default. */
  readonly calm?: boolean;
  /** Of every device; coarser steps make long runs cheaper. */
  readonly intervalSeconds?: number;
  readonly faults?: readonly Fault[];
  readonly tickMs?: number;
  /** The sample's timetables are published: what its feeders are shed by. */
  readonly published?: boolean;
  /** False leaves the judgement out. */
  readonly judged?: boolean;
}

export const MONDAY_MORNING_MS = Date.UTC(2026, 10, 23, 6, 0, 0);
const TICK_MS = 1_000;
const INTERVAL_SECONDS = 10;

export class NationInABox {
  readonly clock: FakeClock;
  readonly fleet: FleetModel;
  readonly truth = new TruthLog();
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'nigehban-box-'));
  readonly #gateways: readonly BoxGateway[];
  readonly #stepSeconds: number;
  readonly #tickMs: number;
  /** Time goes on this far at once where nothing arrives. */
  readonly #quietMs: number;
  readonly #judged: boolean;
  #doorCounts = new Map<number, DoorCount>();
  #server: BoxServer | undefined;
  #ticks = 0;

  private constructor(options: BoxOptions) {
    const { seed = 1, startMs = MONDAY_MORNING_MS, intervalSeconds = INTERVAL_SECONDS } = options;
    this.clock = new FakeClock(startMs);
    this.#stepSeconds = intervalSeconds;
    this.#tickMs = options.tickMs ?? TICK_MS;
    this.#quietMs = (intervalSeconds * 1_000) / 2;
    const centres = options.centres.map((centre) => withInterval(centre, intervalSeconds));
    this.fleet = new FleetModel({
      centres,
      seed,
      startMs,
      clean: options.clean ?? true,
      calm: options.calm ?? true,
      singles: false,
      intervalMs: intervalSeconds * 1_000,
    });
    for (const fault of options.faults ?? []) this.fleet.apply(fault);
    const broker = (): BoxServer | undefined => this.#server;
    this.#gateways = this.fleet.centres.map(
      (centre) => new BoxGateway(centre, { root: DEFAULT_ROOT, seed, broker }),
    );
    this.#judged = options.judged ?? true;
    this.#begin((estate, timetables) => {
      const text = JSON.stringify(centres);
      const report = estate.importCentres({ format: 'json', text }, { dryRun: false });
      if (!report.applied) throw new Error(`Cannot fill the register: ${JSON.stringify(report)}`);
      if (options.published !== true) return;
      timetables.replaceSampleSchedules({ centres: estate.centres(), seed });
    });
  }

  /** A nation whose register is filled and whose first reading is still to come. */
  static open(options: BoxOptions): NationInABox {
    return new NationInABox(options);
  }

  /** The server's present life. Throws while it is stopped. */
  get server(): BoxServer {
    if (this.#server === undefined) throw new Error('The server is stopped');
    return this.#server;
  }

  /** Ticks of the live picture so far. */
  get ticks(): number {
    return this.#ticks;
  }

  apply(fault: Fault): AppliedFault {
    return this.fleet.apply(fault);
  }

  clear(applied: Pick<AppliedFault, 'id'>): void {
    this.fleet.clear(applied);
  }

  /** Lets simulated time pass. */
  run(time: { readonly days?: number; hours?: number; minutes?: number; seconds?: number }): void {
    const { days = 0, hours = 0, minutes = 0, seconds = 0 } = time;
    const ms = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000;
    this.runUntil(this.clock.nowMs() + ms);
  }

  runUntil(endMs: number): void {
    while (this.clock.nowMs() < endMs) {
      const nowMs = Math.min(endMs, this.#nextTickMs());
      this.fleet.advance(nowMs, Infinity, this);
      this.clock.advance(nowMs - this.clock.nowMs());
      for (const gateway of this.#gateways) if (gateway.dueAtMs <= nowMs) gateway.turn(nowMs);
      this.#server?.tick();
      this.#ticks += 1;
    }
  }

  /** Called by the fleet for every step of a centre. */
  stepped(index: number, centre: CentreModel, messages: readonly Message[]): void {
    const { atMs } = this.fleet;
    this.truth.observe(centre.truth(), { atMs, seconds: this.#stepSeconds });
    this.#gateways[index]?.stepped(messages, atMs);
  }

  /** Ends the server's life; the nation goes on without it. */
  async stopServer(): Promise<void> {
    this.#doorCounts = await this.server.close();
    this.#server = undefined;
    for (const gateway of this.#gateways) gateway.brokerGone(this.clock.nowMs());
  }

  /** Begins another life on the same database. */
  startServer(): void {
    this.#begin();
  }

  async dispose(): Promise<void> {
    await this.#server?.close();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }

  #begin(fill?: BoxServerOptions['fill']): void {
    this.#server = new BoxServer({
      dataDir: this.#dataDir,
      clock: this.clock,
      doorCounts: this.#doorCounts,
      judged: this.#judged,
      ...(fill === undefined ? {} : { fill }),
    });
  }

  #nextTickMs(): number {
    const nowMs = this.clock.nowMs();
    const next = Math.min(this.fleet.nextAtMs, nowMs + this.#quietMs);
    return Math.max(nowMs + this.#tickMs, Math.ceil(next / this.#tickMs) * this.#tickMs);
  }
}

function withInterval(centre: CentreRecord, intervalSeconds: number): CentreRecord {
  const devices = centre.devices.map((device) => ({ ...device, intervalSeconds }));
  return { ...centre, devices };
}
