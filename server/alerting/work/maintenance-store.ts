/**
 * Planned work: who declared what for where, and whether it covers a rule at a centre now.
 *
 * A window covers nothing beyond the scope of whoever declared it. One that is declared after it has
 * begun is kept, and marked: it is not taken out of anybody's uptime.
 */
import type { StatementSync } from 'node:sqlite';
import { takesIn } from '#domain/alerting/centre-selector.ts';
import {
  lastEndMs,
  nextBoundaryMs,
  spanAt,
  WEEKLY_MINUTES_MAX,
} from '#domain/alerting/maintenance-time.ts';
import type { MaintenanceWindow } from '#domain/alerting/maintenance-window.ts';
import type { Centre } from '#domain/centre.ts';
import { type Scope, scopeIncludes, type Viewer } from '#domain/viewer.ts';
import type { Database } from '../../platform/database.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Estate } from '../../ports/estate.ts';
import type { MaintenanceBook } from '../../ports/alerting.ts';
import type { MaintenanceCover } from './cover.ts';
import { DeskForbiddenError, InvalidMaintenanceError } from './errors.ts';
import { nextIdOf } from './next-id.ts';
import { mayWork } from './permission.ts';

export type MaintenanceDraft = Parameters<MaintenanceBook['declare']>[1];

export interface MaintenanceStoreOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly estate: Pick<Estate, 'centres'>;
}

/** Windows that are in force or to come; each is held against every alert that is raised. */
export const WINDOWS_MAX = 1_000;
const TITLE_LENGTH_MAX = 120;
const REASON_LENGTH_MAX = 1_000;
/** Longest window that happens once: beyond that a centre is not in maintenance but out of service. */
const ONCE_DAYS_MAX = 31;
const DAY_MS = 86_400_000;

interface Kept {
  readonly window: MaintenanceWindow;
  readonly scope: Scope;
}

/** What is in force from one boundary to the next. */
interface Timetable {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly inForce: readonly Kept[];
}

export class MaintenanceStore implements MaintenanceBook, MaintenanceCover {
  readonly #options: MaintenanceStoreOptions;
  readonly #insert: StatementSync;
  readonly #cancel: StatementSync;
  readonly #windows = new Map<number, Kept>();
  readonly #listeners = new Set<() => void>();
  #timetable: Timetable | undefined;

