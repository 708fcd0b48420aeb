/** How far back the charts of a centre reach. */

export const RANGES = { hour: 3_600_000, day: 86_400_000 } as const;
export type Range = keyof typeof RANGES;

export interface ChartRange {
  readonly ms: number;
  readonly name: string;
}
