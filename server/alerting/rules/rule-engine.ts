/**
 * Holds the rules against subjects whose signals changed, waits out delays, and says what changed.
 *
 * Subjects about which nothing is pending cost a few comparisons and no memory of their own beyond a
 * place in a list. Delays lie in a heap by time: a transition has the time at which its delay ended,
 * not that of the tick that noticed.
 */
import { dueAtMs, endWait, shiftLevel, takeVerdict } from '#domain/alerting/level-state.ts';
import type { AlertRule } from '#domain/alerting/rule.ts';
import { signalPosition } from '#domain/alerting/signal.ts';
import type { Database } from '../../platform/database.ts';
import { DueHeap } from '../due-heap.ts';
import type { Firing, Judge } from '../judgement.ts';
import { type Subject, type SubjectKey, subjectKeyOf } from '../subject.ts';
import type { Transition } from '../transition.ts';
import {
  adoptTurns,
  breaches,
  type Held,
  indexOfRule,
  keepTurns,
  newHeld,
  noteTurnsOf,
  shiftTurns,
  timesNow,
  type TurnMemories,
  verdictOn,
} from './held-subject.ts';
import { Programs } from './rule-program.ts';
import { isIdle, newRuleTrack, type RuleTrack, tellTrack, transitionOf } from './rule-track.ts';
import {
  adoptTrack,
  NO_KEEPER,
  type Restored,
  stateOf,
  type StoredTrack,
  type TrackKeeper,
  trackKey,
  TrackStorage,
} from './track-storage.ts';

/** The rules in force, as the engine reads them. */
export interface RuleSource {
  rules(): readonly AlertRule[];
  onChange(listener: () => void): () => void;
}

export interface RuleEngineOptions {
  /** Null keeps nothing: for judging what is past. */
  readonly database: Database | null;
  readonly rules: RuleSource;
}

/** What falls due: a level's delay, or a subject whose count of changes goes stale. */
type Due =
  | { readonly track: RuleTrack; readonly level: number; readonly held: Held }
  | { readonly track: undefined; readonly held: Held };

/** Delays ended at once; a national blackout has ten thousand, and they are written as well. */
const DUE_PER_CALL_MAX = 2_000;
const CLOCK_STEP_MS_MIN = 1_000;

const NONE_HELD: ReadonlyMap<Subject, Held> = new Map();
const PEOPLE_THERE = signalPosition('centre', 'peopleThere') ?? -1;

export class RuleEngine implements Judge {
  readonly #options: RuleEngineOptions;
  readonly #storage: TrackKeeper;
  readonly #due = new DueHeap<Due>();
  #held = new Map<Subject, Held>();
  /** What was found in the database at the start, until the subjects are known. */
  #restored: Restored | undefined;
  #programs: Programs | undefined;
  #rulesChanged = false;
  #nowMs = -Infinity;
  #found: Transition[] = [];

  constructor(options: RuleEngineOptions) {
    this.#options = options;
    const { database } = options;
    this.#storage = database === null ? NO_KEEPER : new TrackStorage(database);
    this.#restored = this.#storage.load();
    options.rules.onChange(() => {
      this.#rulesChanged = true;
    });
  }

  rebuild(subjects: readonly Subject[], nowMs: number): Transition[] {
    this.#advanceTo(nowMs);
    const earlier = this.#held;
    const programs = this.#programsNow();
    // Under the same rules a subject that stayed the same object stays as it is.
    const kept = this.#programs === programs ? earlier : NONE_HELD;
    if (kept.size === 0) this.#due.clear();
    this.#programs = programs;
    const signalsOf = new Map(
      subjects.flatMap(({ kind, centre, signals }) =>
        kind === 'centre' ? [[centre.id, signals] as const] : [],
      ),
    );
    const fresh: Held[] = [];
    this.#held = new Map(
      subjects.map((subject) => {
        const same = kept.get(subject);
        if (same !== undefined) return [subject, same];
        const program = programs.of(subject.kind, subject.centre);
        const held = newHeld(subject, program, signalsOf.get(subject.centre.id));
        fresh.push(held);
        return [subject, held];
      }),
    );
    if (this.#restored === undefined) this.#takeOver(earlier, fresh, nowMs);
    else this.#restore(this.#restored, nowMs);
    for (const held of fresh) this.#judge(held, nowMs);
    return this.#take();
  }

