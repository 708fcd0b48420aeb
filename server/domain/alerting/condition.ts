/**
 * Decides whether a condition is breached, from the signals of one subject.
 *
 * Compiled once per rule: names become positions, so that holding a rule against a subject is a few
 * comparisons. Pure but for the memory of turns, which its owner hands in. Delays are not looked at
 * here; `level-state.ts` waits them out.
 */
import type { Condition } from './rule.ts';
import { signalPosition, type SubjectKind } from './signal.ts';

/** `hold`: inside the deadband, which changes nothing. `unknown` neither raises nor clears. */
export type Verdict = 'breach' | 'well' | 'hold' | 'unknown';

/** What the deciding signal was and what it was held against; nulls where several decided. */
export interface Deciding {
  readonly signal: string | null;
  readonly value: number | null;
  readonly limit: number | null;
}

/** When one flag last turned; kept per subject by whoever judges it. */
export interface TurnMemory {
  /** Value seen last; NaN before the first. */
  value: number;
  /** The latest turns, oldest first, at most `count` of the condition. */
  turnsMs: readonly number[];
}

/** A `changes` within the condition, with its place in the list of memories. */
export interface TurnWatch {
  readonly position: number;
  readonly count: number;
  readonly windowMs: number;
  readonly steadyMs: number;
}

export interface CompiledCondition {
  /** One memory per entry, in this order. */
  readonly turns: readonly TurnWatch[];
  /** `memories` may be left out where `turns` is empty. */
  judge(signals: Float64Array, nowMs: number, memories?: readonly TurnMemory[]): Verdict;
  /** The signal behind the verdict just given. */
  deciding(signals: Float64Array): Deciding;
}

/** A condition names a signal that its subject does not have; rules are checked before. */
export class UnknownSignalError extends Error {
  constructor(kind: SubjectKind, signal: string) {
    super(`Cannot compile a condition: a ${kind} has no signal "${signal}"`);
  }
}

type Judge = CompiledCondition['judge'];

interface Part {
  readonly judge: Judge;
  readonly deciding: CompiledCondition['deciding'];
  /** Looks at a number, so that it has a value worth showing. */
  readonly measures: boolean;
}

const SEVERAL: Deciding = { signal: null, value: null, limit: null };
const NO_MEMORIES: readonly TurnMemory[] = [];

/** Throws UnknownSignalError. */
export function compileCondition(kind: SubjectKind, condition: Condition): CompiledCondition {
  const turns: TurnWatch[] = [];
  const { judge, deciding } = compilePart(kind, condition, turns);
  return { turns, judge, deciding };
}

export function newTurnMemories(turns: readonly TurnWatch[]): TurnMemory[] {
  return turns.map(() => ({ value: NaN, turnsMs: [] }));
}

/**
 * Notes turns of the watched flags. Returns when the verdict changes by the passing of time alone,
 * Infinity when it does not.
 */
export function noteTurns(
  turns: readonly TurnWatch[],
  memories: readonly TurnMemory[],
  { signals, nowMs }: { readonly signals: Float64Array; readonly nowMs: number },
): number {
  let nextMs = Infinity;
  for (let index = 0; index < turns.length; index += 1) {
    const watch = turns[index];
    const memory = memories[index];
    if (watch === undefined || memory === undefined) continue;
    noteTurn(watch, memory, signals[watch.position] ?? NaN, nowMs);
    const lastMs = memory.turnsMs.at(-1);
    if (lastMs === undefined) continue;
    if (nowMs < lastMs + watch.steadyMs) nextMs = Math.min(nextMs, lastMs + watch.steadyMs);
  }
  return nextMs;
}

function noteTurn(watch: TurnWatch, memory: TurnMemory, value: number, nowMs: number): void {
  if (Number.isNaN(value) || value === memory.value) {
    // Steady for long enough: the turns say nothing any more.
    const lastMs = memory.turnsMs.at(-1);
    if (lastMs !== undefined && nowMs - lastMs >= watch.steadyMs) memory.turnsMs = [];
    return;
  }
  if (!Number.isNaN(memory.value)) {
    memory.turnsMs = [...memory.turnsMs, nowMs].slice(-watch.count);
  }
  memory.value = value;
}

