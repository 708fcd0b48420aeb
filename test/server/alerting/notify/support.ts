/**
 * A notifier on a real database and a clock that tests move; the ways of telling are scripted, so that
 * a test says what becomes of each attempt and reads what was told, to whom and when.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { QueueItem, TimelineEntry } from '#domain/alerting/alert.ts';
import type {
  ChannelType,
  Contact,
  EscalationChain,
  EscalationStep,
  NotificationEvent,
  Rota,
} from '#domain/alerting/notification.ts';
import { queueKeyOf } from '#domain/alerting/queue.ts';
import type { QuietHours } from '#domain/alerting/rule.ts';
import type { Centre } from '#domain/centre.ts';
import { Prng } from '#domain/prng.ts';
import type { Viewer } from '#domain/viewer.ts';
import { notifyMigrations } from '../../../../server/alerting/notify/migrations.ts';
import type { Adapters } from '../../../../server/alerting/notify/outbox/delivery-worker.ts';
import { Notifier } from '../../../../server/alerting/notify/notifier.ts';
import {
  delivered,
  failed,
  type Outcome,
  type Outgoing,
} from '../../../../server/alerting/notify/ways/adapter.ts';
import type { Occurrence } from '../../../../server/alerting/occurrence.ts';
import { type Database, openDatabase } from '../../../../server/platform/database.ts';
import type { ChannelDraft, Draft } from '../../../../server/ports/notification.ts';
import { centreOf } from '../../../support/estate-builder.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { SilentLog } from '../../../support/silent-log.ts';

export const LEAD: Viewer = {
  id: 1,
  email: 'lead@example.pk',
  name: 'The lead',
  role: 'lead',
  scope: { type: 'nation' },
};

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** 11:00 PKT of Monday, 23 November 2026. */
export const START_MS = Date.UTC(2026, 10, 23, 6, 0);

export interface Told {
  /** Minutes since the start. */
  readonly minute: number;
  readonly event: NotificationEvent;
  readonly to: string;
  readonly subject: string;
}

export class NotifyRig {
  readonly clock = new FakeClock(START_MS);
  readonly log = new SilentLog();
  readonly attempts: { readonly type: ChannelType; readonly outgoing: Outgoing; atMs: number }[] =
    [];
  readonly told: Told[] = [];
  /** What becomes of the next attempts; without one they are delivered. */
  readonly outcomes: Outcome[] = [];
  readonly items = new Map<string, QueueItem>();
  readonly notes: { readonly item: string; readonly entry: TimelineEntry }[] = [];
  centres: readonly Centre[] = [centreOf(1, 'lhr-001')];
  ruleQuietHours: QuietHours | null = null;
  withEmail = true;
  /** Real ways in place of the scripted ones; in force from the next restart on. */
  adapters: Partial<Adapters> = {};
  /** Attempts begin and do not come to an end. */
  hanging = false;
  notifier: Notifier;
  #database: Database;
  readonly #dataDir: string;

