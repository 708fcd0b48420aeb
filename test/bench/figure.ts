/** One measured figure, printed as a JSON line, with the limit or peer of the same run beside it. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it is held against: a do-nothing peer, the engine's own ceiling, a promise. */
  readonly limitName?: string;
  readonly limitValue?: number;
  /** `value / limitValue`. */
  readonly ratio?: number;
}

/** A figure with its limit; the ratio is worked out. */
export function figureAgainst(
  figure: { readonly name: string; readonly value: number; readonly unit: string },
  limit: { readonly name: string; readonly value: number },
): Figure {
  return {
    ...figure,
    limitName: limit.name,
    limitValue: limit.value,
    ratio: Math.round((figure.value / limit.value) * 1_000) / 1_000,
  };
}

/** Nearest-rank percentile of unsorted values; NaN of none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? NaN;
}

export function rounded(value: number, decimals = 2): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}
