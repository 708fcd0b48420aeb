/**
 * One internet link of a centre: carrier, traffic, counters and quality.
 *
 * Latency has three parts that a watcher must be able to tell apart: the line itself, the queue on a
 * full or contended line, and the way abroad. A line can be up and useless (fair-use throttle).
 */
import type { Prng } from '#domain/prng.ts';
import { clamp } from '../chance.ts';

export type LinkTechnology = 'fibre' | '4g';

export interface LinkTraits {
  readonly technology: LinkTechnology;
  readonly contractedBitsPerSecond: number;
  /** Round trip to somewhere in Pakistan on an idle line. */
  readonly latencyMs: number;
  /** What the way abroad adds. */
  readonly internationalMs: number;
  readonly jitterMs: number;
  readonly lossPercent: number;
  /** Added in the evening by neighbours on the same line. */
  readonly contentionMs: number;
  /** Volume a month after which the provider throttles; Infinity without such a rule. */
  readonly fairUseOctets: number;
  /** Sends octet counters of this width instead of rates. */
  readonly counterBits: 32 | 64 | null;
}

export interface Link {
  readonly up: boolean;
  readonly adminUp: boolean;
  readonly bootedAtMs: number;
  /** Octets since the router booted, as counted with endless digits. */
  readonly rxOctets: number;
  readonly txOctets: number;
  readonly monthOctets: number;
  readonly rxBitsPerSecond: number;
  readonly txBitsPerSecond: number;
  readonly latencyMs: number;
  readonly jitterMs: number;
  readonly lossPercent: number;
  readonly internationalLatencyMs: number;
}

export interface LinkStep {
  readonly atMs: number;
  readonly seconds: number;
  readonly up: boolean;
  readonly adminUp: boolean;
  /** What the people behind it would like to draw and send. */
  readonly demand: { readonly rxBitsPerSecond: number; readonly txBitsPerSecond: number };
  /** 0 at night, 1 at the evening peak. */
  readonly evening: number;
  readonly disturbance: Disturbance;
  readonly rebooted: boolean;
  /** What both octet totals become in this step without a reboot; undefined leaves them. */
  readonly octetsJumpTo?: number | undefined;
}

/** What happens outside the centre to the line. */
export interface Disturbance {
  readonly internationalMs: number;
  readonly lossPercent: number;
  /** Part of the throughput that is left. */
  readonly throughputFactor: number;
  readonly throttleBitsPerSecond: number;
}

export const UNDISTURBED: Disturbance = {
  internationalMs: 0,
  lossPercent: 0,
  throughputFactor: 1,
  throttleBitsPerSecond: Infinity,
};

/** Rate that is left when a month's fair use is spent. */
export const FAIR_USE_BITS_PER_SECOND = 1_000_000;
const BITS_PER_OCTET = 8;
/** Mean octets a month of a fair-use line at the start of a run lie anywhere below this part. */
const MONTH_SPENT_PART_MAX = 1.02;
const QUEUE_FROM_UTILISATION = 0.7;
const QUEUE_MS_MAX = { fibre: 45, '4g': 160 };
/** A line asked for this many times its rate loses packets in its queue. */
const OVERSUBSCRIBED_FROM = 1.3;
const OVERSUBSCRIBED_LOSS_PERCENT = 1.5;
const LATENCY_NOISE = 0.06;
/** Interface counters start anywhere: routers have been up for weeks. */
const UPTIME_DAYS_MAX = 60;
const DAY_MS = 86_400_000;
const MEAN_OCTETS_PER_SECOND = 2_000_000;

export function newLink(traits: LinkTraits, atMs: number, prng: Prng): Link {
  const uptimeMs = Math.floor(prng.next() * UPTIME_DAYS_MAX * DAY_MS);
  const rxOctets = Math.floor((uptimeMs / 1_000) * MEAN_OCTETS_PER_SECOND * prng.next());
  const limit = Number.isFinite(traits.fairUseOctets) ? traits.fairUseOctets : 0;
  return {
    up: true,
    adminUp: true,
    bootedAtMs: atMs - uptimeMs,
    rxOctets,
    txOctets: Math.floor(rxOctets * 0.2),
    monthOctets: Math.floor(limit * MONTH_SPENT_PART_MAX * prng.next()),
    rxBitsPerSecond: 0,
    txBitsPerSecond: 0,
    latencyMs: traits.latencyMs,
    jitterMs: traits.jitterMs,
    lossPercent: 0,
    internationalLatencyMs: traits.latencyMs + traits.internationalMs,
  };
}