  constructor(options: MaintenanceStoreOptions) {
    const { sqlite } = options.database;
    this.#options = options;
    this.#insert = sqlite.prepare(
      'INSERT INTO maintenance_window VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)',
    );
    this.#cancel = sqlite.prepare('UPDATE maintenance_window SET cancelled_at_ms = ? WHERE id = ?');
    for (const row of sqlite.prepare('SELECT * FROM maintenance_window').all()) {
      const kept = keptOfRow(row);
      this.#windows.set(kept.window.id, kept);
    }
  }

  /** Called after a window was declared or cancelled. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  windows(fromMs: number): readonly MaintenanceWindow[] {
    return [...this.#windows.values()]
      .map(({ window }) => window)
      .filter(({ when, cancelledAtMs }) => {
        if (cancelledAtMs !== null) return false;
        const endMs = lastEndMs(when);
        return endMs === null || endMs > fromMs;
      });
  }

  coverOf(centre: Centre, ruleId: string, nowMs: number): number | null {
    for (const { window, scope } of this.#inForceAt(nowMs)) {
      if (window.ruleIds.length > 0 && !window.ruleIds.includes(ruleId)) continue;
      if (scopeIncludes(scope, centre) && takesIn(window.where, centre)) return window.id;
    }
    return null;
  }

  /** The next moment at which any window begins or ends; null when none does. */
  nextBoundaryMs(nowMs: number): number | null {
    const { untilMs } = this.#timetableAt(nowMs);
    return untilMs === Infinity ? null : untilMs;
  }

  declare(viewer: Viewer, draft: MaintenanceDraft): MaintenanceWindow {
    const nowMs = this.#options.clock.nowMs();
    this.#demand(viewer, draft, nowMs);
    const { title, reason, when, where, ruleIds } = draft;
    const late = spanAt(when, nowMs) !== undefined;
    const { sqlite } = this.#options.database;
    const window: MaintenanceWindow = {
      id: nextIdOf(sqlite, 'maintenance_window'),
      title: title.trim(),
      reason: reason.trim(),
      when,
      where,
      ruleIds,
      createdBy: viewer.name,
      createdAtMs: nowMs,
      late,
      cancelledAtMs: null,
    };
    this.#insert.run(
      window.id,
      window.title,
      window.reason,
      JSON.stringify(when),
      JSON.stringify(where),
      JSON.stringify(viewer.scope),
      JSON.stringify(ruleIds),
      window.createdBy,
      nowMs,
      late ? 1 : 0,
    );
    this.#windows.set(window.id, { window, scope: viewer.scope });
    this.#tell();
    return window;
  }

  cancel(viewer: Viewer, id: number): boolean {
    const kept = this.#windows.get(id);
    if (kept?.window.cancelledAtMs !== null) return false;
    if (!this.#maySee(viewer.scope, kept)) return false;
    if (!mayWork(viewer))
      throw new DeskForbiddenError(`Cannot cancel maintenance as ${viewer.role}`);
    if (!this.#isWithin(viewer.scope, kept)) {
      throw new DeskForbiddenError(
        `Cannot cancel maintenance ${id}: it covers centres outside your scope`,
      );
    }
    const nowMs = this.#options.clock.nowMs();
    this.#cancel.run(nowMs, id);
    this.#windows.set(id, { ...kept, window: { ...kept.window, cancelledAtMs: nowMs } });
    this.#tell();
    return true;
  }

  /** Windows that cover a centre of the scope. */
  windowsIn(scope: Scope, fromMs: number): readonly MaintenanceWindow[] {
    return this.windows(fromMs).filter(({ id }) => {
      const kept = this.#windows.get(id);
      return kept !== undefined && this.#maySee(scope, kept);
    });
  }

  #inForceAt(nowMs: number): readonly Kept[] {
    return this.#timetableAt(nowMs).inForce;
  }

  /** Worked out once per boundary: it is asked for every alert. */
  #timetableAt(nowMs: number): Timetable {
    const known = this.#timetable;
    if (known !== undefined && nowMs >= known.fromMs && nowMs < known.untilMs) return known;
    const inForce: Kept[] = [];
    let untilMs = Infinity;
    for (const kept of this.#windows.values()) {
      const { when, cancelledAtMs } = kept.window;
      if (cancelledAtMs !== null) continue;
      untilMs = Math.min(untilMs, nextBoundaryMs(when, nowMs) ?? Infinity);
      if (spanAt(when, nowMs) !== undefined) inForce.push(kept);
    }
    this.#timetable = { fromMs: nowMs, untilMs, inForce };
    return this.#timetable;
  }

  #maySee(scope: Scope, { window, scope: declared }: Kept): boolean {
    if (scope.type === 'nation') return true;
    return this.#options.estate
      .centres()
      .some(
        (centre) =>
          scopeIncludes(scope, centre) &&
          scopeIncludes(declared, centre) &&
          takesIn(window.where, centre),
      );
  }

  #isWithin(scope: Scope, { window, scope: declared }: Kept): boolean {
    if (scope.type === 'nation') return true;
    return this.#options.estate
      .centres()
      .every(
        (centre) =>
          scopeIncludes(scope, centre) ||
          !scopeIncludes(declared, centre) ||
          !takesIn(window.where, centre),
      );
  }

  #demand(viewer: Viewer, draft: MaintenanceDraft, nowMs: number): void {
    if (!mayWork(viewer)) {
      throw new DeskForbiddenError(`Cannot declare maintenance as ${viewer.role}`);
    }
    const fault = faultOf(draft, nowMs) ?? this.#coverageFaultOf(viewer.scope, draft, nowMs);
    if (fault !== undefined) {
      throw new InvalidMaintenanceError(`Cannot declare maintenance "${draft.title}": ${fault}`);
    }
  }

  #coverageFaultOf(scope: Scope, { where }: MaintenanceDraft, nowMs: number): string | undefined {
    const covers = this.#options.estate
      .centres()
      .some((centre) => scopeIncludes(scope, centre) && takesIn(where, centre));
    if (!covers) return 'it covers no centre of your scope, wanted at least one';
    const standing = this.windows(nowMs).length;
    if (standing < WINDOWS_MAX) return undefined;
    return `there are ${standing} windows in force or to come, the most is ${WINDOWS_MAX}`;
  }

  #tell(): void {
    this.#timetable = undefined;
    for (const listener of this.#listeners) listener();
  }
}

function faultOf({ title, reason, when }: MaintenanceDraft, nowMs: number): string | undefined {
  if (!isText(title, TITLE_LENGTH_MAX))
    return `its title is not 1 to ${TITLE_LENGTH_MAX} characters`;
  if (!isText(reason, REASON_LENGTH_MAX)) {
    return `its reason is not 1 to ${REASON_LENGTH_MAX} characters`;
  }
  if (when.type === 'weekly') {
    const { minutes } = when;
    if (minutes < 1 || minutes > WEEKLY_MINUTES_MAX) {
      return `it lasts ${minutes} min, wanted 1 to ${WEEKLY_MINUTES_MAX}`;
    }
  } else if (when.untilMs <= when.fromMs) return 'it ends before it begins';
  else if (when.untilMs - when.fromMs > ONCE_DAYS_MAX * DAY_MS) {
    return `it lasts longer than ${ONCE_DAYS_MAX} days`;
  }
  return nextBoundaryMs(when, nowMs) === null ? 'it is over already' : undefined;
}

function isText(text: string, lengthMax: number): boolean {
  const { length } = text.trim();
  return length > 0 && length <= lengthMax;
}

function keptOfRow(row: Readonly<Record<string, unknown>>): Kept {
  const cancelled = row['cancelled_at_ms'];
  return {
    scope: JSON.parse(String(row['scope'])) as Scope,
    window: {
      id: Number(row['id']),
      title: String(row['title']),
      reason: String(row['reason']),
      when: JSON.parse(String(row['time'])) as MaintenanceWindow['when'],
      where: JSON.parse(String(row['selector'])) as MaintenanceWindow['where'],
      ruleIds: JSON.parse(String(row['rule_ids'])) as string[],
      createdBy: String(row['created_by']),
      createdAtMs: Number(row['created_at_ms']),
      late: Number(row['late']) === 1,
      cancelledAtMs: cancelled === null ? null : Number(cancelled),
    },
  };
}
