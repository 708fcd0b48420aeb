/**
 * Tells people of alerts and incidents: the one door to everything in this folder.
 *
 * `take` is called in the transaction that changes the items: what is to be told is written there and
 * sent afterwards, so nothing is told that did not happen and nothing that happened is left untold.
 */
import type { TimelineEntry } from '#domain/alerting/alert.ts';
import type {
  Channel,
  Contact,
  Delivery,
  EscalationChain,
  Rota,
  TraceEntry,
} from '#domain/alerting/notification.ts';
import type { Blindness } from '#domain/alerting/queue.ts';
import { wordingOf } from '#domain/alerting/wording.ts';
import type { Language } from '#domain/page-context.ts';
import type { Prng } from '#domain/prng.ts';
import type { Viewer } from '#domain/viewer.ts';
import type { Database } from '../../platform/database.ts';
import type { ItemKey } from '#domain/alerting/work-action.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type {
  ChannelDraft,
  DeliveryQuery,
  Draft,
  NotificationBook,
  NotificationCounters,
  NotificationRecord,
} from '../../ports/notification.ts';
import type { Occurrence } from '../occurrence.ts';
import { AddressBook, channelView } from './book/address-book.ts';
import { Composer } from './composer.ts';
import { type Adapters, DeliveryWorker } from './outbox/delivery-worker.ts';
import { DigestQueue } from './outbox/digest-queue.ts';
import { DigestWriter } from './outbox/digest-writer.ts';
import { Escalations } from './escalations.ts';
import { type DeskLookups, Escalator } from './escalator.ts';
import { InvalidNotificationSettingError } from './errors.ts';
import { type ExplainParts, traceOf } from './explain.ts';
import { Outbox, type OutboxRow } from './outbox/outbox.ts';
import { Teller } from './teller.ts';
import { TraceLog } from './trace-log.ts';

const TURN_PERIOD_MS = 1_000;
const PRUNE_PERIOD_MS = 3_600_000;
/** A stop waits this long for attempts under way. */
const CLOSE_PATIENCE_MS = 5_000;

export interface NotifierOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Spreads retries. */
  readonly chance: Prng;
  /** `createAdapters(...)`; an adapter that is null cannot be used. */
  readonly adapters: Adapters;
  readonly desk: DeskLookups;
  /** Address of an item's page, for messages. */
  readonly linkOf: (item: ItemKey) => string | null;
  /** Puts an entry into an item's timeline; called within transactions. */
  readonly note: (item: ItemKey, entry: TimelineEntry) => void;
}

export class Notifier implements NotificationBook, NotificationRecord {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #explained: ExplainParts;
  readonly #note: NotifierOptions['note'];
  readonly #book: AddressBook;
  readonly #outbox: Outbox;
  readonly #traces: TraceLog;
  readonly #escalations: Escalations;
  readonly #digests: DigestQueue;
  readonly #composer: Composer;
  readonly #teller: Teller;
  readonly #escalator: Escalator;
  readonly #digestWriter: DigestWriter;
  readonly #worker: DeliveryWorker;
  readonly #cancels: readonly (() => void)[];
  #cancelPump: (() => void) | undefined;
  #blind = false;
  #failing = false;
  /** Nothing is due before: a turn until then costs nothing. 0 for not known. */
  #nextTurnMs = 0;

