/**
 * Puts into the outbox what somebody is to be told, and into the trace why, or why not.
 *
 * Decides by which ways a person is reached, and what is put aside for a digest: in quiet hours, and
 * when more happens than one person can read. Called within the transaction that decides to tell.
 */
import type { QueueItem } from '#domain/alerting/alert.ts';
import type {
  ChannelType,
  Contact,
  EscalationChain,
  EscalationStep,
  NotificationEvent,
  TraceReason,
} from '#domain/alerting/notification.ts';
import { peopleOfStep } from '#domain/alerting/escalation.ts';
import { queueKeyOf } from '#domain/alerting/queue.ts';
import { quietUntilMs } from '#domain/alerting/quiet-hours.ts';
import type { DigestCause } from '#domain/alerting/wording-phrases.ts';
import { wordingOf } from '#domain/alerting/wording.ts';
import type { Language } from '#domain/page-context.ts';
import type { AddressBook, SecretChannel } from './book/address-book.ts';
import type { Cause, Composer } from './composer.ts';
import {
  type DigestQueue,
  PROGRAM_MESSAGES_MAX,
  STORM_MESSAGES_MAX,
} from './outbox/digest-queue.ts';
import type { Message } from './message.ts';
import type { Addressee, Outbox } from './outbox/outbox.ts';
import type { TraceLog } from './trace-log.ts';

/** Something to tell about an item. */
export interface Telling {
  readonly event: NotificationEvent;
  readonly item: QueueItem;
  readonly nowMs: number;
  /** Of what is told: the same key to the same recipient is told once. */
  readonly key: string;
  readonly cause: Cause;
  /** The rule keeps quiet until then, whatever the severity. */
  readonly ruleQuietUntilMs: number | null;
}

/** Events that ring at night when the item is critical. */
const URGENT_EVENTS: readonly NotificationEvent[] = ['raised', 'worsened', 'escalated', 'assigned'];
/** Language of what is told to programs and groups. */
const PROGRAM_LANGUAGE: Language = 'en';

export interface TellerParts {
  readonly book: AddressBook;
  readonly outbox: Outbox;
  readonly digests: DigestQueue;
  readonly traces: TraceLog;
  readonly composer: Composer;
  /** False while there is no `SMTP_URL`. */
  readonly emailPossible: boolean;
  /** Called for each message put aside. */
  readonly onHeld: () => void;
  readonly onOverflow: () => void;
}

/** What is put aside, and until when. */
interface Aside {
  readonly cause: DigestCause;
  readonly dueAtMs: number;
}

interface Composed {
  readonly title: string;
  readonly message: () => Message;
}

/** A way to a person, or why there is none. */
type Way =
  | { readonly addressee: Addressee; readonly channel: SecretChannel }
  | { readonly channelName: string | null; readonly reason: TraceReason; readonly detail: string };

