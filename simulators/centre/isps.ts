/**
 * What lines of each provider are like: baselines of latency, loss and reliability.
 *
 * Round trips are from Pakistani cities; some providers miss the regulator's limits, as surveys
 * found. A provider that is not listed gets the middle of its technology.
 */
import type { Prng } from '#domain/prng.ts';
import type { LinkTechnology } from '../models/link.ts';

type Range = readonly [min: number, max: number];

export interface IspProfile {
  readonly technology: LinkTechnology;
  /** Round trip inside the country, ms. */
  readonly latencyMs: Range;
  readonly jitterMs: Range;
  readonly lossPercent: Range;
  readonly contentionMs: Range;
  /** Faults of one line, by themselves. */
  readonly outagesPerDay: number;
  readonly outageMedianMinutes: number;
  /** Hours that the street cabinet or tower lives without mains. */
  readonly cabinetHours: Range;
  /** Part of the lines sold with a monthly volume, and that volume. */
  readonly fairUsePart: number;
}

const FIBRE: IspProfile = {
  technology: 'fibre',
  latencyMs: [6, 22],
  jitterMs: [0.5, 3],
  lossPercent: [0.01, 0.08],
  contentionMs: [2, 12],
  outagesPerDay: 0.05,
  outageMedianMinutes: 70,
  cabinetHours: [3, 12],
  fairUsePart: 0,
};

const MOBILE: IspProfile = {
  technology: '4g',
  latencyMs: [35, 80],
  jitterMs: [6, 18],
  lossPercent: [0.2, 0.9],
  contentionMs: [10, 40],
  outagesPerDay: 0.1,
  outageMedianMinutes: 30,
  cabinetHours: [2, 8],
  fairUsePart: 0,
};

const PROFILES: Readonly<Record<string, IspProfile>> = {
  PTCL: { ...FIBRE, contentionMs: [6, 30], outagesPerDay: 0.07, outageMedianMinutes: 120 },
  Nayatel: { ...FIBRE, latencyMs: [3, 12], contentionMs: [1, 6], fairUsePart: 0.1 },
  StormFiber: { ...FIBRE, contentionMs: [3, 18] },
  Transworld: { ...FIBRE, latencyMs: [4, 16], outagesPerDay: 0.03 },
  Cybernet: FIBRE,
  SCO: { ...FIBRE, latencyMs: [25, 60], contentionMs: [15, 50], outagesPerDay: 0.15 },
  Jazz: { ...MOBILE, latencyMs: [35, 65] },
  Zong: MOBILE,
  Ufone: { ...MOBILE, latencyMs: [45, 80], lossPercent: [0.4, 1.4] },
};

export const FAIR_USE_OCTETS = 1e12;
/** What Europe adds to a round trip from inside Pakistan. */
export const INTERNATIONAL_MS: Range = [98, 128];

export function ispProfileOf(isp: string | null, model: string | null): IspProfile {
  const known = isp === null ? undefined : PROFILES[isp];
  if (known !== undefined) return known;
  return model?.includes('4G') === true ? MOBILE : FIBRE;
}

export function drawIn(prng: Prng, [min, max]: Range): number {
  return prng.uniform(min, max);
}
