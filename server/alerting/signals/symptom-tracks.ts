/**
 * Symptoms of one centre over time: told when they have lasted, and when they have been away for long
 * enough.
 *
 * Short delays keep out what a generator, a redial or one lost probe bridges; they are the same for
 * all centres, so that what falls together is told together. What nobody knows any more stays what
 * it was.
 */
import type { Verdict } from '#domain/alerting/condition.ts';
import {
  dueAtMs,
  isFiring,
  type LevelDelays,
  type LevelState,
  newLevelState,
  takeVerdict,
} from '#domain/alerting/level-state.ts';
import { SYMPTOMS, type Symptom } from '#domain/alerting/rule.ts';
import type { Centre } from '#domain/centre.ts';
import type { SymptomChange } from '../symptom.ts';

const DELAYS: Readonly<Record<Symptom, LevelDelays>> = {
  mains: { onDelayMs: 10_000, offDelayMs: 10_000 },
  internet: { onDelayMs: 30_000, offDelayMs: 60_000 },
  path: { onDelayMs: 60_000, offDelayMs: 120_000 },
  // Silence has been waited for already.
  silence: { onDelayMs: 0, offDelayMs: 30_000 },
};

interface Track extends LevelState {
  /** Told as active, as not, or not told yet. */
  told: boolean | undefined;
  /** Providers as last told. */
  isps: readonly string[];
}

export interface SymptomTracks {
  readonly tracks: Readonly<Record<Symptom, Track>>;
  /** Providers of the primary links: those whose silence it would be. */
  readonly isps: readonly string[];
}

/** What a symptom looks like now. */
export interface Look {
  readonly verdict: Verdict;
  readonly isps: readonly string[];
}

export function newSymptomTracks({ devices }: Pick<Centre, 'devices'>): SymptomTracks {
  const primary = devices.flatMap(({ kind, role, isp }) =>
    kind === 'link' && role !== 'backup' && isp !== null ? [isp] : [],
  );
  return {
    tracks: Object.fromEntries(SYMPTOMS.map((symptom) => [symptom, newTrack()])) as Record<
      Symptom,
      Track
    >,
    isps: [...new Set(primary)],
  };
}

function newTrack(): Track {
  return { ...newLevelState(), told: undefined, isps: [] };
}

/** Takes a look at one symptom; answers what is to be told, if anything. */
export function advanceSymptom(
  { tracks }: SymptomTracks,
  symptom: Symptom,
  look: Look,
  at: { readonly centre: Centre; readonly nowMs: number },
): SymptomChange | undefined {
  const track = tracks[symptom];
  const delays = DELAYS[symptom];
  const changedAtMs = takeVerdict(track, look.verdict, { nowMs: at.nowMs, counts: true, delays });
  const active = isFiring(track);
  if (!isNews(track, look, active)) return undefined;
  track.told = active;
  if (active && look.verdict !== 'unknown') track.isps = look.isps;
  const atMs = Number.isNaN(changedAtMs) ? at.nowMs : changedAtMs;
  return { centre: at.centre, symptom, isps: track.isps, active, atMs };
}

function isNews(track: Track, look: Look, active: boolean): boolean {
  // The first word is told either way: who kept a symptom over a restart must hear that it is gone.
  if (track.told === undefined) return active || look.verdict === 'well';
  if (active !== track.told) return true;
  return active && look.verdict === 'breach' && !sameIsps(track.isps, look.isps);
}

/** When a symptom is to be looked at again by time alone. */
export function nextSymptomMs({ tracks }: SymptomTracks): number {
  const { mains, internet, path, silence } = tracks;
  return Math.min(
    dueAtMs(mains, DELAYS.mains),
    dueAtMs(internet, DELAYS.internet),
    dueAtMs(path, DELAYS.path),
    dueAtMs(silence, DELAYS.silence),
  );
}

/** What is active now. */
export function activeSymptoms({ tracks }: SymptomTracks, centre: Centre): SymptomChange[] {
  return SYMPTOMS.flatMap((symptom) => {
    const { told, isps, sinceMs } = tracks[symptom];
    return told === true ? [{ centre, symptom, isps, active: true, atMs: sinceMs }] : [];
  });
}

function sameIsps(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((isp, index) => isp === b[index]);
}