  /** The same object as long as the rules are the same. */
  #programsNow(): Programs {
    if (this.#programs !== undefined && !this.#rulesChanged) return this.#programs;
    this.#rulesChanged = false;
    return new Programs(this.#options.rules.rules());
  }

  evaluate(subjects: readonly Subject[], nowMs: number): Transition[] {
    this.#advanceTo(nowMs);
    if (this.#rulesChanged) return this.rebuild([...this.#held.keys()], nowMs);
    // A delay that ended before this tick ended on what was known then.
    this.#endDelays(nowMs - 1);
    for (const subject of subjects) {
      const held = this.#held.get(subject);
      if (held !== undefined) this.#judge(held, nowMs);
    }
    return this.#take();
  }

  turn(nowMs: number): Transition[] {
    this.#advanceTo(nowMs);
    if (this.#rulesChanged) return this.rebuild([...this.#held.keys()], nowMs);
    this.#endDelays(nowMs);
    return this.#take();
  }

  firing(): readonly Firing[] {
    const firing: Firing[] = [];
    for (const { subject, tracks } of this.#held.values()) {
      for (const track of tracks ?? []) {
        if (track === undefined || track.told === null) continue;
        const ruleId = track.compiled.rule.id;
        firing.push({
          subject: subjectKeyOf(subject),
          ruleId,
          transition: transitionOf(track),
        });
      }
    }
    return firing;
  }

  flush(nowMs: number, { all = false }: { readonly all?: boolean } = {}): void {
    this.#storage.flush(nowMs, all);
  }

  #take(): Transition[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  /** Holds every rule of a subject against its signals. */
  #judge(held: Held, nowMs: number): void {
    const { program, subject, centre } = held;
    const { rules } = program;
    for (let index = 0; index < rules.length; index += 1) {
      const compiled = rules[index];
      if (compiled === undefined) continue;
      const memories = compiled.turning ? this.#noteTurns(held, index, nowMs) : undefined;
      const times = timesNow(compiled.rule.during, centre);
      let track = held.tracks?.[index];
      if (track === undefined) {
        if (times !== 'within') continue;
        if (!breaches(compiled, { signals: subject.signals, nowMs, memories })) continue;
        track = newRuleTrack(subject, compiled);
        held.tracks ??= rules.map(() => undefined);
        held.tracks[index] = track;
      }
      this.#advance(held, index, track, { nowMs, times, memories });
    }
  }

  #advance(
    held: Held,
    index: number,
    track: RuleTrack,
    at: {
      readonly nowMs: number;
      readonly times: ReturnType<typeof timesNow>;
      readonly memories: TurnMemories | undefined;
    },
  ): void {
    const { compiled, levels, subject } = track;
    let changedAtMs = NaN;
    let moved = false;
    for (let position = 0; position < levels.length; position += 1) {
      const level = levels[position];
      const rule = compiled.levels[position];
      if (level === undefined || rule === undefined) continue;
      const before = level.phase;
      const { nowMs, times, memories } = at;
      const verdict =
        times === 'unknown'
          ? times
          : verdictOn(compiled, position, { signals: subject.signals, nowMs, memories });
      const counts = times !== 'outside';
      const dueBeforeMs = dueAtMs(level, rule.delays);
      const atMs = takeVerdict(level, verdict, { nowMs, counts, delays: rule.delays });
      if (!Number.isNaN(atMs)) changedAtMs = atMs;
      if (level.phase !== before) moved = true;
      this.#wait(held, track, position, dueBeforeMs);
    }
    if (moved) this.#storage.noteDelay(track);
    this.#settle(held, index, Number.isNaN(changedAtMs) ? at.nowMs : changedAtMs);
  }

  /** Puts a level's delay into the heap, unless it lies there already. */
  #wait(held: Held, track: RuleTrack, position: number, knownMs: number): void {
    const level = track.levels[position];
    const delays = track.compiled.levels[position]?.delays;
    if (level === undefined || delays === undefined) return;
    const dueMs = dueAtMs(level, delays);
    if (dueMs !== knownMs) this.#due.push({ track, level: position, held }, dueMs);
  }