  constructor(options: NotifierOptions) {
    const { database, clock, log, chance, adapters, desk, note } = options;
    const book = new AddressBook(database);
    const outbox = new Outbox(database);
    const digests = new DigestQueue(database);
    const traces = new TraceLog(database);
    const escalations = new Escalations(database);
    const composer = new Composer({ linkOf: options.linkOf });
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
    this.#explained = { book, escalations, traces, desk };
    this.#note = note;
    this.#book = book;
    this.#outbox = outbox;
    this.#traces = traces;
    this.#escalations = escalations;
    this.#digests = digests;
    this.#composer = composer;
    this.#worker = new DeliveryWorker({
      database,
      clock,
      log,
      chance,
      book,
      outbox,
      digests,
      traces,
      adapters,
      installation: installationOf(database),
      onDelivered: (row) => {
        this.#noteDelivered(row);
      },
      onAttempted: () => {
        this.#nextTurnMs = 0;
      },
    });
    const { counters } = this.#worker;
    this.#teller = new Teller({
      book,
      outbox,
      digests,
      traces,
      composer,
      emailPossible: adapters.email !== null,
      onHeld: () => (counters.held += 1),
      onOverflow: () => (counters.overflowed += 1),
    });
    const teller = this.#teller;
    const isBlind = (): boolean => this.#blind;
    this.#escalator = new Escalator({ book, escalations, outbox, teller, desk, note, isBlind });
    const itemOf = (key: string) => desk.item(key);
    this.#digestWriter = new DigestWriter({ book, outbox, digests, composer, itemOf });
    this.#cancels = [
      clock.every(TURN_PERIOD_MS, () => {
        this.#attempt(() => {
          this.#turn();
        });
      }),
      clock.every(PRUNE_PERIOD_MS, () => {
        this.#attempt(() => {
          this.#prune();
        });
      }),
    ];
  }

  /** In order. Call it in the transaction that changes the items: nothing is sent before that is over. */
  take(occurrences: readonly Occurrence[]): void {
    if (occurrences.length === 0) return;
    this.#database.transaction(() => {
      for (const occurrence of occurrences) this.#escalator.take(occurrence);
    });
    this.#pumpSoon();
  }

  /** We ourselves do not see. Told to the first steps of the chains chosen for it, or of all. */
  tellBlind(blindness: Blindness): void {
    this.#blind = true;
    this.#tellOfBlindness(blindness, null);
  }

  /** We see again; told to the same. */
  tellSight(blindness: Blindness, endedAtMs: number): void {
    this.#blind = false;
    this.#tellOfBlindness(blindness, endedAtMs);
  }

  contacts(): readonly Contact[] {
    return this.#book.contacts();
  }

  contact(id: number): Contact | undefined {
    return this.#book.contact(id);
  }

  putContact(viewer: Viewer, contact: Draft<Contact>): Contact | undefined {
    return this.#changed(viewer, 'contact', this.#book.putContact(contact));
  }

  removeContact(viewer: Viewer, id: number): boolean {
    return this.#removed(viewer, `contact ${id}`, this.#book.removeContact(id));
  }

  rotas(): readonly Rota[] {
    return this.#book.rotas();
  }

  putRota(viewer: Viewer, rota: Draft<Rota>): Rota | undefined {
    return this.#changed(viewer, 'rota', this.#book.putRota(rota));
  }

  removeRota(viewer: Viewer, id: number): boolean {
    return this.#removed(viewer, `rota ${id}`, this.#book.removeRota(id));
  }

  onCall(rotaId: number, atMs: number): Contact | null | undefined {
    return this.#book.onCall(rotaId, atMs);
  }

  chains(): readonly EscalationChain[] {
    return this.#book.chains();
  }

  putChain(viewer: Viewer, chain: Draft<EscalationChain>): EscalationChain | undefined {
    return this.#changed(viewer, 'chain', this.#book.putChain(chain));
  }

  removeChain(viewer: Viewer, id: number): boolean {
    return this.#removed(viewer, `chain ${id}`, this.#book.removeChain(id));
  }

  channels(): readonly Channel[] {
    return this.#book.channels().map(channelView);
  }

  putChannel(viewer: Viewer, draft: ChannelDraft): Channel | undefined {
    const channel = this.#changed(viewer, 'channel', this.#book.putChannel(draft));
    return channel === undefined ? undefined : channelView(channel);
  }

  removeChannel(viewer: Viewer, id: number): boolean {
    const removed = this.#database.transaction(() => {
      const gone = this.#book.removeChannel(id);
      if (gone) this.#worker.dropChannel(id);
      return gone;
    });
    return this.#removed(viewer, `channel ${id}`, removed);
  }

  /** Throws InvalidNotificationSettingError when a recipient is missing. */
  async testChannel(
    viewer: Viewer,
    id: number,
    recipient: string | null,
  ): Promise<Delivery | undefined> {
    const channel = this.#book.channel(id);
    if (channel === undefined) return undefined;
    const to = recipient ?? channel.url;
    if (to === null || (recipient === null && channel.type !== 'webhook')) {
      throw new InvalidNotificationSettingError(
        `Cannot test channel "${channel.name}": no recipient is given, wanted one for ${channel.type}`,
      );
    }
    const language: Language = 'en';
    const message = this.#composer.test(channel.name, language);
    const nowMs = this.#clock.nowMs();
    this.#log.info('A channel is tested', { channel: channel.name, by: viewer.email });
    return this.#worker.sendAtOnce({
      key: `test|${nowMs}|${viewer.id}|${id}|${to}`,
      event: 'test',
      item: null,
      channelId: id,
      channelName: channel.name,
      channelType: channel.type,
      recipient: to,
      contactId: null,
      contactName: null,
      language,
      severity: 'warning',
      title: message.subject,
      message,
      createdAtMs: nowMs,
      aside: null,
    });
  }

  deliveries(query: DeliveryQuery): readonly Delivery[] {
    return this.#outbox.deliveries(query);
  }

  trace(item: ItemKey, contactId: number | null): readonly TraceEntry[] {
    return traceOf(this.#explained, { item, contactId, nowMs: this.#clock.nowMs() });
  }

  counters(): NotificationCounters {
    return { ...this.#worker.counters, queueLength: this.#outbox.waiting() };
  }

  /** Resolves when nothing is being sent. */
  idle(): Promise<void> {
    return this.#worker.idle();
  }

  async close(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    this.#cancelPump?.();
    await this.#worker.close(CLOSE_PATIENCE_MS);
  }

  #turn(): void {
    const nowMs = this.#clock.nowMs();
    if (nowMs < this.#nextTurnMs) return;
    this.#database.transaction(() => {
      this.#escalator.advance(nowMs);
      this.#worker.counters.digested += this.#digestWriter.writeDue(nowMs);
    });
    this.#worker.pump();
    if (this.#worker.isBehind) return;
    const next = [
      this.#escalations.nextDueAtMs(),
      this.#digests.nextDueAtMs(),
      this.#outbox.nextAttemptAtMs(nowMs),
    ];
    this.#nextTurnMs = Math.min(...next.map((atMs) => atMs ?? Infinity));
  }

  #prune(): void {
    const nowMs = this.#clock.nowMs();
    this.#traces.prune(nowMs);
    this.#outbox.prune(nowMs);
  }

  /** After the transaction that is under way. */
  #pumpSoon(): void {
    this.#nextTurnMs = 0;
    this.#cancelPump ??= this.#clock.after(0, () => {
      this.#cancelPump = undefined;
      this.#attempt(() => {
        this.#worker.pump();
      });
    });
  }

  /** Everything is in the database and comes again with the next turn: a full disk ends nothing. */
  #attempt(work: () => void): void {
    try {
      work();
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#log.error('Cannot work on notifications', { err: error });
      this.#failing = true;
    }
  }

  #tellOfBlindness(blindness: Blindness, endedAtMs: number | null): void {
    const nowMs = this.#clock.nowMs();
    this.#database.transaction(() => {
      this.#teller.tellFirstSteps(this.#book.blindChains(), {
        key: `blind|${blindness.sinceMs}|${endedAtMs === null ? 'began' : 'ended'}`,
        messageIn: (language) => this.#composer.blind(blindness, { language, endedAtMs, nowMs }),
        nowMs,
      });
    });
    this.#pumpSoon();
  }

  #noteDelivered(row: OutboxRow): void {
    if (row.item === null) return;
    const way = wordingOf('en').phrases.channelTypes[row.channelType];
    const text = row.contactName === null ? row.channelName : `${row.contactName} (${way})`;
    const atMs = this.#clock.nowMs();
    this.#note(row.item, { atMs, kind: 'notified', by: null, text, severity: null, count: null });
  }

  #changed<Part extends { readonly id: number; readonly name: string }>(
    viewer: Viewer,
    what: string,
    part: Part | undefined,
  ): Part | undefined {
    if (part !== undefined) {
      const { id, name } = part;
      this.#log.info('A notification setting was changed', { what, id, name, by: viewer.email });
    }
    return part;
  }

  #removed(viewer: Viewer, what: string, removed: boolean): boolean {
    if (removed) {
      this.#log.info('A notification setting was removed', { what, by: viewer.email });
    }
    return removed;
  }
}

function installationOf({ sqlite }: Database): string {
  return String(sqlite.prepare('SELECT name FROM notify_installation').get()?.['name']);
}
