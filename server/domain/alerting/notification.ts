/** Who is told of what, by which way, and what became of it. */
import type { Language } from '../page-context.ts';
import type { Severity } from './severity.ts';
import type { CentreSelector, QuietHours } from './rule.ts';

export const CHANNEL_TYPES = ['email', 'webhook', 'sms', 'telegram'] as const;
export type ChannelType = (typeof CHANNEL_TYPES)[number];

/** A person who can be told and assigned; not necessarily one who can sign in. */
export interface Contact {
  readonly id: number;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly telegramChatId: string | null;
  readonly language: Language;
  /** The account of the same person, where there is one. */
  readonly userId: number | null;
}

/** A way to tell. Secrets go in and never come out. */
export interface Channel {
  readonly id: number;
  readonly name: string;
  readonly type: ChannelType;
  readonly enabled: boolean;
  /** Webhook and SMS gateway: where to post. Telegram: base address of its API. E-mail: null, `SMTP_URL` is used. */
  readonly url: string | null;
  readonly hasSecret: boolean;
  /** Most messages to one recipient in ten minutes; what is more waits for a digest. */
  readonly ratePer10Min: number;
  readonly quietHours: QuietHours | null;
  /** SMS gateway: how it wants to be posted to; JSON when absent. */
  readonly bodyFormat?: 'json' | 'form';
}

/** One step of a chain: who is told after how long without an acknowledgement. */
export interface EscalationStep {
  readonly afterMinutes: number;
  readonly contactIds: readonly number[];
  readonly rotaIds: readonly number[];
  /** Webhooks and the like, which are no person. */
  readonly channelIds: readonly number[];
}

/** The first chain that fits an item is its chain. */
export interface EscalationChain {
  readonly id: number;
  readonly name: string;
  readonly position: number;
  readonly where: CentreSelector;
  readonly leastSeverity: Severity;
  /** Ways by which contacts are told, in this order, all that they have. */
  readonly via: readonly ChannelType[];
  readonly steps: readonly EscalationStep[];
  readonly tellCleared: boolean;
  /** Its first step is told when we ourselves are blind; where no chain says so, all chains are. */
  readonly tellBlind?: boolean;
}

/** Who is on call: contacts in turn, each for `shiftHours`, from `startsAtMs` on; overrides win. */
export interface Rota {
  readonly id: number;
  readonly name: string;
  readonly contactIds: readonly number[];
  readonly startsAtMs: number;
  readonly shiftHours: number;
  readonly overrides: readonly {
    readonly fromMs: number;
    readonly untilMs: number;
    readonly contactId: number;
  }[];
}

export const DELIVERY_STATES = [
  'waiting',
  'retrying',
  'delivered',
  'failed',
  'digested',
  'held',
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const NOTIFICATION_EVENTS = [
  'raised',
  'worsened',
  'escalated',
  'assigned',
  'cleared',
  'digest',
  'test',
  'blind',
] as const;
export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number];

export interface Delivery {
  readonly id: number;
  readonly event: NotificationEvent;
  /** As `alert:12` or `incident:3`; null for tests and digests. */
  readonly item: string | null;
  readonly contactId: number | null;
  readonly contactName: string | null;
  readonly channelId: number;
  readonly channelName: string;
  readonly channelType: ChannelType;
  readonly recipient: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly createdAtMs: number;
  readonly nextAttemptAtMs: number | null;
  readonly finishedAtMs: number | null;
  /** The last failure, for operators. */
  readonly lastError: string | null;
}

/** Reasons, in the order in which they are looked at. */
export const TRACE_REASONS = [
  'told',
  'waiting',
  'failed',
  'rule-observes',
  'maintenance',
  'inhibited',
  'shelved',
  'no-chain',
  'below-severity',
  'acknowledged-before',
  'not-on-call',
  'not-in-chain',
  'step-not-due',
  'no-address',
  'channel-disabled',
  'no-channel',
  'quiet-hours',
  'rate-cap',
] as const;
export type TraceReason = (typeof TRACE_REASONS)[number];

/** One decision about one person, kept when it was made: why they were, or were not, told. */
export interface TraceEntry {
  readonly atMs: number;
  readonly item: string;
  readonly event: NotificationEvent;
  readonly contactId: number | null;
  readonly contactName: string | null;
  readonly channelName: string | null;
  readonly reason: TraceReason;
  /** What the reason refers to, e.g. the chain's name or until when it is held. */
  readonly detail: string;
  readonly deliveryId: number | null;
}