/** Rate of the line itself, in bits per second; a bottleneck further on is not in it. */
export function lineBitsPerSecond(
  link: Link,
  traits: LinkTraits,
  disturbance: Disturbance,
): number {
  const fairUse = link.monthOctets >= traits.fairUseOctets ? FAIR_USE_BITS_PER_SECOND : Infinity;
  return Math.min(traits.contractedBitsPerSecond, disturbance.throttleBitsPerSecond, fairUse);
}

/** Advances a link by one step. A link that is down keeps its counters: only a reboot clears them. */
export function stepLink(link: Link, traits: LinkTraits, step: LinkStep, prng: Prng): Link {
  const base = withCounters(link, step);
  const { up, adminUp } = step;
  if (!up || !adminUp) {
    return { ...base, up: false, adminUp, ...NO_TRAFFIC, ...NO_ANSWER };
  }
  const line = lineBitsPerSecond(base, traits, step.disturbance);
  const available = line * step.disturbance.throughputFactor;
  const rxBitsPerSecond = Math.min(step.demand.rxBitsPerSecond, available);
  const txBitsPerSecond = Math.min(step.demand.txBitsPerSecond, available);
  const rxOctets = Math.round((rxBitsPerSecond * step.seconds) / BITS_PER_OCTET);
  const txOctets = Math.round((txBitsPerSecond * step.seconds) / BITS_PER_OCTET);
  return {
    up,
    adminUp,
    bootedAtMs: base.bootedAtMs,
    rxOctets: base.rxOctets + rxOctets,
    txOctets: base.txOctets + txOctets,
    monthOctets: base.monthOctets + rxOctets + txOctets,
    rxBitsPerSecond,
    txBitsPerSecond,
    // A bottleneck abroad makes no queue on the line: latency inside the country stays as it was.
    ...qualityOf(traits, step, step.demand.rxBitsPerSecond / line, prng),
  };
}

function withCounters(link: Link, { rebooted, octetsJumpTo, atMs }: LinkStep): Link {
  if (rebooted) return { ...link, bootedAtMs: atMs, rxOctets: 0, txOctets: 0 };
  if (octetsJumpTo === undefined) return link;
  return { ...link, rxOctets: octetsJumpTo, txOctets: octetsJumpTo };
}

const NO_TRAFFIC = { rxBitsPerSecond: 0, txBitsPerSecond: 0 };
/** What probes give on a dead line. */
const NO_ANSWER = {
  latencyMs: NaN,
  jitterMs: NaN,
  lossPercent: 100,
  internationalLatencyMs: NaN,
};

function qualityOf(
  traits: LinkTraits,
  step: LinkStep,
  demanded: number,
  prng: Prng,
): Pick<Link, 'latencyMs' | 'jitterMs' | 'lossPercent' | 'internationalLatencyMs'> {
  const queued = clamp((demanded - QUEUE_FROM_UTILISATION) / (1 - QUEUE_FROM_UTILISATION), {
    min: 0,
    max: 1,
  });
  const queueMs = QUEUE_MS_MAX[traits.technology] * queued * queued;
  const idle = traits.latencyMs + traits.contentionMs * step.evening + queueMs;
  const latencyMs = Math.max(1, idle * (1 + LATENCY_NOISE * prng.normal()));
  const abroadMs = traits.internationalMs + step.disturbance.internationalMs;
  const overflow = demanded >= OVERSUBSCRIBED_FROM ? OVERSUBSCRIBED_LOSS_PERCENT : 0;
  const lossPercent =
    prng.exponential(traits.lossPercent) + step.disturbance.lossPercent * prng.uniform(0.6, 1.4);
  return {
    latencyMs,
    jitterMs: prng.exponential(traits.jitterMs) + queueMs / 4,
    lossPercent: clamp(lossPercent + overflow, { min: 0, max: 100 }),
    internationalLatencyMs: latencyMs + Math.max(0, abroadMs * (1 + 0.02 * prng.normal())),
  };
}
