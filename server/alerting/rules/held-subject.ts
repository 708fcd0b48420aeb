/** One subject as the engine holds it: its program, what is pending about it, and turns of its flags. */
import {
  newTurnMemories,
  noteTurns,
  type TurnMemory,
  type Verdict,
} from '#domain/alerting/condition.ts';
import type { RuleTime } from '#domain/alerting/rule.ts';
import { signalPosition } from '#domain/alerting/signal.ts';
import type { Subject } from '../subject.ts';
import type { CompiledRule, Program } from './rule-program.ts';
import type { RuleTrack } from './rule-track.ts';
import type { TurnLog } from './track-storage.ts';

export interface Held {
  readonly subject: Subject;
  /** Signals of its centre: open, and whether anybody is there. */
  readonly centre: Float64Array | undefined;
  readonly program: Program;
  /** By position in the program; undefined where nothing is pending. */
  tracks: (RuleTrack | undefined)[] | undefined;
  /** By position in the program; only rules that count changes have one. */
  readonly turns: readonly (TurnLog | undefined)[] | undefined;
}

export type TurnMemories = TurnLog['memories'];

const OPEN = signalPosition('centre', 'open') ?? -1;
const PEOPLE_THERE = signalPosition('centre', 'peopleThere') ?? -1;

export function newHeld(
  subject: Subject,
  program: Program,
  centre: Float64Array | undefined,
): Held {
  const turns = program.turning
    ? program.rules.map((compiled) => turnLogOf(subject, compiled))
    : undefined;
  return { subject, program, centre, tracks: undefined, turns };
}

function turnLogOf(subject: Subject, { rule, levels, turning }: CompiledRule): TurnLog | undefined {
  if (!turning) return undefined;
  const memories = levels.map(({ condition }) => newTurnMemories(condition.turns));
  return { subject, ruleId: rule.id, memories };
}

export function indexOfRule({ rules }: Program, ruleId: string): number {
  return rules.findIndex(({ rule }) => rule.id === ruleId);
}

/** Notes turns; says whether there was one, and when the count goes stale by time alone. */
export function noteTurnsOf(
  { memories }: TurnLog,
  { levels }: CompiledRule,
  signals: Float64Array,
  nowMs: number,
): { readonly turned: boolean; readonly nextMs: number } {
  let nextMs = Infinity;
  let turned = false;
  for (let position = 0; position < levels.length; position += 1) {
    const turns = levels[position]?.condition.turns ?? [];
    const ofLevel = memories[position] ?? [];
    if (turns.length === 0) continue;
    const lastMs = latestTurnMs(ofLevel);
    nextMs = Math.min(nextMs, noteTurns(turns, ofLevel, { signals, nowMs }));
    turned ||= latestTurnMs(ofLevel) !== lastMs;
  }
  return { turned, nextMs };
}

function latestTurnMs(memories: readonly TurnMemory[]): number {
  let latestMs = 0;
  for (const { turnsMs } of memories) latestMs += turnsMs.at(-1) ?? 0;
  return latestMs;
}

/** Takes over turns that were stored; the time in between did not count. */
export function adoptTurns(
  held: Held,
  ruleId: string,
  turnsMs: readonly (readonly (readonly number[])[])[],
  shiftMs: number,
): void {
  held.turns?.[indexOfRule(held.program, ruleId)]?.memories.forEach((level, position) => {
    level.forEach((memory, index) => {
      memory.turnsMs = (turnsMs[position]?.[index] ?? []).map((atMs) => atMs + shiftMs);
    });
  });
}

/** Takes over the turns of a subject's earlier self. */
export function keepTurns(held: Held, before: TurnLog): void {
  held.turns?.[indexOfRule(held.program, before.ruleId)]?.memories.forEach((level, position) => {
    level.forEach((memory, index) => {
      const known = before.memories[position]?.[index];
      memory.value = known?.value ?? NaN;
      memory.turnsMs = known?.turnsMs ?? [];
    });
  });
}

export function shiftTurns({ memories }: TurnLog, byMs: number): void {
  for (const memory of memories.flat()) memory.turnsMs = memory.turnsMs.map((atMs) => atMs + byMs);
}

/** Whether breaches count at this time of the centre; not known before its first news. */
export function timesNow(
  during: RuleTime,
  centre: Float64Array | undefined,
): 'within' | 'outside' | 'unknown' {
  if (during === 'always' || centre === undefined) return 'within';
  const open = centre[OPEN] ?? NaN;
  if (open === 1) return 'within';
  if (during === 'people' && centre[PEOPLE_THERE] === 1) return 'within';
  return Number.isNaN(open) ? 'unknown' : 'outside';
}

interface Judged {
  readonly nowMs: number;
  readonly signals: Float64Array;
  readonly memories: TurnMemories | undefined;
}

export function verdictOn({ levels }: CompiledRule, position: number, judged: Judged): Verdict {
  const condition = levels[position]?.condition;
  if (condition === undefined) return 'unknown';
  return condition.judge(judged.signals, judged.nowMs, judged.memories?.[position]);
}

/** Whether any level is breached: only then a rule needs a track. */
export function breaches(compiled: CompiledRule, judged: Judged): boolean {
  for (let position = 0; position < compiled.levels.length; position += 1) {
    if (verdictOn(compiled, position, judged) === 'breach') return true;
  }
  return false;
}
