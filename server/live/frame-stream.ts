/**
 * The numbered frames of one scope.
 *
 * Remembers for each centre the frame in which it last changed, so that a viewer who missed frames
 * gets one delta with the latest row of all it missed, never a queue of old ones.
 */
import type { NationCentres, Totals } from '#domain/nation.ts';
import {
  createCentreColumns,
  encodeNationFrame,
  type NationFrame,
  setCentreRow,
} from '#domain/nation-frame.ts';
import { PROVINCE_CODES } from '#domain/province.ts';
import { type Scope, scopeIncludes } from '#domain/viewer.ts';
import type { LivePicture } from './live-picture.ts';
import { emptyTotals, totalsOf } from './totals.ts';

export class FrameStream {
  readonly scope: Scope;
  readonly #picture: LivePicture;
  /** Positions in the picture's roster of this scope's centres; the index is the frame's index. */
  readonly #centres: Uint32Array;
  readonly #indexOf: Int32Array;
  readonly #changedInFrame: Uint32Array;
  #static: NationCentres | undefined;
  #pending: number[] = [];
  frame = 1;

  constructor(picture: LivePicture, scope: Scope) {
    this.scope = scope;
    this.#picture = picture;
    const { centres } = picture.roster;
    this.#indexOf = new Int32Array(centres.length).fill(-1);
    this.#centres = Uint32Array.from(
      centres.flatMap((centre, position) => (scopeIncludes(scope, centre) ? [position] : [])),
    );
    this.#centres.forEach((position, index) => {
      this.#indexOf[position] = index;
    });
    this.#changedInFrame = new Uint32Array(this.#centres.length);
  }

  /** Positions in the roster of the scope's centres, in frame order. */
  get centres(): Uint32Array {
    return this.#centres;
  }

  /**
   * Begins the next frame with these changed centres. Without a change in the scope it begins one only
   * when `evenIfQuiet`. Returns whether there is a frame to send.
   */
  advance(changed: readonly number[], evenIfQuiet: boolean): boolean {
    const pending = changed.flatMap((centre) => {
      const index = this.#indexOf[centre] ?? -1;
      return index < 0 ? [] : [index];
    });
    if (pending.length === 0 && !evenIfQuiet) return false;
    this.frame += 1;
    for (const index of pending) this.#changedInFrame[index] = this.frame;
    this.#pending = pending;
    return true;
  }

  /** The current frame as a step from the one before. */
  delta(serverTimeMs: number): NationFrame {
    return this.#build(this.#pending, { base: this.frame - 1, serverTimeMs });
  }

  /** The current frame as a step from `base`. */
  deltaFrom(base: number, serverTimeMs: number): NationFrame {
    const indexes: number[] = [];
    this.#changedInFrame.forEach((frame, index) => {
      if (frame > base) indexes.push(index);
    });
    return this.#build(indexes, { base, serverTimeMs });
  }

  snapshot(serverTimeMs: number): NationFrame {
    const indexes = Array.from(this.#centres, (_position, index) => index);
    return { ...this.#build(indexes, { base: 0, serverTimeMs }), snapshot: true };
  }

  encodedSnapshot(serverTimeMs: number): Uint8Array {
    return encodeNationFrame(this.snapshot(serverTimeMs));
  }

  /** What does not change from frame to frame. */
  staticColumns(): NationCentres {
    this.#static ??= this.#describe();
    return this.#static;
  }

  totals(): readonly Totals[] {
    if (this.scope.type === 'nation') return this.#picture.totals();
    const provinces = PROVINCE_CODES.map((_code, province) =>
      totalsOf(
        Array.from(this.#centres)
          .filter((centre) => this.#picture.roster.provinceOfCentre[centre] === province)
          .map((centre) => this.#picture.contributionOf(centre)),
      ),
    );
    const nation = emptyTotals();
    for (const totals of provinces) {
      for (const column of Object.keys(nation) as (keyof Totals)[])
        nation[column] += totals[column];
    }
    return [nation, ...provinces];
  }

  ages(): ReturnType<LivePicture['ages']> {
    return this.#picture.ages(this.scope.type === 'nation' ? undefined : this.#centres);
  }

  #build(
    indexes: readonly number[],
    { base, serverTimeMs }: { readonly base: number; readonly serverTimeMs: number },
  ): NationFrame {
    const centres = createCentreColumns(indexes.length);
    indexes.forEach((index, row) => {
      const state = this.#picture.stateOf(this.#centres[index] ?? 0);
      setCentreRow(centres, row, { index, state });
    });
    return {
      frame: this.frame,
      base,
      estateVersion: this.#picture.roster.version,
      snapshot: false,
      serverTimeMs,
      ...this.ages(),
      totals: this.totals(),
      centres,
    };
  }

  #describe(): NationCentres {
    const { roster } = this.#picture;
    const centres = Array.from(this.#centres, (position) => roster.centres[position]).filter(
      (centre) => centre !== undefined,
    );
    const cityIndex = new Map<string, number>();
    const citiesEn: string[] = [];
    const citiesUr: string[] = [];
    const city = centres.map(({ cityEn, cityUr }) => {
      const known = cityIndex.get(cityEn);
      if (known !== undefined) return known;
      cityIndex.set(cityEn, citiesEn.length);
      citiesUr.push(cityUr);
      return citiesEn.push(cityEn) - 1;
    });
    return {
      version: roster.version,
      codes: centres.map(({ code }) => code),
      namesEn: centres.map(({ nameEn }) => nameEn),
      namesUr: centres.map(({ nameUr }) => nameUr),
      citiesEn,
      citiesUr,
      city,
      province: Array.from(this.#centres, (position) => roster.provinceOfCentre[position] ?? 0),
      latitude: centres.map(({ latitude }) => latitude),
      longitude: centres.map(({ longitude }) => longitude),
      seats: Array.from(this.#centres, (position) => roster.seatsOfCentre[position] ?? 0),
      disco: centres.map(({ disco }) => disco),
      sample: centres.some(({ sample }) => sample),
    };
  }
}
