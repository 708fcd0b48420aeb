/** Answers questions about the nation as it is now, from the hub's picture; sorts nothing it need not. */
import type { Health } from '#domain/health.ts';
import type { CentreRow, NationSummary } from '#domain/nation.ts';
import { PROVINCE_CODES, type ProvinceCode } from '#domain/province.ts';
import type { Scope } from '#domain/viewer.ts';
import type { Clock } from '../ports/clock.ts';
import type { LiveNation } from '../ports/live.ts';
import type { LiveHub } from './live-hub.ts';
import { emptyTotals } from './totals.ts';

const WORST_FIRST: Readonly<Record<Health, number>> = { down: 0, degraded: 1, unknown: 2, ok: 3 };

export function createLiveNation(hub: LiveHub, clock: Clock): LiveNation {
  return {
    summary: (scope) => summaryOf(hub, scope, clock.nowMs()),
    centres: (scope) => hub.streamOf(scope).staticColumns(),
    worst: (scope, limit) => worstOf(hub, scope).slice(0, limit),
    stateOf(code) {
      const centre = hub.picture.roster.centreByCode.get(code);
      return centre === undefined ? undefined : hub.picture.stateOf(centre);
    },
    snapshotOf: (code) => hub.snapshotOf(code),
    counters: () => hub.counters(),
  };
}

function summaryOf(hub: LiveHub, scope: Scope, nowMs: number): NationSummary {
  const stream = hub.streamOf(scope);
  const [nation = emptyTotals(), ...provinces] = stream.totals();
  const { newestAtMs, oldestAtMs } = stream.ages();
  return {
    serverTimeMs: nowMs,
    newestAgeMs: Number.isNaN(newestAtMs) ? null : nowMs - newestAtMs,
    oldestAgeMs: Number.isNaN(oldestAtMs) ? null : nowMs - oldestAtMs,
    nation,
    provinces: Object.fromEntries(
      PROVINCE_CODES.map((code, position) => [code, provinces[position] ?? emptyTotals()]),
    ) as Record<ProvinceCode, NationSummary['nation']>,
  };
}

function worstOf(hub: LiveHub, scope: Scope): CentreRow[] {
  const { picture } = hub;
  const rows: CentreRow[] = [];
  for (const position of hub.streamOf(scope).centres) {
    const centre = picture.roster.centres[position];
    if (centre === undefined) continue;
    const { code, nameEn, nameUr, cityEn, cityUr, province } = centre;
    const seats = picture.roster.seatsOfCentre[position] ?? 0;
    rows.push({
      code,
      nameEn,
      nameUr,
      cityEn,
      cityUr,
      province,
      seats,
      ...picture.stateOf(position),
    });
  }
  return rows.sort(
    (a, b) =>
      WORST_FIRST[a.health] - WORST_FIRST[b.health] ||
      (b.seated ?? 0) - (a.seated ?? 0) ||
      (a.code < b.code ? -1 : 1),
  );
}
