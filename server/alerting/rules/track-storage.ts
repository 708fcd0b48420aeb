/**
 * Keeps what is pending and what fires over a restart.
 *
 * What was told is written with the tick that told it: an alert is never known to others and not to
 * us. Running delays are written a little later and a few at a time, with the time they were written
 * at: a stop of the server counts neither for nor against them.
 */
import { LEVEL_PHASES, type LevelPhase, type LevelState } from '#domain/alerting/level-state.ts';
import type { TurnMemory } from '#domain/alerting/condition.ts';
import { SEVERITIES, type Severity } from '#domain/alerting/severity.ts';
import type { Database } from '../../platform/database.ts';
import { type Subject, subjectKeyOf } from '../subject.ts';
import type { Transition } from '../transition.ts';
import type { RuleTrack } from './rule-track.ts';

/** A level as stored: by its severity, which is what it is called in its rule. */
export interface StoredLevel {
  readonly severity: Severity;
  readonly phase: LevelPhase;
  readonly sinceMs: number;
  readonly breachedAtMs: number;
}

export interface StoredTrack {
  readonly levels: readonly StoredLevel[];
  readonly told: Severity | null;
  readonly toldObserved: boolean;
  readonly empty: boolean;
  readonly breachedAtMs: number;
  readonly facts: Transition['facts'];
  readonly atMs: number;
}

/** Turns of one rule's flags on one subject: for each level one memory per count of changes. */
export interface TurnLog {
  readonly subject: Subject;
  readonly ruleId: string;
  readonly memories: readonly (readonly TurnMemory[])[];
}

export interface StoredTurns {
  readonly turnsMs: readonly (readonly (readonly number[])[])[];
}

export interface Restored {
  /** By `subject rule`. */
  readonly tracks: ReadonlyMap<string, StoredTrack>;
  readonly turns: ReadonlyMap<string, StoredTurns>;
  /** When it was last written that time goes on; NaN when never. */
  readonly atMs: number;
}

const DELAYS_PERIOD_MS = 5_000;
const DELAYS_PER_FLUSH_MAX = 500;

export function trackKey(subject: string, ruleId: string): string {
  return `${subject} ${ruleId}`;
}

/** Where an engine keeps its tracks; a backtest keeps nothing. */
export interface TrackKeeper {
  load(): Restored;
  drop(keys: Iterable<string>): void;
  /** Something was told: to be written with this tick. */
  noteTold(track: RuleTrack): void;
  /** A delay began or ended without anything being told. */
  noteDelay(track: RuleTrack): void;
  noteTurns(log: TurnLog): void;
  flush(nowMs: number, all: boolean): void;
}

const nothing = (): void => undefined;

export const NO_KEEPER: TrackKeeper = {
  load: () => ({ tracks: new Map(), turns: new Map(), atMs: NaN }),
  drop: nothing,
  noteTold: nothing,
  noteDelay: nothing,
  noteTurns: nothing,
  flush: nothing,
};

export class TrackStorage implements TrackKeeper {
  readonly #database: Database;
  readonly #statements;
  readonly #told = new Set<RuleTrack>();
  readonly #delayed = new Set<RuleTrack>();
  readonly #turned = new Set<TurnLog>();
  #delaysAtMs = -Infinity;
  /** Written last, and the time that says so in the database. */
  #written: { readonly tracks: readonly RuleTrack[]; readonly atMs: number } | undefined;

