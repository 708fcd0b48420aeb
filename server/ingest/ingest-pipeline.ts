/**
 * Joins the parts of ingest: broker, intake, group commit, spool and the news for the main thread.
 *
 * Runs whole inside the worker; knows nothing of threads. News go out after each group (at most 50 a
 * second) and, for what no group brings, once in a while.
 */
import { batchLength, decodeBatch } from '#domain/reading-batch.ts';
import type { LogPosition } from '../ports/batch-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { DirectoryCentre } from '../ports/directory.ts';
import type { DurableBatch, IngestStatus } from '../ports/ingest.ts';
import type { Log } from '../ports/log.ts';
import { FrameLogWriter } from '../platform/frame-log.ts';
import { allowAnyone } from './broker/broker-access.ts';
import { BrokerClient } from './broker/broker-client.ts';
import { zeroCounters, type Counters } from './counters.ts';
import { loadDoorCounts, restoreDoorCounts, saveDoorCounts } from './door-memory.ts';
import { EmbeddedBroker } from './broker/embedded-broker.ts';
import { GroupCommit, pendingReadingsMax } from './group-commit.ts';
import { MessageIntake } from './message-intake.ts';
import {
  type MessageSink,
  type MessageSource,
  type OutgoingMessage,
  serverStatus,
} from './broker/message-source.ts';
import { Outbox } from './outbox.ts';
import { ReadingIntake } from './reading-intake.ts';
import { WaitingReadings } from './waiting-readings.ts';
import type { IngestNews, IngestOptions, ListenAddress } from './worker-messages.ts';

/** How often status, quarantine, sightings and skews are told. */
const NEWS_MS = 500;
const DOOR_COUNTS_SAVE_MS = 60_000;
const SPOOL_WARNING_MS = 10_000;

export interface PipelineTools {
  readonly clock: Clock;
  readonly log: Log;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Hears the news; owns a batch's bytes from then on. */
  readonly tell: (news: IngestNews) => void;
}

export class IngestPipeline implements MessageSink {
  readonly #options: IngestOptions;
  readonly #tools: PipelineTools;
  readonly #spool: FrameLogWriter;
  readonly #counters: Counters = zeroCounters();
  readonly #waiting = new WaitingReadings();
  readonly #outbox = new Outbox(this.#counters);
  readonly #commit: GroupCommit;
  readonly #intake: MessageIntake;
  readonly #doorCounts: Awaited<ReturnType<typeof loadDoorCounts>>;
  readonly #cancels: (() => void)[] = [];
  #source: MessageSource | undefined;
  #spoolError: string | null = null;
  #spoolErrorSinceMs: number | undefined;
  #spoolWarnedAtMs = -Infinity;
  #brokerError: string | null = null;
  #toldStatus = '';