  constructor() {
    this.#dataDir = mkdtempSync(join(tmpdir(), 'nigehban-notify-'));
    this.#database = this.#open();
    this.notifier = this.#build();
    onTestFinished(async () => {
      await this.notifier.close();
      this.#database.close();
      rmSync(this.#dataDir, { recursive: true });
    });
  }

  #open(): Database {
    return openDatabase({ dataDir: this.#dataDir, migrations: notifyMigrations });
  }

  #build(): Notifier {
    const adapterOf = (type: ChannelType) => ({
      send: async (_channel: unknown, outgoing: Outgoing): Promise<Outcome> => {
        const atMs = this.clock.nowMs();
        this.attempts.push({ type, outgoing, atMs });
        if (this.hanging) return new Promise<never>(() => undefined);
        const outcome = this.outcomes.shift() ?? delivered('250 taken');
        if (!outcome.delivered) return outcome;
        const minute = Math.round(((atMs - START_MS) / MINUTE_MS) * 100) / 100;
        const { event, recipient: to, message } = outgoing;
        this.told.push({ minute, event, to, subject: message.subject });
        return outcome;
      },
    });
    return new Notifier({
      database: this.#database,
      clock: this.clock,
      log: this.log,
      chance: new Prng(1, 'retries'),
      adapters: {
        email: this.withEmail ? adapterOf('email') : null,
        webhook: adapterOf('webhook'),
        sms: adapterOf('sms'),
        telegram: adapterOf('telegram'),
        ...this.adapters,
      },
      desk: {
        item: (key) => this.items.get(key),
        centresOf: () => this.centres,
        quietHoursOf: () => this.ruleQuietHours,
      },
      linkOf: (item) => `http://nigehban.example/noc?item=${item}`,
      note: (item, entry) => {
        this.notes.push({ item, entry });
      },
    });
  }

  /** As after a stop in good order, or the end of the process; the clock goes on meanwhile. */
  async restart({ downMs = 0 }: { readonly downMs?: number } = {}): Promise<void> {
    await this.notifier.close();
    this.#database.close();
    this.clock.advance(downMs);
    this.#database = this.#open();
    this.notifier = this.#build();
  }

  /** As after a power cut in the middle of whatever was under way. */
  crash(): void {
    void this.notifier.close();
    this.#database.close();
    this.#database = this.#open();
    this.notifier = this.#build();
  }

  /** What the desk does: keeps the item and says what happened to it, in one transaction. */
  occur(
    event: Occurrence['event'],
    item: QueueItem,
    more: Partial<Omit<Occurrence, 'event' | 'item'>> = {},
  ): void {
    this.items.set(queueKeyOf(item), item);
    this.#database.transaction(() => {
      const occurrence = { event, item, atMs: this.clock.nowMs(), withheld: null, ...more };
      this.notifier.take([occurrence]);
    });
  }

  /** Several things that happen in one tick. */
  together(happen: () => void): void {
    this.#database.transaction(happen);
  }

  /** Takes part in a transaction that does not come to its end. */
  occurInVain(event: Occurrence['event'], item: QueueItem): void {
    try {
      this.#database.transaction(() => {
        this.occur(event, item);
        throw new Error('the disk is full');
      });
    } catch {
      // As meant.
    }
  }

  /** Lets time pass a second at a time, and what is sent arrive. */
  async pass(ms: number): Promise<void> {
    await this.#arrive();
    for (let leftMs = ms; leftMs > 0; leftMs -= SECOND_MS) {
      this.clock.advance(Math.min(SECOND_MS, leftMs));
      await this.#arrive();
    }
  }

  /** Until `minute` minutes after the start. */
  async passUntil(minute: number): Promise<void> {
    await this.pass(START_MS + minute * MINUTE_MS - this.clock.nowMs());
  }

  async #arrive(): Promise<void> {
    this.clock.advance(0);
    await this.notifier.idle();
  }

  contact(name: string, fields: Partial<Draft<Contact>> = {}): Contact {
    const draft = {
      id: null,
      name,
      email: `${name.toLowerCase()}@example.pk`,
      phone: null,
      telegramChatId: null,
      language: 'en' as const,
      userId: null,
      ...fields,
    };
    return this.notifier.putContact(LEAD, draft)!;
  }

  rota(contacts: readonly Contact[], fields: Partial<Draft<Rota>> = {}): Rota {
    const contactIds = contacts.map(({ id }) => id);
    const draft = { id: null, name: 'Rota', contactIds, startsAtMs: START_MS, shiftHours: 8 };
    return this.notifier.putRota(LEAD, { ...draft, overrides: [], ...fields })!;
  }

  chain(
    steps: readonly (Partial<EscalationStep> & { readonly afterMinutes: number })[],
    fields: Partial<Draft<EscalationChain>> = {},
  ): EscalationChain {
    const whole = steps.map((step) => ({ contactIds: [], rotaIds: [], channelIds: [], ...step }));
    const draft = {
      id: null,
      name: 'Lahore',
      position: 1,
      where: {},
      leastSeverity: 'warning' as const,
      via: ['email'] as const,
      tellCleared: true,
    };
    return this.notifier.putChain(LEAD, { ...draft, steps: whole, ...fields })!;
  }

  channel(type: ChannelType, fields: Partial<ChannelDraft> = {}) {
    const draft: ChannelDraft = {
      id: null,
      name: type,
      type,
      enabled: true,
      url: type === 'webhook' || type === 'sms' ? `http://127.0.0.1:9/${type}` : null,
      ratePer10Min: 1_000,
      quietHours: null,
      secret: 'a secret of ours',
    };
    return this.notifier.putChannel(LEAD, { ...draft, ...fields })!;
  }

  /** Changes the e-mail channel that is there from the beginning. */
  changeEmail(fields: Partial<ChannelDraft>): void {
    const [email] = this.notifier.channels().filter(({ type }) => type === 'email');
    const { hasSecret: _, ...channel } = email!;
    this.notifier.putChannel(LEAD, { ...channel, ...fields });
  }

  /** `10 raised ayesha`, one for each message that arrived. */
  lines(): string[] {
    return this.told.map(({ minute, event, to }) => `${minute} ${event} ${to.split('@')[0]}`);
  }

  reasons(item: string, contact: Contact | null): string[] {
    return this.notifier.trace(item, contact?.id ?? null).map(({ reason }) => reason);
  }
}

export function busy(): Outcome {
  return failed('server-error', '451 later');
}

export function refusedForGood(): Outcome {
  return failed('rejected', '550 no such mailbox', { permanent: true });
}