  constructor(database: Database) {
    this.#database = database;
    const prepare = (sql: string) => database.sqlite.prepare(sql);
    this.#statements = {
      putTrack: prepare('INSERT OR REPLACE INTO alerting_rule_track VALUES (?, ?, ?)'),
      dropTrack: prepare('DELETE FROM alerting_rule_track WHERE subject = ? AND rule_id = ?'),
      putTurns: prepare('INSERT OR REPLACE INTO alerting_rule_turns VALUES (?, ?, ?)'),
      dropTurns: prepare('DELETE FROM alerting_rule_turns WHERE subject = ? AND rule_id = ?'),
      clock: prepare('SELECT at_ms FROM alerting_rule_clock'),
      putClock: prepare('INSERT OR REPLACE INTO alerting_rule_clock VALUES (1, ?)'),
    };
  }

  load(): Restored {
    const { sqlite } = this.#database;
    const rows = (table: string, column: string): [string, unknown][] =>
      sqlite
        .prepare(`SELECT subject, rule_id, ${column} AS body FROM ${table}`)
        .all()
        .map((row) => [
          trackKey(String(row['subject']), String(row['rule_id'])),
          JSON.parse(String(row['body'])),
        ]);
    return {
      tracks: new Map(rows('alerting_rule_track', 'track') as [string, StoredTrack][]),
      turns: new Map(rows('alerting_rule_turns', 'turns') as [string, StoredTurns][]),
      atMs: this.#keptAtMs(),
    };
  }

  /** Drops what was restored but has no subject or no rule any more. */
  drop(keys: Iterable<string>): void {
    this.#database.transaction(() => {
      for (const key of keys) {
        const [subject = '', ruleId = ''] = key.split(' ');
        this.#statements.dropTrack.run(subject, ruleId);
        this.#statements.dropTurns.run(subject, ruleId);
      }
    });
  }

  noteTold(track: RuleTrack): void {
    this.#told.add(track);
    this.#delayed.delete(track);
  }

  noteDelay(track: RuleTrack): void {
    if (!this.#told.has(track)) this.#delayed.add(track);
  }

  noteTurns(log: TurnLog): void {
    this.#turned.add(log);
  }

  flush(nowMs: number, all: boolean): void {
    this.#takeBackUnkept();
    // Either way: a clock that was set back must not keep anything from being written.
    const due = all || Math.abs(nowMs - this.#delaysAtMs) >= DELAYS_PERIOD_MS;
    if (!due && this.#told.size === 0) return;
    const tracks = [...this.#told];
    this.#database.transaction(() => {
      for (const track of tracks) this.#write(track);
      if (due) tracks.push(...this.#flushDelays(all ? Infinity : DELAYS_PER_FLUSH_MAX));
      this.#statements.putClock.run(nowMs);
    });
    if (due) this.#delaysAtMs = nowMs;
    this.#told.clear();
    this.#written = { tracks, atMs: nowMs };
  }

  /**
   * What was written belongs to a transaction of somebody else, which may have failed since: then the
   * time written with it is not there, and everything is written again.
   */
  #takeBackUnkept(): void {
    const written = this.#written;
    if (written === undefined) return;
    this.#written = undefined;
    if (this.#keptAtMs() === written.atMs) return;
    for (const track of written.tracks) {
      track.saved = true; // perhaps: a row too many is dropped, one too few would stay
      this.#told.add(track);
    }
  }

  #keptAtMs(): number {
    return Number(this.#statements.clock.get()?.['at_ms'] ?? NaN);
  }

  /** Answers the tracks it wrote. */
  #flushDelays(rowsMax: number): RuleTrack[] {
    const tracks: RuleTrack[] = [];
    let rows = 0;
    for (const track of this.#delayed) {
      if (rows >= rowsMax) break;
      this.#delayed.delete(track);
      rows += this.#write(track);
      tracks.push(track);
    }
    for (const log of this.#turned) {
      if (rows >= rowsMax) break;
      this.#turned.delete(log);
      this.#writeTurns(log);
      rows += 1;
    }
    return tracks;
  }

  /** Answers how many rows it touched. */
  #write(track: RuleTrack): 0 | 1 {
    const subject = subjectKeyOf(track.subject);
    const { id } = track.compiled.rule;
    const stored = storedOf(track);
    if (stored === undefined || track.gone) {
      if (!track.saved) return 0;
      this.#statements.dropTrack.run(subject, id);
      track.saved = false;
      return 1;
    }
    this.#statements.putTrack.run(subject, id, JSON.stringify(stored));
    track.saved = true;
    return 1;
  }

  #writeTurns({ subject, ruleId, memories }: TurnLog): void {
    const key = subjectKeyOf(subject);
    const turnsMs = memories.map((level) => level.map((memory) => memory.turnsMs));
    if (turnsMs.flat(2).length === 0) this.#statements.dropTurns.run(key, ruleId);
    else this.#statements.putTurns.run(key, ruleId, JSON.stringify({ turnsMs }));
  }
}

/** Undefined when there is nothing to keep. */
function storedOf(track: RuleTrack): StoredTrack | undefined {
  const levels = track.levels.flatMap((level, index): StoredLevel[] => {
    const severity = track.compiled.levels[index]?.severity;
    if (level.phase === 'inactive' || severity === undefined) return [];
    const { phase, sinceMs, breachedAtMs } = level;
    return [{ severity, phase, sinceMs, breachedAtMs }];
  });
  if (levels.length === 0 && track.told === null) return undefined;
  const { told, toldObserved, empty, breachedAtMs, facts, atMs } = track;
  return { levels, told, toldObserved, empty, breachedAtMs, facts, atMs };
}

/** Takes a stored or earlier track's state over; levels find each other by severity. */
export function adoptTrack(track: RuleTrack, stored: StoredTrack, shiftMs: number): void {
  track.compiled.levels.forEach(({ severity }, index) => {
    const level = track.levels[index];
    const before = stored.levels.find((each) => each.severity === severity);
    if (level !== undefined && before !== undefined) adoptLevel(level, before, shiftMs);
  });
  track.told = stored.told !== null && SEVERITIES.includes(stored.told) ? stored.told : null;
  track.toldObserved = stored.toldObserved;
  track.empty = stored.empty;
  track.breachedAtMs = stored.breachedAtMs;
  track.facts = stored.facts;
  track.atMs = stored.atMs;
}

function adoptLevel(level: LevelState, before: StoredLevel, shiftMs: number): void {
  if (!LEVEL_PHASES.includes(before.phase)) return;
  level.phase = before.phase;
  // What runs is shifted by the time that did not count; what fires began when it began.
  const runs = before.phase === 'pending' || before.phase === 'clearing';
  level.sinceMs = before.sinceMs + (runs ? shiftMs : 0);
  level.breachedAtMs = before.breachedAtMs;
}

/** A track's state as it would be stored, to hand it to the track that takes its place. */
export function stateOf(track: RuleTrack): StoredTrack {
  const { told, toldObserved, empty, breachedAtMs, facts, atMs } = track;
  const levels = storedOf(track)?.levels ?? [];
  return { levels, told, toldObserved, empty, breachedAtMs, facts, atMs };
}
