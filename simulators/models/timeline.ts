/**
 * What happens to a thing by itself, drawn a day at a time.
 *
 * A day's events depend on the day and the thing alone, never on what was asked before: so a model
 * can be started at any moment, stepped at any pace, and always meets the same events.
 */
import type { Prng } from '#domain/prng.ts';
import { lognormal, poisson } from '../chance.ts';
import { pktDayOf, pktDayStartMs } from './calendar.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** No event outlasts this, so that today and yesterday are all that can matter now. */
export const SPAN_MS_MAX = DAY_MS;

/** A stretch of time, half open: it is over at `untilMs`. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Spans that begin at random through a day, each of lognormal length. */
export function drawSpans(
  prng: Prng,
  day: number,
  options: { readonly perDay: number; readonly medianMinutes: number; readonly sigma: number },
): Span[] {
  return Array.from({ length: poisson(prng, options.perDay) }, () => {
    const fromMs = pktDayStartMs(day) + Math.floor(prng.next() * DAY_MS);
    const minutes = lognormal(prng, { median: options.medianMinutes, sigma: options.sigma });
    return { fromMs, untilMs: fromMs + Math.min(SPAN_MS_MAX, Math.round(minutes * MINUTE_MS)) };
  });
}

/** The days of one thing, with the two that matter now kept ready. */
export class Timeline<S extends Span> {
  readonly #draw: (day: number) => readonly S[];
  #today = NaN;
  #spans: readonly S[] = [];

  constructor(draw: (day: number) => readonly S[]) {
    this.#draw = draw;
  }

  /** The span that covers `atMs`; the first drawn when several do. */
  at(atMs: number): S | undefined {
    const day = pktDayOf(atMs);
    if (day !== this.#today) {
      this.#today = day;
      this.#spans = [...this.#draw(day - 1), ...this.#draw(day)];
    }
    for (const span of this.#spans) {
      if (span.fromMs <= atMs && atMs < span.untilMs) return span;
    }
    return undefined;
  }
}
