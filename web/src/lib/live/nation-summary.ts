/** Turns the head of a nation frame into the summary that the first paint is made of. Pure. */
import type { NationFrame } from '#domain/nation-frame.ts';
import { TOTAL_COLUMNS, type NationSummary, type Totals } from '#domain/nation.ts';
import { PROVINCE_CODES, type ProvinceCode } from '#domain/province.ts';

const NO_TOTALS = Object.fromEntries(
  TOTAL_COLUMNS.map((column) => [column, 0]),
) as unknown as Totals;

/** The same shape as `GET /api/v1/summary`; ages are those at the frame's server time. */
export function summaryOfFrame(frame: NationFrame): NationSummary {
  const [nation = NO_TOTALS, ...provinces] = frame.totals;
  return {
    serverTimeMs: frame.serverTimeMs,
    newestAgeMs: ageAt(frame.serverTimeMs, frame.newestAtMs),
    oldestAgeMs: ageAt(frame.serverTimeMs, frame.oldestAtMs),
    nation,
    provinces: Object.fromEntries(
      PROVINCE_CODES.map((code, position) => [code, provinces[position] ?? NO_TOTALS]),
    ) as Record<ProvinceCode, Totals>,
  };
}

function ageAt(nowMs: number, atMs: number): number | null {
  return Number.isNaN(atMs) ? null : Math.max(0, nowMs - atMs);
}