function compilePart(kind: SubjectKind, condition: Condition, turns: TurnWatch[]): Part {
  if ('of' in condition) {
    const parts = condition.of.map((each) => compilePart(kind, each, turns));
    return condition.type === 'all' ? allOf(parts) : anyOf(parts);
  }
  const { signal } = condition;
  const position = signalPosition(kind, signal);
  if (position === undefined) throw new UnknownSignalError(kind, signal);
  const valueOf = (signals: Float64Array): number => signals[position] ?? NaN;
  const decidingOf = (limit: number | null) => (signals: Float64Array) => {
    const value = valueOf(signals);
    return { signal, value: Number.isFinite(value) ? value : null, limit };
  };
  switch (condition.type) {
    case 'above': {
      const { fire, clear } = condition;
      return {
        measures: true,
        deciding: decidingOf(fire),
        judge: (signals) => aboveVerdict(valueOf(signals), fire, clear),
      };
    }
    case 'below': {
      const { fire, clear } = condition;
      return {
        measures: true,
        deciding: decidingOf(fire),
        judge: (signals) => belowVerdict(valueOf(signals), fire, clear),
      };
    }
    case 'is': {
      const wanted = condition.value ? 1 : 0;
      return {
        measures: false,
        deciding: decidingOf(null),
        judge: (signals) => isVerdict(valueOf(signals), wanted),
      };
    }
    case 'changes': {
      const watch = watchOf(condition, position);
      const index = turns.push(watch) - 1;
      return {
        measures: false,
        deciding: decidingOf(condition.count),
        judge: (signals, nowMs, memories = NO_MEMORIES) =>
          changesVerdict(watch, memories[index], valueOf(signals), nowMs),
      };
    }
  }
}

function watchOf(condition: Extract<Condition, { type: 'changes' }>, position: number): TurnWatch {
  return {
    position,
    count: condition.count,
    windowMs: condition.windowSeconds * 1_000,
    steadyMs: condition.steadySeconds * 1_000,
  };
}

function aboveVerdict(value: number, fire: number, clear: number): Verdict {
  if (value > fire) return 'breach';
  if (value <= clear) return 'well';
  return Number.isNaN(value) ? 'unknown' : 'hold';
}

function belowVerdict(value: number, fire: number, clear: number): Verdict {
  if (value < fire) return 'breach';
  if (value >= clear) return 'well';
  return Number.isNaN(value) ? 'unknown' : 'hold';
}

function isVerdict(value: number, wanted: number): Verdict {
  if (Number.isNaN(value)) return 'unknown';
  return value === wanted ? 'breach' : 'well';
}

function changesVerdict(
  watch: TurnWatch,
  memory: TurnMemory | undefined,
  value: number,
  nowMs: number,
): Verdict {
  if (Number.isNaN(value)) return 'unknown';
  const turnsMs = memory?.turnsMs ?? [];
  const lastMs = turnsMs.at(-1);
  if (lastMs === undefined || nowMs - lastMs >= watch.steadyMs) return 'well';
  const firstMs = turnsMs.at(-watch.count);
  return firstMs !== undefined && nowMs - firstMs <= watch.windowMs ? 'breach' : 'hold';
}

/** One that is well settles it, whatever is not known of the others. */
function allOf(parts: readonly Part[]): Part {
  const judge: Judge = (signals, nowMs, memories) => {
    let verdict: Verdict = 'breach';
    for (const part of parts) {
      const each = part.judge(signals, nowMs, memories);
      if (each === 'well') return 'well';
      if (each === 'unknown' || verdict === 'breach') verdict = each;
    }
    return verdict;
  };
  const measuring = parts.filter(({ measures }) => measures);
  const [only] = measuring.length === 0 ? parts : measuring;
  const single = measuring.length === 1 || parts.length === 1;
  return {
    judge,
    measures: measuring.length > 0,
    deciding: (signals) => (single && only !== undefined ? only.deciding(signals) : SEVERAL),
  };
}

/** One that is breached settles it, whatever is not known of the others. */
function anyOf(parts: readonly Part[]): Part {
  const judge: Judge = (signals, nowMs, memories) => {
    let verdict: Verdict = 'well';
    for (const part of parts) {
      const each = part.judge(signals, nowMs, memories);
      if (each === 'breach') return 'breach';
      if (each === 'unknown' || verdict === 'well') verdict = each;
    }
    return verdict;
  };
  return {
    judge,
    measures: parts.some(({ measures }) => measures),
    deciding(signals) {
      // Without the memory a `changes` counts as well here: it has no value to show either way.
      const breached = parts.filter((part) => part.judge(signals, NaN) === 'breach');
      const [first] = breached;
      return first !== undefined && breached.length === 1 ? first.deciding(signals) : SEVERAL;
    },
  };
}
