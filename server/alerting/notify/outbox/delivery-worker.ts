/**
 * Sends what is in the outbox: some at once per channel, one at a time per recipient, most urgent first.
 *
 * Each attempt ends in the outbox and in the trace: delivered, tried again later, or failed for good.
 * A message that may not be sent yet, because its recipient has had as many as the channel allows, is
 * put aside for a digest. Everything is read anew from the outbox, so a restart changes nothing.
 */
import type { ChannelType, Delivery, NotificationEvent } from '#domain/alerting/notification.ts';
import type { Prng } from '#domain/prng.ts';
import type { Database } from '../../../platform/database.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import { accessOf, type AddressBook, type SecretChannel } from '../book/address-book.ts';
import type { DigestQueue } from './digest-queue.ts';
import type { NewDelivery, Outbox, OutboxRow } from './outbox.ts';
import { nextAttemptAtMs } from './retry.ts';
import type { TraceLog } from '../trace-log.ts';
import { failed, type Outcome, type WayAdapter } from '../ways/adapter.ts';

/** Attempts under way at the same time. */
const CONCURRENT_MAX: Readonly<Record<ChannelType, number>> = {
  email: 3,
  webhook: 4,
  sms: 4,
  telegram: 4,
};
/** Rows looked at for each free place: some of them go to recipients that are being told already. */
const ROWS_PER_LOOK = 32;

/** Neither capped nor gathered: a digest is what messages are gathered into, the others are rare. */
const UNCAPPED: readonly NotificationEvent[] = ['test', 'blind'];

export type Adapters = Readonly<Record<ChannelType, WayAdapter | null>>;

export interface WorkerParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Spreads retries. */
  readonly chance: Prng;
  readonly book: AddressBook;
  readonly outbox: Outbox;
  readonly digests: DigestQueue;
  readonly traces: TraceLog;
  readonly adapters: Adapters;
  /** Name of this installation, first part of every id that goes out. */
  readonly installation: string;
  /** A message about an item has reached somebody. */
  readonly onDelivered: (row: OutboxRow) => void;
  /** An attempt has come to its end: the next one may be due at another time. */
  readonly onAttempted: () => void;
}

export interface WorkerCounters {
  sent: number;
  failed: number;
  retried: number;
  digested: number;
  held: number;
  overflowed: number;
}

export class DeliveryWorker {
  readonly counters: WorkerCounters = {
    sent: 0,
    failed: 0,
    retried: 0,
    digested: 0,
    held: 0,
    overflowed: 0,
  };
  readonly #parts: WorkerParts;
  readonly #stop = new AbortController();
  /** Recipients that are being told, by channel. */
  readonly #underWay = new Map<number, Set<string>>();
  /** Attempts whose outcome the database would not take yet; they are not made again meanwhile. */
  readonly #leftovers = new Map<number, { readonly row: OutboxRow; readonly outcome: Outcome }>();
  /** Attempts beside the queue. */
  readonly #atOnce = new Set<number>();
  #waiters: (() => void)[] = [];
  #stopping = false;

  constructor(parts: WorkerParts) {
    this.#parts = parts;
  }

  /** Whether something that was sent could not be noted yet. */
  get isBehind(): boolean {
    return this.#leftovers.size > 0;
  }

  /** Begins every attempt that is due and for which there is room. Never within a transaction. */
  pump(): void {
    if (this.#stopping) return;
    this.#settleLeftovers();
    for (const channel of this.#parts.book.channels()) this.#pumpChannel(channel);
  }

  /** Puts one into the outbox and makes its attempt now, whatever else there is. */
  async sendAtOnce(delivery: NewDelivery): Promise<Delivery | undefined> {
    const { outbox, book } = this.#parts;
    const channel = book.channel(delivery.channelId);
    const id = outbox.add(delivery);
    if (channel === undefined || id === null) return undefined;
    const row: OutboxRow = { ...delivery, id, state: 'waiting', attempts: 0 };
    this.#atOnce.add(id);
    await this.#attempt(channel, row);
    this.#atOnce.delete(id);
    this.#wakeWaiters();
    return outbox.delivery(id);
  }

  /** Resolves when no attempt is under way. */
  idle(): Promise<void> {
    if (this.#attempts() === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** Begins nothing more; attempts that are under way have `patienceMs` to come to their end. */
  async close(patienceMs: number): Promise<void> {
    this.#stopping = true;
    const cancel = this.#parts.clock.after(patienceMs, () => {
      this.#stop.abort();
    });
    await this.idle();
    cancel();
  }

  #attempts(): number {
    let attempts = this.#atOnce.size;
    for (const recipients of this.#underWay.values()) attempts += recipients.size;
    return attempts;
  }

  #pumpChannel(channel: SecretChannel): void {
    const { outbox, clock } = this.#parts;
    const recipients = this.#underWay.get(channel.id) ?? new Set<string>();
    this.#underWay.set(channel.id, recipients);
    const places = CONCURRENT_MAX[channel.type];
    if (recipients.size >= places) return;
    for (const row of outbox.ready(channel.id, clock.nowMs(), places * ROWS_PER_LOOK)) {
      if (recipients.size >= places) return;
      if (recipients.has(row.recipient) || this.#isTaken(row.id)) continue;
      if (this.#mustWait(channel, row)) continue;
      recipients.add(row.recipient);
      void this.#attempt(channel, row).then((noted) => {
        recipients.delete(row.recipient);
        this.#afterAttempt(noted);
      });
    }
  }

  /** It is being sent elsewhere, or was sent and that could not be noted yet. */
  #isTaken(id: number): boolean {
    return this.#atOnce.has(id) || this.#leftovers.has(id);
  }

