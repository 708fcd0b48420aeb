/**
 * One life of the server in the box: intake, live picture and judgement as `server/parts.ts` joins
 * them, without broker, threads, spool and store.
 *
 * Ends without a farewell to anything but its database, which the next life opens again.
 */
import { ReadingBatchBuilder } from '#domain/reading-batch.ts';
import type { DoorCount } from '#domain/door-count.ts';
import { DEFAULT_ROOT } from '#domain/topic.ts';
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

export class BoxServer implements BoxBroker {
  readonly database: Database;
  readonly estate: SqliteEstateRegister;
  readonly hub: LiveHub;
  readonly counters: Counters = zeroCounters();
  readonly log = new SilentLog();
  /** The latest refusals, oldest first. */
  readonly quarantine: QuarantineEntry[] = [];
  readonly #outbox = new Outbox(this.counters);
  readonly #builder = new ReadingBatchBuilder();
  readonly #intake: MessageIntake;
  #oldestReceivedAtMs = Infinity;

  constructor(options: {
    readonly dataDir: string;
    readonly clock: Clock;
    readonly doorCounts: Map<number, DoorCount>;
  }) {
    const { clock, dataDir } = options;
    this.database = openDatabase({ dataDir, migrations: estateMigrations });
    this.estate = new SqliteEstateRegister(this.database);
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

  /** Ends it; gives what the ingest worker would have kept beside its spool. */
  async close(): Promise<Map<number, DoorCount>> {
    const counts = new Map<number, DoorCount>();
    for (const { id, memory } of this.#intake.roster.devices()) {
      if (memory.doorCount !== undefined) counts.set(id, memory.doorCount);
    }
    await this.hub.close();
    this.database.close();
    return counts;
  }
}
