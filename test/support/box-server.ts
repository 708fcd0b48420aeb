/**
 * One life of the server in the box: intake, live picture and judgement as `server/parts.ts` joins
 * them, without broker, threads, spool and store.
 *
 * Ends without a farewell to anything but its database, which the next life opens again.
 */
import { ReadingBatchBuilder } from '#domain/reading-batch.ts';
import type { DoorCount } from '#domain/door-count.ts';
import { DEFAULT_ROOT } from '#domain/topic.ts';
import type { Occurrence } from '../../server/alerting/occurrence.ts';
import { alertingMigrations } from '../../server/alerting/migrations.ts';
import { ScheduleStore } from '../../server/alerting/schedules/schedule-store.ts';
import { Alerting } from '../../server/alerting/alerting.ts';
import { RuleStore } from '../../server/alerting/rules/rule-store.ts';
import { Schedules } from '../../server/alerting/schedules/schedule-book.ts';
import { directoryOf } from '../../server/estate/directory.ts';
import { SqliteEstateRegister } from '../../server/estate/estate-register.ts';
import { estateMigrations } from '../../server/estate/migrations.ts';
import { zeroCounters, type Counters } from '../../server/ingest/counters.ts';
import { restoreDoorCounts } from '../../server/ingest/door-memory.ts';
import { MessageIntake } from '../../server/ingest/message-intake.ts';
import { Outbox } from '../../server/ingest/outbox.ts';
import { ReadingIntake } from '../../server/ingest/reading-intake.ts';
import { LiveHub } from '../../server/live/live-hub.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import type { Clock } from '../../server/ports/clock.ts';
import type { QuarantineEntry } from '../../server/ports/ingest.ts';
import type { BoxBroker } from './box-gateway.ts';
import { SilentLog } from './silent-log.ts';

const RETENTION_MS = 30 * 86_400_000;
const QUARANTINE_KEPT = 1_000;

export interface Judgement {
  readonly alerting: Alerting;
  readonly rules: RuleStore;
  readonly schedules: Schedules;
}

export interface BoxServerOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly doorCounts: Map<number, DoorCount>;
  /** False leaves the judgement out, to see what it costs. */
  readonly judged: boolean;
  /** Fills an empty register and its timetables before anything is judged. */
  readonly fill?: (estate: SqliteEstateRegister, timetables: ScheduleStore) => void;
}

export class BoxServer implements BoxBroker {
  readonly database: Database;
  readonly estate: SqliteEstateRegister;
  readonly hub: LiveHub;
  readonly counters: Counters = zeroCounters();
  readonly log = new SilentLog();
  /** What somebody may have had to be told in this life of the server, oldest first. */
  readonly occurrences: Occurrence[] = [];
  /** The latest refusals, oldest first. */
  readonly quarantine: QuarantineEntry[] = [];
  readonly #outbox = new Outbox(this.counters);
  readonly #builder = new ReadingBatchBuilder();
  readonly #intake: MessageIntake;
  #oldestReceivedAtMs = Infinity;

  readonly #judgement: Judgement | undefined;

  constructor(options: BoxServerOptions) {
    const { clock, dataDir } = options;
    this.database = openDatabase({
      dataDir,
      migrations: [...estateMigrations, ...alertingMigrations],
    });
    // Simulated time is full of ticks: what a power cut would lose is not what is tested here.
    this.database.sqlite.exec('PRAGMA synchronous = OFF');
    this.estate = new SqliteEstateRegister(this.database);
    const timetables = new ScheduleStore(this.database);
    options.fill?.(this.estate, timetables);
    const readings = new ReadingIntake({
      builder: this.#builder,
      counters: this.counters,
      faults: this.#outbox,
      retentionMs: RETENTION_MS,
    });
    this.#intake = new MessageIntake({
      root: DEFAULT_ROOT,
      outbox: this.#outbox,
      counters: this.counters,
      readings,
    });
    const learnDirectory = (): void => {
      this.#intake.setDirectory(directoryOf(this.estate));
      restoreDoorCounts(this.#intake.roster, options.doorCounts);
    };
    learnDirectory();
    this.estate.onChange(learnDirectory);
    this.hub = new LiveHub({
      clock,
      log: this.log,
      estate: this.estate,
      authenticate: () => undefined,
      sameOrigin: () => false,
      observePublishToPush: () => undefined,
    });
    if (options.judged) this.#judgement = this.#judge(clock, timetables);
  }

  /** The judgement and what people do with it. Throws where it was left out. */
  get judgement(): Judgement {
    if (this.#judgement === undefined) throw new Error('This server judges nothing');
    return this.#judgement;
  }

  get desk(): Alerting['desk'] {
    return this.judgement.alerting.desk;
  }

  publish(message: { topic: string; payload: string; receivedAtMs: number }): void {
    const { topic, receivedAtMs } = message;
    this.#intake.take({ topic, payload: Buffer.from(message.payload), receivedAtMs });
    this.#oldestReceivedAtMs = Math.min(this.#oldestReceivedAtMs, receivedAtMs);
  }

  loseConnection(lost: { centre: string; boot: string; receivedAtMs: number }): void {
    this.#intake.loseConnection(lost);
  }

  /** Hands on what has come since the last tick and lets the picture settle. */
  tick(): void {
    if (this.#builder.length > 0) {
      const bytes = this.#builder.encode();
      this.#builder.clear();
      this.hub.onBatch({ bytes, position: 0, oldestReceivedAtMs: this.#oldestReceivedAtMs });
      this.#oldestReceivedAtMs = Infinity;
    }
    this.hub.onPresence(this.#outbox.takePresence());
    this.hub.onSkew(this.#outbox.takeSkews());
    this.quarantine.push(...this.#outbox.takeQuarantine());
    if (this.quarantine.length > QUARANTINE_KEPT) {
      this.quarantine.splice(0, this.quarantine.length - QUARANTINE_KEPT);
    }
    this.hub.tick();
  }

  #judge(clock: Clock, timetables: ScheduleStore): Judgement {
    const { database, estate, log } = this;
    const rules = new RuleStore({
      database,
      clock,
      log,
      backtest: () => Promise.reject(new Error('No history is kept in the box')),
    });
    const alerting = new Alerting({
      database,
      estate,
      clock,
      log,
      rules,
      feed: this.hub.feed,
      schedules: timetables,
      contactName: () => undefined,
      blindness: () => null,
      onOccurrences: (occurrences) => {
        this.occurrences.push(...occurrences);
      },
    });
    alerting.start();
    const schedules = new Schedules({ store: timetables, power: alerting.power, estate, clock });
    return { alerting, rules, schedules };
  }

  /** Ends it; gives what the ingest worker would have kept beside its spool. */
  async close(): Promise<Map<number, DoorCount>> {
    const counts = new Map<number, DoorCount>();
    for (const { id, memory } of this.#intake.roster.devices()) {
      if (memory.doorCount !== undefined) counts.set(id, memory.doorCount);
    }
    await this.hub.close();
    this.#judgement?.alerting.close();
    this.database.close();
    return counts;
  }
}