export class Teller {
  readonly #parts: TellerParts;
  #composed: { readonly telling: Telling | null; readonly texts: Map<string, Composed> } = {
    telling: null,
    texts: new Map(),
  };

  constructor(parts: TellerParts) {
    this.#parts = parts;
  }

  /** Tells a person by all the ways of `via` that they have, but for those in `except`. */
  tellPerson(
    telling: Telling,
    contact: Contact,
    via: readonly ChannelType[],
    except: ReadonlySet<string> = new Set(),
  ): void {
    for (const way of this.#waysTo(contact, via)) {
      if ('addressee' in way) {
        if (!except.has(lineKeyOf(way.addressee))) this.#put(telling, way.addressee, way.channel);
      } else this.explain(telling, { contact, ...way });
    }
  }

  /** Tells a program. */
  tellChannel(telling: Telling, channelId: number): void {
    const channel = this.#parts.book.channel(channelId);
    if (channel === undefined) return;
    const reason = this.#unusable(channel);
    if (reason !== undefined) {
      this.explain(telling, { contact: null, channelName: channel.name, ...reason });
    } else if (channel.url === null) {
      const detail = 'a channel by itself has no recipient';
      this.explain(telling, {
        contact: null,
        channelName: channel.name,
        reason: 'no-address',
        detail,
      });
    } else this.#put(telling, programOf(channel, channel.url), channel);
  }

  /** Tells somebody again by the way they were told before. */
  tellAgain(telling: Telling, addressee: Addressee): void {
    const channel = this.#parts.book.channel(addressee.channelId);
    if (channel === undefined) return;
    const { contactId, contactName, channelName } = addressee;
    const reason = this.#unusable(channel);
    if (reason === undefined) this.#put(telling, addressee, channel);
    else this.#trace(telling, { contactId, contactName, channelName, ...reason });
  }

  /** Every way by which a person can be told now; one entry with the reason when there is none. */
  #waysTo(contact: Contact, via: readonly ChannelType[]): readonly Way[] {
    const ways = via.flatMap((type): readonly Way[] => {
      const address = addressOf(contact, type);
      if (address === null) return [];
      const channels = this.#parts.book.channels().filter((each) => each.type === type);
      const channel = channels.find((each) => this.#unusable(each) === undefined) ?? channels[0];
      if (channel === undefined) {
        return [{ channelName: null, reason: 'no-channel', detail: type }];
      }
      const reason = this.#unusable(channel);
      if (reason !== undefined) return [{ channelName: channel.name, ...reason }];
      const { id: contactId, name: contactName, language } = contact;
      return [
        {
          channel,
          addressee: { ...lineOf(channel, address), contactId, contactName, language },
        },
      ];
    });
    if (ways.length > 0) return ways;
    return [{ channelName: null, reason: 'no-address', detail: via.join(', ') }];
  }

  /** Tells whoever comes first in each chain, once, of what is no item; neither hour nor storm keeps it. */
  tellFirstSteps(
    chains: readonly EscalationChain[],
    blind: {
      readonly key: string;
      readonly nowMs: number;
      readonly messageIn: (language: Language) => Message;
    },
  ): void {
    for (const { steps, via } of chains) {
      const [step] = steps;
      if (step === undefined) continue;
      for (const addressee of this.#firstOf(step, via, blind.nowMs)) {
        const message = blind.messageIn(addressee.language);
        this.#parts.outbox.add({
          ...addressee,
          key: `${blind.key}|${lineKeyOf(addressee)}`,
          event: 'blind',
          item: null,
          severity: 'critical',
          title: message.subject,
          message,
          createdAtMs: blind.nowMs,
          aside: null,
        });
      }
    }
  }

  #firstOf(step: EscalationStep, via: readonly ChannelType[], nowMs: number): readonly Addressee[] {
    const { book } = this.#parts;
    const people = peopleOfStep(step, book.rotasById(), nowMs)
      .filter(({ onCall }) => onCall)
      .flatMap(({ contactId }) => book.contact(contactId) ?? [])
      .flatMap((contact) => this.#waysTo(contact, via))
      .flatMap((way) => ('addressee' in way ? [way.addressee] : []));
    const programs = step.channelIds
      .flatMap((id) => book.channel(id) ?? [])
      .filter((channel) => this.#unusable(channel) === undefined)
      .flatMap((channel) => (channel.url === null ? [] : [programOf(channel, channel.url)]));
    return [...people, ...programs];
  }

  /** Keeps why a person, or everybody, was not told. */
  explain(
    telling: Pick<Telling, 'event' | 'item' | 'nowMs'>,
    why: {
      readonly contact: Contact | null;
      readonly channelName: string | null;
      readonly reason: TraceReason;
      readonly detail: string;
    },
  ): void {
    const { contact, ...rest } = why;
    const contactId = contact?.id ?? null;
    this.#trace(telling, { contactId, contactName: contact?.name ?? null, ...rest });
  }

  #put(telling: Telling, addressee: Addressee, channel: SecretChannel): void {
    const { outbox } = this.#parts;
    const aside = this.#asideOf(telling, addressee, channel);
    if (aside !== null) {
      this.#putAside(telling, addressee, aside);
      return;
    }
    const message = this.#composedFor(telling, addressee).message;
    const delivery = { ...this.#deliveryOf(telling, addressee), message: message(), aside: null };
    const deliveryId = outbox.add(delivery);
    if (deliveryId === null) return;
    const detail = causeText(telling.cause);
    this.#trace(telling, { ...personOf(addressee), reason: 'waiting', detail, deliveryId });
  }

  #putAside(telling: Telling, addressee: Addressee, aside: Aside): void {
    const { digests, outbox, onHeld, onOverflow } = this.#parts;
    const { nowMs } = telling;
    const { cause, dueAtMs } = aside;
    let deliveryId: number | null = null;
    if (digests.hold(addressee, cause, { dueAtMs, nowMs })) {
      const delivery = { ...this.#deliveryOf(telling, addressee), message: null, aside: cause };
      deliveryId = outbox.add(delivery);
      if (deliveryId === null) return;
      onHeld();
    } else onOverflow();
    const reason = cause === 'quiet-hours' ? 'quiet-hours' : 'rate-cap';
    const detail = `digest at ${wordingOf('en').moment(dueAtMs, nowMs)}`;
    this.#trace(telling, { ...personOf(addressee), reason, detail, deliveryId });
  }

  #deliveryOf(telling: Telling, addressee: Addressee) {
    const { event, item, key, nowMs } = telling;
    return {
      ...addressee,
      key: `${key}|${lineKeyOf(addressee)}`,
      event,
      item: queueKeyOf(item),
      severity: item.severity,
      title: this.#composedFor(telling, addressee).title,
      createdAtMs: nowMs,
    };
  }

  /** Whether this has to wait for a digest, and until when. */
  #asideOf(telling: Telling, addressee: Addressee, channel: SecretChannel): Aside | null {
    const { event, item, nowMs, ruleQuietUntilMs } = telling;
    const channelQuietUntilMs = quietUntilMs(channel.quietHours, nowMs);
    if (ruleQuietUntilMs !== null) {
      const dueAtMs = Math.max(ruleQuietUntilMs, channelQuietUntilMs ?? 0);
      return { cause: 'quiet-hours', dueAtMs };
    }
    const urgent = item.severity === 'critical' && URGENT_EVENTS.includes(event);
    if (channelQuietUntilMs !== null && !urgent) {
      return { cause: 'quiet-hours', dueAtMs: channelQuietUntilMs };
    }
    const { digests } = this.#parts;
    const most = addressee.contactId === null ? PROGRAM_MESSAGES_MAX : STORM_MESSAGES_MAX;
    if (!digests.inStorm(addressee, most, nowMs)) return null;
    return { cause: 'storm', dueAtMs: digests.stormDigestAtMs(addressee, nowMs) };
  }

  #unusable(channel: SecretChannel) {
    if (!channel.enabled) return { reason: 'channel-disabled', detail: channel.name } as const;
    if (channel.type === 'email' && !this.#parts.emailPossible) {
      return { reason: 'no-channel', detail: 'SMTP_URL is not set' } as const;
    }
    return undefined;
  }

  /** What is said of the telling at hand: written once for each language and sort of receiver. */
  #composedFor(telling: Telling, { language, channelType }: Addressee): Composed {
    if (this.#composed.telling !== telling) this.#composed = { telling, texts: new Map() };
    const { texts } = this.#composed;
    const withData = channelType === 'webhook';
    const sort = `${language}${withData}`;
    const kept = texts.get(sort);
    if (kept !== undefined) return kept;
    const { event, item, cause, nowMs } = telling;
    let message: Message | undefined;
    const composed = {
      title: wordingOf(language).title(item),
      message: () =>
        (message ??= this.#parts.composer.about(event, item, { language, cause, nowMs, withData })),
    };
    texts.set(sort, composed);
    return composed;
  }

  #trace(
    { event, item, nowMs }: Pick<Telling, 'event' | 'item' | 'nowMs'>,
    entry: {
      readonly contactId: number | null;
      readonly contactName: string | null;
      readonly channelName: string | null;
      readonly reason: TraceReason;
      readonly detail: string;
      readonly deliveryId?: number | null;
    },
  ): void {
    const { deliveryId = null, ...rest } = entry;
    this.#parts.traces.add({ atMs: nowMs, item: queueKeyOf(item), event, ...rest, deliveryId });
  }
}

/** Names one way to one recipient. */
export function lineKeyOf({ channelId, recipient }: Addressee): string {
  return `${channelId}|${recipient}`;
}

function programOf(channel: SecretChannel, url: string): Addressee {
  return {
    ...lineOf(channel, url),
    contactId: null,
    contactName: null,
    language: PROGRAM_LANGUAGE,
  };
}

function personOf({ contactId, contactName, channelName }: Addressee) {
  return { contactId, contactName, channelName };
}

function lineOf({ id, name, type }: SecretChannel, recipient: string) {
  return { channelId: id, channelName: name, channelType: type, recipient };
}

function addressOf(contact: Contact, type: ChannelType): string | null {
  switch (type) {
    case 'email':
      return contact.email;
    case 'sms':
      return contact.phone;
    case 'telegram':
      return contact.telegramChatId;
    case 'webhook':
      // A program, which a step names by its channel.
      return null;
  }
}

function causeText(cause: Cause): string {
  return cause.type === 'assigned' ? 'assigned' : `${cause.chain}, step ${cause.step + 1}`;
}
