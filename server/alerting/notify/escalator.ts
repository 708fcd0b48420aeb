/**
 * Decides who is told of what happens to items, when it happens and when nobody takes them in hand.
 *
 * A raised item gets the first chain that fits it. Its steps come after their minutes, and the clock
 * stands while the item is acknowledged, shelved or taken in by something larger. Every decision goes
 * into the trace when it is made. Nothing is sent here, only written; call within a transaction.
 */
import type { QueueItem, TimelineEntry } from '#domain/alerting/alert.ts';
import {
  type ChainChoice,
  chooseChain,
  haltEscalation,
  nextStepAtMs,
  peopleOfStep,
  resumeEscalation,
  startEscalation,
  takeDueSteps,
} from '#domain/alerting/escalation.ts';
import type { ChannelType, EscalationChain, TraceReason } from '#domain/alerting/notification.ts';
import { queueKeyOf } from '#domain/alerting/queue.ts';
import { quietUntilMs } from '#domain/alerting/quiet-hours.ts';
import type { QuietHours } from '#domain/alerting/rule.ts';
import type { Centre } from '#domain/centre.ts';
import type { ItemKey } from '#domain/alerting/work-action.ts';
import type { Occurrence } from '../occurrence.ts';
import type { AddressBook } from './book/address-book.ts';
import type { EscalationRow, Escalations, Halt } from './escalations.ts';
import { haltOf, isOver } from './item-state.ts';
import type { Outbox } from './outbox/outbox.ts';
import { lineKeyOf, type Teller, type Telling } from './teller.ts';

/** What the notifier asks of the desk. */
export interface DeskLookups {
  /** An item as it is now, open or just over. */
  item(key: ItemKey): QueueItem | undefined;
  /** The centre of an alert; of an incident those that are not well yet, or all when it is over. */
  centresOf(item: QueueItem): readonly Centre[];
  quietHoursOf(ruleId: string): QuietHours | null;
}

export interface EscalatorParts {
  readonly book: AddressBook;
  readonly escalations: Escalations;
  readonly outbox: Outbox;
  readonly teller: Teller;
  readonly desk: DeskLookups;
  /** Puts an entry into the item's timeline. */
  readonly note: (item: ItemKey, entry: TimelineEntry) => void;
  /** Whether people have been told that we are blind. */
  readonly isBlind: () => boolean;
}

/** How often an item that is shelved or inhibited is looked at again. */
const LOOK_AGAIN_MS = 60_000;
/** Steps taken in one turn; the rest comes with the next. */
const ESCALATIONS_PER_TURN = 200;
/** Ways to an assignee when no chain says any. */
const EVERY_WAY: readonly ChannelType[] = ['email', 'telegram', 'sms'];

/** Nobody is left out. */
const NOBODY: ReadonlySet<string> = new Set();

interface StepAt {
  readonly chain: EscalationChain;
  readonly item: QueueItem;
  readonly nowMs: number;
  /** Who has just heard of it anyway. */
  readonly except: ReadonlySet<string>;
}

type Withheld = NonNullable<Occurrence['withheld']>;

export class Escalator {
  readonly #parts: EscalatorParts;

  constructor(parts: EscalatorParts) {
    this.#parts = parts;
  }

  take(occurrence: Occurrence): void {
    const { event, withheld } = occurrence;
    switch (event) {
      case 'raised':
        if (withheld === null || withheld === 'quiet-hours') this.#raise(occurrence);
        else this.#explainWithheld(occurrence, withheld);
        break;
      case 'worsened':
        if (withheld === null || withheld === 'quiet-hours') this.#worsen(occurrence);
        else this.#explainWithheld(occurrence, withheld);
        break;
      case 'assigned':
        this.#assign(occurrence);
        break;
      case 'acknowledged':
      case 'unacknowledged':
        this.#lookAt(occurrence.item, occurrence.atMs);
        break;
      case 'cleared':
        this.#clear(occurrence);
        break;
      case 'closed':
        this.#parts.escalations.remove(queueKeyOf(occurrence.item));
        break;
    }
  }

  /** Takes the steps that have come. */
  advance(nowMs: number): void {
    const { escalations, desk } = this.#parts;
    for (const row of escalations.due(nowMs, ESCALATIONS_PER_TURN)) {
      const item = desk.item(row.item);
      if (item === undefined) escalations.remove(row.item);
      else this.#lookAt(item, nowMs);
    }
  }

  #raise({ item, atMs }: Occurrence): void {
    if (item.type === 'incident' && item.cause.kind === 'server' && this.#parts.isBlind()) {
      this.#explain({ event: 'raised', item, nowMs: atMs }, 'inhibited', 'told as blindness');
      return;
    }
    const key = queueKeyOf(item);
    // Let out of a shelf, or from under something larger: it goes on where it was.
    if (this.#parts.escalations.get(key) === undefined) this.#begin(item, atMs);
    else this.#lookAt(item, atMs);
  }

