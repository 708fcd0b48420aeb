/**
 * A running fleet: the model along a clock, every gateway on a connection of its own.
 *
 * Real time and simulated time start together; `speed` says how much faster the latter runs. Centres
 * are stepped at their own turns, so that messages leave evenly and never as a herd.
 */
import type { CentreRecord } from '#domain/centre.ts';
import { Prng } from '#domain/prng.ts';
import { centreTopic, DEFAULT_ROOT } from '#domain/topic.ts';
import type { CentreModel, CentreTruth, Message } from './centre/centre-model.ts';
import type { FleetClock } from './clock.ts';
import type { PublishCounters } from './mqtt/counters.ts';
import type { DirtyKind, Expected } from './dirty-kinds.ts';
import { encodeStatus } from './centre/encoders.ts';
import type { Fault } from './faults.ts';
import { FleetModel, type AppliedFault, type FleetListener } from './fleet-model.ts';
import type { GatewayConnection } from './mqtt/gateway-connection.ts';
import type { Path } from './models/uplink.ts';
import type { Credentials } from './mqtt/packets.ts';
import { Publisher } from './mqtt/publisher.ts';
import { DEFAULT_SCENARIO, faultsOf } from './scenarios/catalogue.ts';

export interface FleetOptions {
  readonly centres: readonly CentreRecord[];
  /** `mqtt://host:port` or `mqtts://host:port`. */
  readonly broker: string;
  readonly clock: FleetClock;
  readonly seed?: number;
  readonly root?: string;
  readonly speed?: number;
  /** Where simulated time begins, epoch ms; now by default. */
  readonly startMs?: number;
  readonly scenario?: string;
  readonly scenarioParameters?: Readonly<Record<string, string>>;
  /** One message for each reading instead of one for each interval. */
  readonly singles?: boolean;
  /** No dirty data but what a fault asks for. */
  readonly clean?: boolean;
  readonly credentialsOf?: (code: string) => Credentials | undefined;
  /** Bytes of unacknowledged messages kept over all gateways. */
  readonly backlogBytesMax?: number;
  readonly connectsPerSecond?: number;
}

/** Figures of a run so far. */
export interface FleetSummary extends Readonly<PublishCounters> {
  readonly centres: number;
  readonly connected: number;
  readonly simulatedSeconds: number;
  /** How far simulated time is behind where `speed` would have it. */
  readonly lagMs: number;
  readonly backlogMessages: number;
  readonly backlogBytes: number;
  /** Upper bounds; null before the first and beyond the coarsest. */
  readonly acknowledgeMs: { readonly p50: number | null; readonly p99: number | null };
  readonly dirty: Readonly<Partial<Record<DirtyKind, number>>>;
  readonly dirtyExpected: Readonly<Partial<Record<Expected, number>>>;
}

/** A centre as it really is, with its connection. */
export interface FleetTruth extends CentreTruth {
  readonly connected: boolean;
}

export interface FleetHandle {
  /** Puts a fault on the running fleet, e.g. for a drill. */
  apply(fault: Fault): AppliedFault;
  /** Ends a fault before its time. */
  clear(applied: Pick<AppliedFault, 'id'>): void;
  truth(): FleetTruth[];
  summary(): FleetSummary;
  /** Stops stepping, waits for acknowledgements, says goodbye. Later calls wait for the first. */
  stop(): Promise<FleetSummary>;
}

const TICK_MS = 20;
/** Bounds the time in which no socket is served, at speeds that the machine cannot keep. */
const STEPS_PER_TICK_MAX = 1_000;
const GRACE_MS = 5_000;
const BACKLOG_BYTES_MAX = 2 ** 30;
const CONNECTS_PER_SECOND = 800;

/**
 * Builds the fleet and starts connecting and stepping; does not wait for the broker. Rejects with
 * SimulatorError for a scenario or parameter unknown.
 */
export async function startFleet(options: FleetOptions): Promise<FleetHandle> {
  return new Fleet(options);
}

interface Site {
  readonly centre: CentreModel;
  readonly connection: GatewayConnection;
  path: Path;
  boot: string;
}

class Fleet implements FleetHandle, FleetListener {
  readonly #clock: FleetClock;
  readonly #speed: number;
  readonly #startedAtMs: number;
  readonly #startMs: number;
  readonly #model: FleetModel;
  readonly #publisher: Publisher;
  readonly #sites: readonly Site[];
  readonly #stopTicking: () => void;
  #stopping: Promise<FleetSummary> | undefined;

