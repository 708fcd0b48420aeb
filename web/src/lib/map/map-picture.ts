/**
 * Decides what of the columns is drawn: the tone of each hexagon and the centres that stand alone.
 *
 * One pass over typed arrays, no object per centre; called at most four times a second.
 */
import { HEALTHS } from '#domain/health.ts';
import { NO_BIN, type Hexbins } from './hexbins.ts';
import { toneOf, type Tone } from './group-tone.ts';
import type { Place, Points } from './map-projection.ts';

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
  /** Unknown centres of each hexagon. */
  readonly unknownIn: Uint32Array;
  /** 1 for a hexagon with more marks than fit in it: their numbers are written instead. */
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
  const { bad, unknownIn } = countsOf(health, bins);
  const tones = Array.from(bins.centres, (centres, bin) =>
    toneOf({ centres, bad: bad[bin] ?? 0, unknown: unknownIn[bin] ?? 0 }, share),
  );
  const crowded = Uint8Array.from(tones, (tone, bin) => {
    const unknownMarks = tone === 'unknown' ? 0 : (unknownIn[bin] ?? 0);
    return (bad[bin] ?? 0) + unknownMarks > MARKS_MAX ? 1 : 0;
  });
  const shown = everyCentre ? undefined : { tones, crowded };
  return { tones, bad, unknownIn, crowded, ...marksOf(health, bins, shown) };
}

/** A number written on a hexagon instead of the marks that it hides. */
export interface Numeral {
  readonly count: number;
  readonly of: 'bad' | 'unknown';
}

/** What is written on a hexagon, top to bottom: nothing where its marks say it all. */
export function numeralsOf(
  { tones, bad, unknownIn, crowded }: MapPicture,
  bin: number,
): readonly Numeral[] {
  const tone = tones[bin];
  const badOnes: Numeral = { count: bad[bin] ?? 0, of: 'bad' };
  if (tone === 'amber' || tone === 'red') return [badOnes];
  if (crowded[bin] !== 1) return [];
  // Its outline says that the rest is unknown.
  if (tone === 'unknown') return [badOnes];
  const unknownOnes: Numeral = { count: unknownIn[bin] ?? 0, of: 'unknown' };
  return [badOnes, unknownOnes].filter(({ count }) => count > 0);
}

/**
 * Where the ring of a centre stands: around the whole hexagon when that bears a number, which the
 * ring would cross out otherwise.
 */
export function ringPlaceOf(position: number, { points, bins, picture }: RingSurroundings): Place {
  const bin = bins.binOf[position] ?? NO_BIN;
  const numbered = picture !== undefined && bin !== NO_BIN && numeralsOf(picture, bin).length > 0;
  return numbered
    ? { x: bins.x[bin] ?? NaN, y: bins.y[bin] ?? NaN }
    : { x: points.x[position] ?? NaN, y: points.y[position] ?? NaN };
}

export interface RingSurroundings {
  readonly points: Points;
  readonly bins: Hexbins;
  /** Undefined where no hexagon is drawn. */
  readonly picture: MapPicture | undefined;
}

function countsOf(
  health: Uint8Array,
  { binOf, centres }: Hexbins,
): { readonly bad: Uint32Array; readonly unknownIn: Uint32Array } {
  const bad = new Uint32Array(centres.length);
  const unknownIn = new Uint32Array(centres.length);
  for (let at = 0; at < binOf.length; at += 1) {
    const bin = binOf[at] ?? NO_BIN;
    if (bin === NO_BIN) continue;
    const state = health[at] ?? HEALTH.unknown;
    if (state === HEALTH.unknown) unknownIn[bin] = (unknownIn[bin] ?? 0) + 1;
    else if (state !== HEALTH.ok) bad[bin] = (bad[bin] ?? 0) + 1;
  }
  return { bad, unknownIn };
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
