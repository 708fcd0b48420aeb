/** Who is told and by which way, what became of each message, and why somebody was or was not told. */
import type {
  Channel,
  Contact,
  Delivery,
  EscalationChain,
  Rota,
  TraceEntry,
} from '#domain/alerting/notification.ts';
import type { Viewer } from '#domain/viewer.ts';
import type { ItemKey } from '#domain/alerting/work-action.ts';

/** What a form sends: a new one has no id yet. */
export type Draft<Part extends { readonly id: number }> = Omit<Part, 'id'> & {
  readonly id: number | null;
};

/** A secret is set by text, removed by null, and left as it is when absent. */
export type ChannelDraft = Omit<Draft<Channel>, 'hasSecret'> & {
  readonly secret?: string | null;
};

/**
 * Contacts, rotas, chains and channels, in force at once when changed.
 *
 * `put…` answers undefined when there is none of that id. They throw InvalidNotificationSettingError;
 * `remove…` throws NotificationSettingInUseError while something else refers to it.
 */
export interface NotificationBook {
  contacts(): readonly Contact[];
  contact(id: number): Contact | undefined;
  putContact(viewer: Viewer, contact: Draft<Contact>): Contact | undefined;
  removeContact(viewer: Viewer, id: number): boolean;

  rotas(): readonly Rota[];
  putRota(viewer: Viewer, rota: Draft<Rota>): Rota | undefined;
  removeRota(viewer: Viewer, id: number): boolean;
  /** Null when nobody is on call, undefined when there is no such rota. */
  onCall(rotaId: number, atMs: number): Contact | null | undefined;

  /** In the order in which they are tried. */
  chains(): readonly EscalationChain[];
  putChain(viewer: Viewer, chain: Draft<EscalationChain>): EscalationChain | undefined;
  removeChain(viewer: Viewer, id: number): boolean;

  channels(): readonly Channel[];
  putChannel(viewer: Viewer, channel: ChannelDraft): Channel | undefined;
  removeChannel(viewer: Viewer, id: number): boolean;
  /** Sends one message at once, whatever the hour; undefined when there is no such channel. */
  testChannel(viewer: Viewer, id: number, recipient: string | null): Promise<Delivery | undefined>;
}

export interface DeliveryQuery {
  readonly item?: ItemKey;
  readonly limit: number;
}

/** What became of what was to be told. */
export interface NotificationRecord {
  /** Newest first. */
  deliveries(query: DeliveryQuery): readonly Delivery[];
  /**
   * Decisions about an item in order of time; for one contact those about them, worked out now when
   * they were never considered. Null is everybody.
   */
  trace(item: ItemKey, contactId: number | null): readonly TraceEntry[];
}

/** Totals since the start, and levels. */
export interface NotificationCounters {
  readonly sent: number;
  readonly failed: number;
  readonly retried: number;
  /** Messages that went out as a line of a digest. */
  readonly digested: number;
  /** Messages put aside for a digest. */
  readonly held: number;
  /** Messages that no row was kept for because too many waited; digests tell their number. */
  readonly overflowed: number;
  /** Waiting now, held ones included. */
  readonly queueLength: number;
}
