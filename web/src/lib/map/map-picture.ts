/**
 * Decides what of the columns is drawn: the tone of each hexagon and the centres that stand alone.
 *
 * One pass over typed arrays, no object per centre; called at most four times a second.
 */
import { HEALTHS } from '#domain/health.ts';
import { NO_BIN, type Hexbins } from './hexbins.ts';
import { toneOf, type Tone } from './group-tone.ts';

export const HEALTH = {
  unknown: HEALTHS.indexOf('unknown'),
  ok: HEALTHS.indexOf('ok'),
  degraded: HEALTHS.indexOf('degraded'),
  down: HEALTHS.indexOf('down'),
} as const;

/** Marks in one hexagon; more would lie on top of each other. */
const MARKS_MAX = 6;

export interface MapPicture {
  readonly tones: readonly Tone[];
  /** Degraded and down centres of each hexagon. */
  readonly bad: Uint32Array;
  /** 1 for a calm hexagon with more marks than fit in it: its number of bad is written instead. */
  readonly crowded: Uint8Array;
  /** Positions of centres drawn as marks of their own, by health. */
  readonly unknown: readonly number[];
  readonly ok: readonly number[];
  readonly degraded: readonly number[];
  readonly down: readonly number[];
}

export interface PictureOptions {
  /** Trailing national share of bad centres. */
  readonly share: number;
  /** True when the view is so near that every centre is drawn, and no hexagon. */
  readonly everyCentre: boolean;
}

export function pictureOf(
  health: Uint8Array,
  bins: Hexbins,
  { share, everyCentre }: PictureOptions,
): MapPicture {
  const { bad, unknown } = countsOf(health, bins);
  const crowded = Uint8Array.from(bad, (count, bin) =>
    count + (unknown[bin] ?? 0) > MARKS_MAX ? 1 : 0,
  );
  const tones = Array.from(bins.centres, (centres, bin) =>
    toneOf({ centres, bad: bad[bin] ?? 0, unknown: unknown[bin] ?? 0 }, share),
  );
  const shown = everyCentre ? undefined : { tones, crowded };
  return { tones, bad, crowded, ...marksOf(health, bins, shown) };
}

function countsOf(
  health: Uint8Array,
  { binOf, centres }: Hexbins,
): { readonly bad: Uint32Array; readonly unknown: Uint32Array } {
  const bad = new Uint32Array(centres.length);
  const unknown = new Uint32Array(centres.length);
  for (let at = 0; at < binOf.length; at += 1) {
    const bin = binOf[at] ?? NO_BIN;
    if (bin === NO_BIN) continue;
    const state = health[at] ?? HEALTH.unknown;
    if (state === HEALTH.unknown) unknown[bin] = (unknown[bin] ?? 0) + 1;
    else if (state !== HEALTH.ok) bad[bin] = (bad[bin] ?? 0) + 1;
  }
  return { bad, unknown };
}

/** Without `shown` every centre; else those that are not ok and whose hexagon does not say so. */
function marksOf(
  health: Uint8Array,
  { binOf }: Hexbins,
  shown: Pick<MapPicture, 'tones' | 'crowded'> | undefined,
): Pick<MapPicture, 'unknown' | 'ok' | 'degraded' | 'down'> {
  const marks: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let at = 0; at < binOf.length; at += 1) {
    const bin = binOf[at] ?? NO_BIN;
    if (bin === NO_BIN) continue;
    const state = health[at] ?? HEALTH.unknown;
    const hidden = shown?.crowded[bin] === 1 || !standsAlone(state, shown?.tones[bin]);
    if (shown === undefined || !hidden) marks[state]?.push(at);
  }
  const [unknown, ok, degraded, down] = marks;
  return { unknown, ok, degraded, down };
}

function standsAlone(state: number, tone: Tone | undefined): boolean {
  if (state === HEALTH.ok || tone === 'red' || tone === 'amber') return false;
  return state !== HEALTH.unknown || tone !== 'unknown';
}