  /** Tells what changed about a track, and forgets it when nothing is left of it. */
  #settle(held: Held, index: number, atMs: number): void {
    const track = held.tracks?.[index];
    if (track === undefined || held.tracks === undefined) return;
    const transition = tellTrack(track, held.centre?.[PEOPLE_THERE] ?? NaN, atMs);
    if (transition !== undefined) {
      this.#found.push(transition);
      this.#storage.noteTold(track);
    }
    if (!isIdle(track)) return;
    // With this tick, so that the row of what may come next is not taken for its own.
    if (track.saved) this.#storage.noteTold(track);
    track.gone = true;
    held.tracks[index] = undefined;
    if (held.tracks.every((each) => each === undefined)) held.tracks = undefined;
  }

  #endDelays(untilMs: number): void {
    for (let ended = 0; ended < DUE_PER_CALL_MAX; ended += 1) {
      const due = this.#due.take(untilMs);
      if (due === undefined) return;
      const { item, dueMs } = due;
      if (item.track === undefined) this.#judgeIfHeld(item.held, dueMs);
      else this.#endWait(item.held, item.track, item.level, dueMs);
    }
  }

  #judgeIfHeld(held: Held, dueMs: number): void {
    if (this.#held.get(held.subject) === held) this.#judge(held, Math.max(dueMs, this.#nowMs));
  }

  #endWait(held: Held, track: RuleTrack, position: number, dueMs: number): void {
    const level = track.levels[position];
    const delays = track.compiled.levels[position]?.delays;
    if (track.gone || level === undefined || delays === undefined) return;
    // Moved, ended or in the dark meanwhile.
    if (dueAtMs(level, delays) !== dueMs) return;
    const atMs = endWait(level, dueMs, delays);
    if (Number.isNaN(atMs)) return;
    this.#storage.noteDelay(track);
    this.#settle(held, held.tracks?.indexOf(track) ?? -1, atMs);
  }

  #noteTurns(held: Held, index: number, nowMs: number): TurnMemories | undefined {
    const log = held.turns?.[index];
    const compiled = held.program.rules[index];
    if (log === undefined || compiled === undefined) return undefined;
    const { turned, nextMs } = noteTurnsOf(log, compiled, held.subject.signals, nowMs);
    if (turned) {
      this.#storage.noteTurns(log);
      this.#due.push({ track: undefined, held }, nextMs);
    }
    return log.memories;
  }

  /** Moves states to the subjects and rules of now; what has lost either ends. */
  #takeOver(earlier: ReadonlyMap<Subject, Held>, fresh: readonly Held[], nowMs: number): void {
    const byKey = new Map<SubjectKey, Held>();
    for (const held of fresh) byKey.set(subjectKeyOf(held.subject), held);
    for (const before of earlier.values()) {
      if (this.#held.get(before.subject) === before) continue;
      const held = byKey.get(subjectKeyOf(before.subject));
      before.tracks?.forEach((track) => {
        if (track === undefined) return;
        track.gone = true;
        const index = held === undefined ? -1 : indexOfRule(held.program, track.compiled.rule.id);
        if (held === undefined || index < 0) {
          this.#end(track, nowMs);
          return;
        }
        this.#adopt(held, index, stateOf(track), { shiftMs: 0, saved: track.saved });
        track.saved = false; // the row is its successor's
      });
      before.turns?.forEach((log) => {
        if (log !== undefined && held !== undefined) keepTurns(held, log);
      });
    }
  }

  /** Its rule or its subject is gone: the alert ends, whatever the signals say. */
  #end(track: RuleTrack, nowMs: number): void {
    if (track.told !== null) {
      track.told = null;
      track.atMs = nowMs;
      this.#found.push(transitionOf(track));
    }
    this.#storage.noteTold(track);
  }

  #restore({ tracks, turns, atMs }: Restored, nowMs: number): void {
    this.#restored = undefined;
    const shiftMs = Number.isNaN(atMs) ? 0 : nowMs - atMs;
    const left = new Set([...tracks.keys(), ...turns.keys()]);
    if (left.size === 0) return;
    for (const held of this.#held.values()) {
      const subject = subjectKeyOf(held.subject);
      held.program.rules.forEach(({ rule }, index) => {
        const key = trackKey(subject, rule.id);
        if (!left.delete(key)) return;
        const stored = tracks.get(key);
        if (stored !== undefined) this.#adopt(held, index, stored, { shiftMs, saved: true });
        const turnsMs = turns.get(key)?.turnsMs;
        if (turnsMs !== undefined) adoptTurns(held, rule.id, turnsMs, shiftMs);
      });
    }
    this.#storage.drop(left);
  }

  #adopt(
    held: Held,
    index: number,
    stored: StoredTrack,
    { shiftMs, saved }: { readonly shiftMs: number; readonly saved: boolean },
  ): void {
    const compiled = held.program.rules[index];
    if (compiled === undefined) return;
    const track = newRuleTrack(held.subject, compiled);
    adoptTrack(track, stored, shiftMs);
    track.saved = saved;
    held.tracks ??= held.program.rules.map(() => undefined);
    held.tracks[index] = track;
    if (track.told === null) this.#storage.noteDelay(track);
    else this.#storage.noteTold(track);
  }

  /** The clock was set back: running delays keep what they have waited, and go on from now. */
  #advanceTo(nowMs: number): void {
    const byMs = nowMs - this.#nowMs;
    this.#nowMs = nowMs;
    if (byMs >= -CLOCK_STEP_MS_MIN) return;
    this.#due.clear();
    for (const held of this.#held.values()) {
      for (const track of held.tracks ?? [])
        if (track !== undefined) this.#shift(held, track, byMs);
      for (const log of held.turns ?? []) if (log !== undefined) shiftTurns(log, byMs);
    }
  }

  #shift(held: Held, track: RuleTrack, byMs: number): void {
    track.levels.forEach((level, position) => {
      shiftLevel(level, byMs);
      level.breachedAtMs = Math.min(level.breachedAtMs, this.#nowMs);
      this.#wait(held, track, position, NaN);
    });
  }
}
