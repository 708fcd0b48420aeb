/**
 * The phrases that alerts, incidents and messages are put together from: one object per language.
 *
 * Both languages have the same shape, so that a phrase that is missing in one does not compile.
 * Numbers and times come in as text, already formatted; names come in already isolated.
 */
import type { Language } from '../page-context.ts';
import type { CauseKind, TimelineKind } from './alert.ts';
import type { ChannelType, DeliveryState, NotificationEvent, TraceReason } from './notification.ts';
import type { Blindness } from './queue.ts';
import type { OutageKind } from './ride-through-verdict.ts';
import type { Symptom } from './rule.ts';
import type { Severity } from './severity.ts';

export type BlindReason = Blindness['reasons'][number];

/** Why messages were gathered into one. */
export const DIGEST_CAUSES = ['storm', 'rate-cap', 'quiet-hours'] as const;
export type DigestCause = (typeof DIGEST_CAUSES)[number];

export interface VerdictPhrases {
  short(parts: { readonly short: string; readonly at: string | null }): string;
  covers(parts: { readonly until: string | null; readonly usual: boolean }): string;
  openEnded(parts: { readonly until: string | null; readonly overrun: boolean }): string;
  lost(parts: { readonly since: string; readonly presumed: boolean }): string;
  unknown(parts: { readonly since: string }): string;
}

export interface TimelinePart {
  /** Null for the server itself. */
  readonly by: string | null;
  readonly text: string;
  readonly severity: string | null;
  readonly centres: string | null;
}

export interface AlertPhrases {
  readonly language: Language;
  readonly direction: 'ltr' | 'rtl';
  /** January first. */
  readonly months: readonly string[];
  readonly units: {
    readonly s: string;
    readonly min: string;
    readonly h: string;
    readonly d: string;
  };
  /** Between parts of a sentence. */
  readonly comma: string;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly outages: Readonly<Record<OutageKind, string>>;
  readonly symptoms: Readonly<Record<Symptom, string>>;
  readonly causeKinds: Readonly<Record<CauseKind, string>>;
  readonly channelTypes: Readonly<Record<ChannelType, string>>;
  readonly deliveryStates: Readonly<Record<DeliveryState, string>>;
  readonly notificationEvents: Readonly<Record<NotificationEvent, string>>;
  readonly traceReasons: Readonly<Record<TraceReason, string>>;
  readonly blindReasons: Readonly<Record<BlindReason, string>>;
  /** By name of the signal. */
  readonly signals: Readonly<Record<string, string>>;

  /** Names of causes; keys come in isolated. */
  cause(kind: CauseKind, key: string): string;
  ispInCity(isp: string, city: string): string;

  people(count: string, one: boolean): string;
  seated(count: string): string;
  seats(count: string): string;
  centres(count: string, one: boolean): string;
  place(parts: { readonly name: string; readonly code: string; readonly city: string }): string;
  device(kind: 'ups' | 'link' | 'zone', code: string): string;
  ago(span: string): string;

  readonly verdict: VerdictPhrases;
  /** A value against its limit. */
  figure(parts: { readonly value: string; readonly limit: string | null }): string;
  /** Of an incident: what is the matter, at how many, how many are back, and who is without. */
  extent(parts: {
    readonly symptom: string | null;
    readonly centres: string;
    readonly recovered: string | null;
    readonly down: string | null;
  }): string;

  /** What stands before the subject of a message, in brackets. */
  tag(event: NotificationEvent, severity: string): string;
  readonly tags: { readonly exercise: string; readonly sample: string };

  readonly message: {
    readonly severity: string;
    readonly raised: string;
    readonly cleared: string;
    readonly outage: string;
    readonly batteryEnds: string;
    readonly mainsExpected: string;
    readonly device: string;
    readonly rule: string;
    readonly people: string;
    readonly acknowledged: string;
    readonly assigned: string;
    readonly runbook: string;
    readonly open: string;
    /** Why this message came, at the foot of it. */
    why(parts: { readonly chain: string; readonly step: string }): string;
    readonly whyAssigned: string;
    readonly test: string;
    testBody(parts: { readonly channel: string }): string;
    readonly exercise: string;
    readonly sample: string;
  };
  readonly digest: {
    subject(parts: {
      readonly count: string;
      readonly one: boolean;
      readonly span: string;
    }): string;
    readonly causes: Readonly<Record<DigestCause, string>>;
    counted(count: string, severity: string): string;
    readonly worst: string;
    more(count: string): string;
  };
  readonly blind: {
    began(parts: { readonly since: string; readonly reasons: string }): string;
    ended(parts: { readonly span: string }): string;
    readonly consequence: string;
  };
  readonly timeline: Readonly<Record<TimelineKind, (part: TimelinePart) => string>>;
}