  #afterAttempt(noted: boolean): void {
    this.#parts.onAttempted();
    // Where nothing can be noted, the next turn is soon enough.
    if (noted) {
      this.#guard(() => {
        this.pump();
      });
    }
    this.#wakeWaiters();
  }

  #wakeWaiters(): void {
    if (this.#attempts() > 0) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }

  /** Puts aside, or off, what may not be sent to this recipient yet. */
  #mustWait(channel: SecretChannel, row: OutboxRow): boolean {
    const { clock, digests, outbox, traces, database } = this.#parts;
    if (row.attempts > 0 || UNCAPPED.includes(row.event)) return false;
    const nowMs = clock.nowMs();
    const untilMs = digests.cappedUntilMs(row, channel.ratePer10Min, nowMs);
    if (untilMs === null) return false;
    database.transaction(() => {
      if (row.event === 'digest' || row.item === null) {
        outbox.postpone(row.id, untilMs);
        return;
      }
      outbox.putAside(row.id, 'rate-cap');
      digests.hold(row, 'rate-cap', { dueAtMs: untilMs, nowMs });
      traces.settle(row.id, 'rate-cap', `at most ${channel.ratePer10Min} in 10 min`);
      this.counters.held += 1;
    });
    return true;
  }

  /** False when the database would not take what became of it. */
  async #attempt(channel: SecretChannel, row: OutboxRow): Promise<boolean> {
    const { outbox } = this.#parts;
    const began = this.#guard(() => {
      outbox.beginAttempt(row.id);
    });
    // What cannot be noted must not be told: it would be told again and again.
    if (!began) return false;
    const outcome = await this.#send(channel, row);
    if (this.#settled(row, outcome)) return true;
    this.#leftovers.set(row.id, { row, outcome });
    return false;
  }

  #settled(row: OutboxRow, outcome: Outcome): boolean {
    return this.#guard(() => {
      this.#parts.database.transaction(() => {
        this.#settle(row, outcome);
      });
    });
  }

  #settleLeftovers(): void {
    for (const [id, { row, outcome }] of this.#leftovers) {
      if (!this.#settled(row, outcome)) return;
      this.#leftovers.delete(id);
    }
  }

  async #send(channel: SecretChannel, row: OutboxRow): Promise<Outcome> {
    const { adapters, clock, installation } = this.#parts;
    const adapter = adapters[channel.type];
    if (adapter === null || row.message === null) {
      return failed('not-configured', 'SMTP_URL is not set', { permanent: true });
    }
    if (!channel.enabled && row.event !== 'test') {
      return failed('not-configured', 'the channel was switched off', { permanent: true });
    }
    const outgoing = {
      id: `${installation}.${row.id}`,
      event: row.event,
      item: row.item,
      thread: row.item === null ? null : `${installation}.${row.item.replace(':', '-')}`,
      recipient: row.recipient,
      message: row.message,
      createdAtMs: row.createdAtMs,
      nowMs: clock.nowMs(),
    };
    try {
      return await adapter.send(accessOf(channel), outgoing, this.#stop.signal);
    } catch (error) {
      // A bug of an adapter costs its message a delay, and nobody else anything.
      this.#parts.log.error('A way of telling has thrown', { err: error, channel: channel.name });
      return failed('unreachable', String(error));
    }
  }

  #settle(row: OutboxRow, outcome: Outcome): void {
    const { clock, outbox, onDelivered } = this.#parts;
    const nowMs = clock.nowMs();
    if (outcome.delivered) {
      outbox.deliver(row.id, nowMs);
      this.#tellTrace(row, { reason: 'told', detail: row.channelName, nowMs });
      this.counters.sent += 1;
      if (row.item !== null) onDelivered(row);
      return;
    }
    const error = `${outcome.reason}: ${outcome.detail}`;
    const atMs =
      outcome.permanent || row.event === 'test' ? null : this.#retryAtMs(row, outcome, nowMs);
    if (atMs === null) {
      outbox.fail(row.id, nowMs, error);
      this.#tellTrace(row, { reason: 'failed', detail: error, nowMs });
      this.counters.failed += 1;
      this.#parts.log.warn('A message could not be delivered', {
        delivery: row.id,
        channel: row.channelName,
        reason: error,
      });
      return;
    }
    outbox.retry(row.id, atMs, error);
    this.counters.retried += 1;
  }

  #retryAtMs(row: OutboxRow, outcome: Outcome & { delivered: false }, nowMs: number) {
    return nextAttemptAtMs({
      type: row.channelType,
      attempts: row.attempts + 1,
      createdAtMs: row.createdAtMs,
      nowMs,
      retryAfterMs: outcome.retryAfterMs,
      chance: this.#parts.chance.next(),
    });
  }

  #tellTrace(
    row: OutboxRow,
    { reason, detail, nowMs }: { reason: 'told' | 'failed'; detail: string; nowMs: number },
  ): void {
    const { traces } = this.#parts;
    if (row.event === 'digest') traces.settleDigested(row.id, reason, { atMs: nowMs, detail });
    else traces.settle(row.id, reason, detail);
  }

  /** Nobody will ever send what a removed channel still has. Within the transaction that removes it. */
  dropChannel(channelId: number): void {
    const { outbox, clock } = this.#parts;
    const nowMs = clock.nowMs();
    for (const row of outbox.unfinishedOf(channelId)) {
      outbox.fail(row.id, nowMs, 'not-configured: the channel was removed');
      this.#tellTrace(row, { reason: 'failed', detail: 'the channel was removed', nowMs });
      this.counters.failed += 1;
    }
  }

  /** A database that refuses for a moment must not end the process: the outbox is read again later. */
  #guard(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      this.#parts.log.error('Cannot write to the outbox', { err: error });
      return false;
    }
  }
}
