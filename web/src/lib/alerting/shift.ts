/** The NOC's shifts of a day in Pakistan, and the stretches of time that figures are asked for. Pure. */
import { SHIFT_HOURS } from '#domain/alerting/figures.ts';
import { pktMidnightOf } from '#domain/alerting/pkt-time.ts';
import { DAY_MS, HOUR_MS } from './pkt-input.ts';
import type { Stretch } from './week-grid.ts';

/** The shift that `atMs` lies in. */
export function shiftAt(atMs: number): Stretch {
  const dayMs = pktMidnightOf(atMs);
  const starts = [-1, 0, 1].flatMap((day) =>
    SHIFT_HOURS.map((hour) => dayMs + day * DAY_MS + hour * HOUR_MS),
  );
  const fromMs = starts.findLast((start) => start <= atMs) ?? dayMs;
  const untilMs = starts.find((start) => start > atMs) ?? dayMs + DAY_MS;
  return { fromMs, untilMs };
}

export const FIGURE_RANGES = ['shift', 'today', 'week', 'month'] as const;
export type FigureRange = (typeof FIGURE_RANGES)[number];

/** From the beginning of the range until now. */
export function figureWindow(range: FigureRange, nowMs: number): Stretch {
  switch (range) {
    case 'shift':
      return { fromMs: shiftAt(nowMs).fromMs, untilMs: nowMs };
    case 'today':
      return { fromMs: pktMidnightOf(nowMs), untilMs: nowMs };
    case 'week':
      return { fromMs: nowMs - 7 * DAY_MS, untilMs: nowMs };
    case 'month':
      return { fromMs: nowMs - 30 * DAY_MS, untilMs: nowMs };
  }
}