  private constructor(
    options: IngestOptions,
    tools: PipelineTools,
    kept: { spool: FrameLogWriter; doorCounts: Awaited<ReturnType<typeof loadDoorCounts>> },
  ) {
    this.#options = options;
    this.#tools = tools;
    this.#spool = kept.spool;
    this.#doorCounts = kept.doorCounts;
    this.#commit = new GroupCommit({
      log: kept.spool,
      clock: tools.clock,
      readingsMax: pendingReadingsMax(options.spoolBytesMax),
      onCommitted: (acknowledged, batch) => {
        this.#counters.acknowledged += acknowledged;
        this.#committed(batch);
      },
      onTrouble: (error) => {
        this.#spoolChanged(error);
      },
    });
    const { root, retentionMs } = options;
    const shared = { counters: this.#counters, outbox: this.#outbox };
    const readings = new ReadingIntake({
      builder: this.#commit.builder,
      counters: this.#counters,
      faults: this.#outbox,
      retentionMs,
    });
    this.#intake = new MessageIntake({ ...shared, root, readings });
  }

  /** Opens spool and broker. Throws OperationalError subclasses. */
  static async start(
    options: IngestOptions,
    tools: PipelineTools,
  ): Promise<{ pipeline: IngestPipeline; address: ListenAddress | null }> {
    const { spoolFolder, spoolBytesMax, storedPosition, directory } = options;
    const spool = await FrameLogWriter.open(spoolFolder, {
      bytesMax: spoolBytesMax,
      positionMin: storedPosition,
    });
    const doorCounts = await loadDoorCounts(spoolFolder);
    const pipeline = new IngestPipeline(options, tools, { spool, doorCounts });
    pipeline.setDirectory(directory);
    try {
      const address = await pipeline.#open();
      pipeline.#keepTime();
      return { pipeline, address };
    } catch (error) {
      await spool.close();
      throw error;
    }
  }

  get full(): boolean {
    return this.#commit.full;
  }

  take(topic: string, payload: Buffer, acknowledge: () => void): void {
    const receivedAtMs = this.#tools.clock.nowMs();
    this.#intake.take({ topic, payload, receivedAtMs });
    this.#commit.whenDurable(acknowledge, receivedAtMs);
  }

  loseConnection(centre: string, boot: string | null): void {
    this.#intake.loseConnection({ centre, boot, receivedAtMs: this.#tools.clock.nowMs() });
  }

  setDirectory(centres: readonly DirectoryCentre[]): void {
    this.#intake.setDirectory(centres);
    restoreDoorCounts(this.#intake.roster, this.#doorCounts);
  }

  async confirmStored(position: LogPosition): Promise<void> {
    this.#waiting.release(position);
    try {
      await this.#spool.release(position);
    } catch (error) {
      this.#tools.log.warn('Cannot delete stored parts of the spool', { err: error });
    }
    this.#commit.retry();
  }

  publish(message: OutgoingMessage): void {
    this.#source?.publish(message);
  }

  status(): IngestStatus {
    const counters = this.#counters;
    counters.spoolBytes = this.#spool.bytes;
    counters.spoolReadings = this.#waiting.total;
    counters.backlogMessages = this.#commit.backlog;
    const brokerConnected = this.#source?.connected ?? false;
    return {
      accepting: this.#spoolError === null && brokerConnected,
      broker: 'embedded' in this.#options.broker ? 'embedded' : 'external',
      brokerConnected,
      lastError: this.#spoolError ?? (brokerConnected ? null : this.#brokerError),
      counters: {
        ...counters,
        pausedMs: this.#pausedMs(),
        quarantined: { ...counters.quarantined },
      },
    };
  }

  /** As the port says: what was taken becomes durable and is acknowledged before the end. */
  async close(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    this.#source?.stopTaking();
    await this.#commit.drain();
    await this.#source?.close();
    await this.#spool.close();
    await this.#saveDoorCounts();
    this.#tellNews();
  }

  async #open(): Promise<ListenAddress | null> {
    const { broker, root, statusTopic } = this.#options;
    const { clock, log, random } = this.#tools;
    const shared = { root, sink: this, counters: this.#counters, clock, log };
    if ('embedded' in broker) {
      const source = await EmbeddedBroker.start({
        ...shared,
        ...broker.embedded,
        authenticate: allowAnyone,
      });
      this.#source = source;
      // Nobody has to be told when it ends: the broker ends with it.
      source.publish(serverStatus(statusTopic, { online: true, atMs: clock.nowMs() }));
      return source.address;
    }
    const { url, username, password, clientId } = broker;
    this.#source = new BrokerClient({
      ...shared,
      url,
      username,
      password,
      clientId,
      statusTopic,
      random,
      onConnection: (error) => {
        this.#brokerChanged(error);
      },
    });
    return null;
  }

  #keepTime(): void {
    const { clock } = this.#tools;
    this.#cancels.push(
      clock.every(NEWS_MS, () => {
        this.#tellNews();
      }),
      clock.every(DOOR_COUNTS_SAVE_MS, () => {
        void this.#saveDoorCounts();
      }),
    );
  }

  #committed(batch: DurableBatch | undefined): void {
    if (batch !== undefined) {
      this.#waiting.add(batch.position, batchLength(decodeBatch(batch.bytes)));
    }
    const presence = this.#outbox.takePresence();
    if (batch !== undefined || presence.length > 0) {
      this.#tools.tell({
        ...(batch === undefined ? {} : { batch }),
        ...(presence.length === 0 ? {} : { presence }),
      });
    }
    this.#source?.resume();
  }

  #tellNews(): void {
    const presence = this.#outbox.takePresence();
    const quarantine = this.#outbox.takeQuarantine();
    const unclaimed = this.#outbox.takeSightings();
    const skew = this.#outbox.takeSkews();
    const status = this.#changedStatus();
    const news: IngestNews = {
      ...(presence.length === 0 ? {} : { presence }),
      ...(quarantine.length === 0 ? {} : { quarantine }),
      ...(unclaimed.length === 0 ? {} : { unclaimed }),
      ...(skew.length === 0 ? {} : { skew }),
      ...(status === undefined ? {} : { status }),
    };
    if (Object.keys(news).length > 0) this.#tools.tell(news);
  }

  #changedStatus(): IngestStatus | undefined {
    const status = this.status();
    const text = JSON.stringify(status);
    if (text === this.#toldStatus) return undefined;
    this.#toldStatus = text;
    return status;
  }

  #spoolChanged(error: Error | null): void {
    const nowMs = this.#tools.clock.nowMs();
    if (error === null) {
      this.#counters.pausedMs = this.#pausedMs();
      this.#spoolErrorSinceMs = undefined;
      this.#tools.log.info('Spool takes readings again');
    } else {
      this.#spoolErrorSinceMs ??= nowMs;
      if (nowMs - this.#spoolWarnedAtMs >= SPOOL_WARNING_MS) {
        this.#spoolWarnedAtMs = nowMs;
        this.#tools.log.error('Spool refuses readings, nothing is acknowledged', { err: error });
      }
    }
    const changed = (error === null) !== (this.#spoolError === null);
    this.#spoolError = error?.message ?? null;
    if (changed) this.#tellNews();
  }

  #pausedMs(): number {
    const { pausedMs } = this.#counters;
    if (this.#spoolErrorSinceMs === undefined) return pausedMs;
    return pausedMs + this.#tools.clock.nowMs() - this.#spoolErrorSinceMs;
  }

  #brokerChanged(error: Error | null): void {
    this.#brokerError = error?.message ?? null;
    if (error === null) this.#tools.log.info('Connected to the broker');
    this.#tellNews();
  }

  async #saveDoorCounts(): Promise<void> {
    try {
      await saveDoorCounts(this.#options.spoolFolder, this.#intake.roster);
    } catch (error) {
      this.#tools.log.warn('Cannot keep the door counts', { err: error });
    }
  }
}