  constructor(options: FleetOptions) {
    const {
      clock,
      centres,
      seed = 1,
      root = DEFAULT_ROOT,
      clean = false,
      singles = false,
    } = options;
    const faults = scenarioFaults(options);
    this.#clock = clock;
    this.#speed = options.speed ?? 1;
    this.#startMs = options.startMs ?? clock.nowMs();
    this.#model = new FleetModel({ centres, seed, startMs: this.#startMs, clean, singles });
    for (const fault of faults) this.#model.apply(fault);
    this.#publisher = new Publisher({
      url: options.broker,
      clock,
      prng: new Prng(seed, 'reconnects'),
      gatewayNowMs: () => this.#model.atMs,
      backlogBytesMax: options.backlogBytesMax ?? BACKLOG_BYTES_MAX,
      connectsPerSecond: options.connectsPerSecond ?? CONNECTS_PER_SECOND,
    });
    this.#sites = this.#model.centres.map((centre) => this.#connect(centre, root, options));
    // Building the fleet takes time of its own, which must not become lag.
    this.#startedAtMs = options.startMs === undefined ? this.#startMs : clock.nowMs();
    this.#stopTicking = clock.every(TICK_MS, () => {
      this.#tick();
    });
  }

  apply(fault: Fault): AppliedFault {
    return this.#model.apply(fault);
  }

  clear(applied: Pick<AppliedFault, 'id'>): void {
    this.#model.clear(applied);
  }

  truth(): FleetTruth[] {
    return this.#sites.map(({ centre, connection }) => ({
      ...centre.truth(),
      connected: connection.connected,
    }));
  }

  summary(): FleetSummary {
    const { counters, acknowledgeTimes, budget } = this.#publisher;
    const { dirtyCounters } = this.#model;
    return {
      centres: this.#sites.length,
      connected: this.#publisher.connected,
      simulatedSeconds: Math.round((this.#model.atMs - this.#startMs) / 1_000),
      lagMs: Math.max(0, Math.round(this.#dueMs() - this.#model.atMs)),
      ...counters,
      backlogMessages: budget.messages,
      backlogBytes: budget.bytes,
      acknowledgeMs: {
        p50: acknowledgeTimes.atMostMs(0.5),
        p99: acknowledgeTimes.atMostMs(0.99),
      },
      dirty: dirtyCounters.byKind(),
      dirtyExpected: dirtyCounters.byExpected(),
    };
  }

  stop(): Promise<FleetSummary> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<FleetSummary> {
    this.#stopTicking();
    const { connected, lagMs } = this.summary();
    await this.#publisher.close(GRACE_MS);
    return { ...this.summary(), connected, lagMs };
  }

  #connect(centre: CentreModel, root: string, options: FleetOptions): Site {
    const { code, province } = centre.record;
    const topic = centreTopic(root, { province, centre: code }, '').slice(0, -1);
    const connection = this.#publisher.attach({
      code,
      topic,
      credentials: options.credentialsOf?.(code),
      status: (online) => encodeStatus({ online, at: this.#model.atMs, boot: centre.boot }),
      meta: () => centre.meta(),
    });
    if (centre.online) connection.restore();
    return { centre, connection, path: centre.path, boot: centre.boot };
  }

  #dueMs(): number {
    return this.#startMs + (this.#clock.nowMs() - this.#startedAtMs) * this.#speed;
  }

  #tick(): void {
    this.#model.advance(Math.floor(this.#dueMs()), STEPS_PER_TICK_MAX, this);
  }

  /** Called by the model for every step of a centre. */
  stepped(index: number, centre: CentreModel, messages: readonly Message[]): void {
    const site = this.#sites[index];
    if (site === undefined) return;
    // Another path is another public address, another boot another gateway: neither keeps a connection.
    if (!centre.online || centre.path !== site.path || centre.boot !== site.boot) {
      site.connection.cut();
    }
    if (centre.online) site.connection.restore();
    site.path = centre.path;
    site.boot = centre.boot;
    for (const message of messages) site.connection.publish(message);
  }
}

function scenarioFaults({
  centres,
  scenario = DEFAULT_SCENARIO,
  scenarioParameters = {},
}: FleetOptions): Fault[] {
  return faultsOf({ name: scenario, parameters: scenarioParameters }, centres);
}