  #begin(item: QueueItem, atMs: number): void {
    const chain = this.#chainFor(item, atMs);
    if (chain === null) return;
    const row: EscalationRow = {
      ...startEscalation(atMs),
      item: queueKeyOf(item),
      chainId: chain.id,
      episodeAtMs: atMs,
      haltedBy: null,
      dueAtMs: null,
    };
    this.#step(row, { chain, item, nowMs: atMs, except: NOBODY });
  }

  /** Null, and said why, when nobody is to be told. */
  #chainFor(item: QueueItem, nowMs: number): EscalationChain | null {
    const choice = this.#choose(item);
    if (choice.chain !== null) return choice.chain;
    const detail = choice.reason === 'below-severity' ? choice.nearest.name : '';
    this.#explain({ event: 'raised', item, nowMs }, choice.reason, detail);
    return null;
  }

  #choose(item: QueueItem): ChainChoice {
    const { book, desk } = this.#parts;
    return chooseChain(book.chains(), {
      severity: item.severity,
      centres: desk.centresOf(item),
    });
  }

  #ruleQuietUntilMs(item: QueueItem, nowMs: number): number | null {
    if (item.type !== 'alert') return null;
    return quietUntilMs(this.#parts.desk.quietHoursOf(item.ruleId), nowMs);
  }

  #worsen({ item, atMs }: Occurrence): void {
    const { escalations, teller, outbox, book } = this.#parts;
    const key = queueKeyOf(item);
    const row = escalations.get(key);
    if (row === undefined) {
      this.#begin(item, atMs);
      return;
    }
    const chain = book.chain(row.chainId);
    const telling: Telling = {
      event: 'worsened',
      item,
      nowMs: atMs,
      key: `${key}|worsened|${atMs}`,
      cause: { type: 'chain', chain: chain?.name ?? '', step: Math.max(0, row.nextStep - 1) },
      ruleQuietUntilMs: this.#ruleQuietUntilMs(item, atMs),
    };
    const told = outbox.told(key, row.episodeAtMs);
    for (const { addressee } of told) teller.tellAgain(telling, addressee);
    const { chain: better } = this.#choose(item);
    if (better === null || better.id === row.chainId) return;
    // Worse things have a chain of their own: it begins now, without those who have just heard of it.
    const heard = new Set(told.map(({ addressee }) => lineKeyOf(addressee)));
    this.#step(
      { ...row, ...startEscalation(atMs), chainId: better.id, haltedBy: null },
      { chain: better, item, nowMs: atMs, except: heard },
    );
  }

  #assign({ item, atMs, contactId }: Occurrence): void {
    const { book, escalations, teller } = this.#parts;
    const contact = contactId === undefined ? undefined : book.contact(contactId);
    if (contact === undefined) return;
    const key = queueKeyOf(item);
    const row = escalations.get(key);
    const chain = row === undefined ? undefined : book.chain(row.chainId);
    const telling: Telling = {
      event: 'assigned',
      item,
      nowMs: atMs,
      key: `${key}|assigned|${atMs}`,
      cause: { type: 'assigned' },
      ruleQuietUntilMs: null,
    };
    teller.tellPerson(telling, contact, chain?.via ?? EVERY_WAY);
  }

  #clear({ item, atMs }: Occurrence): void {
    const { escalations, book, outbox, teller } = this.#parts;
    const key = queueKeyOf(item);
    const row = escalations.get(key);
    if (row === undefined) return;
    escalations.remove(key);
    const chain = book.chain(row.chainId);
    if (chain?.tellCleared !== true) return;
    const telling: Telling = {
      event: 'cleared',
      item,
      nowMs: atMs,
      key: `${key}|cleared|${atMs}`,
      cause: { type: 'chain', chain: chain.name, step: Math.max(0, row.nextStep - 1) },
      ruleQuietUntilMs: null,
    };
    for (const { reached, addressee } of outbox.told(key, row.episodeAtMs)) {
      // Whoever still waits for a digest reads there that it is over.
      if (reached) teller.tellAgain(telling, addressee);
    }
  }

  /** Looks how an item stands and does what has become due. */
  #lookAt(item: QueueItem, nowMs: number): void {
    const { escalations, book } = this.#parts;
    const key = queueKeyOf(item);
    const row = escalations.get(key);
    if (row === undefined) return;
    const chain = book.chain(row.chainId);
    if (chain === undefined || isOver(item)) {
      escalations.remove(key);
      return;
    }
    const halt = haltOf(item);
    if (halt !== null) {
      this.#halt(row, { chain, item, nowMs, halt });
      return;
    }
    const running = { ...row, ...resumeEscalation(row, nowMs), haltedBy: null };
    this.#step(running, { chain, item, nowMs, except: NOBODY });
  }

  #halt(
    row: EscalationRow,
    at: { chain: EscalationChain; item: QueueItem; nowMs: number; halt: Halt },
  ): void {
    const { chain, item, nowMs, halt } = at;
    const dueAtMs = halt === 'acknowledged' ? null : nowMs + LOOK_AGAIN_MS;
    const { escalations } = this.#parts;
    escalations.put({ ...row, ...haltEscalation(row, nowMs), haltedBy: halt, dueAtMs });
    if (row.haltedBy !== halt) this.#explainHalt(row, { chain, item, nowMs, halt });
  }

  /** Whoever would have come next learns why they did not. */
  #explainHalt(
    row: EscalationRow,
    at: { chain: EscalationChain; item: QueueItem; nowMs: number; halt: Halt },
  ): void {
    const { chain, item, nowMs, halt } = at;
    const { book, teller } = this.#parts;
    const telling = { event: 'escalated', item, nowMs } as const;
    if (halt !== 'acknowledged') {
      if (row.nextStep < chain.steps.length) this.#explain(telling, halt, chain.name);
      return;
    }
    const detail = item.acknowledged?.by ?? '';
    const seen = new Set<number>();
    for (const step of chain.steps.slice(row.nextStep)) {
      for (const { contactId, onCall } of peopleOfStep(step, book.rotasById(), nowMs)) {
        const contact = book.contact(contactId);
        if (!onCall || contact === undefined || seen.has(contactId)) continue;
        seen.add(contactId);
        const why = { contact, channelName: null, reason: 'acknowledged-before', detail } as const;
        teller.explain(telling, why);
      }
    }
  }

  /** Takes the steps that have come and keeps when the next one does. */
  #step(row: EscalationRow, at: StepAt): void {
    const { chain, item, nowMs } = at;
    const halt = haltOf(item);
    if (halt !== null) {
      this.#halt(row, { chain, item, nowMs, halt });
      return;
    }
    const ruleQuietUntilMs = this.#ruleQuietUntilMs(item, nowMs);
    const { steps, escalation } = takeDueSteps(chain, row, nowMs);
    for (const step of steps) this.#tellStep(row, { ...at, step, ruleQuietUntilMs });
    // While the rule keeps quiet nobody can be expected to answer.
    const quiet = steps.length > 0 && ruleQuietUntilMs !== null;
    const startedAtMs = quiet ? ruleQuietUntilMs : escalation.startedAtMs;
    const after = { ...row, ...escalation, startedAtMs };
    this.#parts.escalations.put({ ...after, dueAtMs: nextStepAtMs(chain, after) });
  }

  #tellStep(
    row: EscalationRow,
    at: StepAt & { readonly step: number; readonly ruleQuietUntilMs: number | null },
  ): void {
    const { chain, item, nowMs, step: position, ruleQuietUntilMs, except } = at;
    const { book, teller, note } = this.#parts;
    const step = chain.steps[position];
    if (step === undefined) return;
    const event = position === 0 ? 'raised' : 'escalated';
    const key = `${row.item}|${event}|${row.episodeAtMs}|${chain.id}.${position}`;
    const cause = { type: 'chain', chain: chain.name, step: position } as const;
    const telling: Telling = { event, item, nowMs, key, cause, ruleQuietUntilMs };
    const names: string[] = [];
    for (const { contactId, onCall, rota } of peopleOfStep(step, book.rotasById(), nowMs)) {
      const contact = book.contact(contactId);
      if (contact === undefined) continue;
      if (onCall) {
        names.push(contact.name);
        teller.tellPerson(telling, contact, chain.via, except);
      } else {
        const detail = rota?.name ?? '';
        teller.explain(telling, { contact, channelName: null, reason: 'not-on-call', detail });
      }
    }
    for (const channelId of step.channelIds) teller.tellChannel(telling, channelId);
    if (position === 0) return;
    const text = names.join(', ');
    note(row.item, { atMs: nowMs, kind: 'escalated', by: null, text, severity: null, count: null });
  }

  #explainWithheld({ event, item, atMs }: Occurrence, withheld: Withheld): void {
    const nowMs = atMs;
    // Only `raised` and `worsened` are withheld.
    const told = event === 'worsened' ? 'worsened' : 'raised';
    this.#explain({ event: told, item, nowMs }, withheld, '');
  }

  /** Keeps why nobody at all was told. */
  #explain(
    telling: Pick<Telling, 'event' | 'item' | 'nowMs'>,
    reason: TraceReason,
    detail: string,
  ): void {
    this.#parts.teller.explain(telling, { contact: null, channelName: null, reason, detail });
  }
}
