/** The judgement over the nation, as HTTP, the live line and pages see it. */
import type {
  AlertView,
  IncidentMemberView,
  IncidentView,
  QueueItem,
  TimelineEntry,
  WithheldView,
} from '#domain/alerting/alert.ts';
import type { AlertingFigures, HandOver } from '#domain/alerting/figures.ts';
import type { AnnouncedSlot, FeederSchedule } from '#domain/alerting/feeder-schedule.ts';
import type { MaintenanceWindow } from '#domain/alerting/maintenance-window.ts';
import type { Blindness, LoadFigures, QueueFrame, QueueSnapshot } from '#domain/alerting/queue.ts';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import type { AlertRule } from '#domain/alerting/rule.ts';
import type { ItemKey, WorkAction, WorkResult } from '#domain/alerting/work-action.ts';
import type { Scope, Viewer } from '#domain/viewer.ts';
import type { NotificationCounters } from './notification.ts';

export type { ItemKey, WorkAction, WorkResult } from '#domain/alerting/work-action.ts';

export interface AlertQuery {
  /** True: neither cleared nor closed; false: either of them. */
  readonly open?: boolean;
  readonly centre?: string;
  readonly ruleId?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly limit: number;
  /** Items before this id: newest first. */
  readonly beforeId?: number;
}

/** Alerts and incidents, and the work on them. Everything is limited to the scope given. */
export interface AlertDesk {
  queue(scope: Scope): QueueSnapshot;
  /** Tells of each change; frames are per scope. Returns what ends it. */
  follow(scope: Scope, listener: (frame: QueueFrame) => void): () => void;
  /** How many people of the NOC watch the queue: what the load is divided by. */
  noteConsoles(consoles: number): void;
  /** Conditions that hold and are not raised, with what keeps them back; newest first. */
  withheld(scope: Scope): readonly WithheldView[];
  item(scope: Scope, key: ItemKey): QueueItem | undefined;
  timeline(scope: Scope, key: ItemKey): readonly TimelineEntry[] | undefined;
  alerts(scope: Scope, query: AlertQuery): readonly AlertView[];
  incidents(scope: Scope, query: AlertQuery): readonly IncidentView[];
  members(scope: Scope, incidentId: number): readonly IncidentMemberView[] | undefined;
  /** Bulk; each item by itself. */
  work(viewer: Viewer, items: readonly ItemKey[], action: WorkAction): WorkResult;
  /** Puts incidents and alerts into the first incident. Throws IncidentRefusedError. */
  merge(viewer: Viewer, items: readonly ItemKey[], title: string | null): IncidentView;
  /** Takes centres out of an incident into a new one. */
  split(
    viewer: Viewer,
    incidentId: number,
    centres: readonly string[],
    title: string | null,
  ): IncidentView;
  /** Null makes it stand alone. */
  reparent(viewer: Viewer, incidentId: number, parentId: number | null): IncidentView;
  figures(window: { readonly fromMs: number; readonly toMs: number }): AlertingFigures;
  handOvers(limit: number): readonly HandOver[];
  writeHandOver(viewer: Viewer, note: string): HandOver;
}

export interface BacktestRequest {
  readonly rule: Omit<AlertRule, 'version'>;
  readonly fromMs: number;
  readonly toMs: number;
  readonly centres: readonly string[];
}

export interface BacktestAnswer {
  readonly alerts: readonly {
    readonly centre: string;
    readonly device: string | null;
    readonly severity: string;
    readonly raisedAtMs: number;
    readonly clearedAtMs: number | null;
  }[];
  /** More were found than are listed. */
  readonly truncated: boolean;
  readonly perCentreDay: number;
  readonly centresJudged: number;
  /** Width of the steps in which stored data was judged: delays are exact to within one. */
  readonly stepSeconds: number;
  /** Device-hours without stored data: what could not be judged. */
  readonly hoursUnknown: number;
  /** Signals of the rule that history does not hold, which were taken as not known. */
  readonly signalsMissing: readonly string[];
}

/** Rules, in force at once when changed. Throws InvalidRuleError, RuleConflictError. */
export interface RuleBook {
  rules(): readonly AlertRule[];
  rule(id: string): AlertRule | undefined;
  /** Earlier versions, newest first. */
  versions(
    id: string,
  ): readonly { readonly rule: AlertRule; readonly by: string; readonly atMs: number }[];
  put(viewer: Viewer, rule: Omit<AlertRule, 'version'>, expectedVersion: number | null): AlertRule;
  /** Back to the default for rules that have one; else gone. */
  remove(viewer: Viewer, id: string): boolean;
  backtest(request: BacktestRequest): Promise<BacktestAnswer>;
}

export interface ScheduleImportReport {
  readonly dryRun: boolean;
  readonly applied: boolean;
  readonly schedules: number;
  readonly slots: number;
  readonly faults: readonly { readonly row: number; readonly message: string }[];
}

/** Published load-shedding. */
export interface ScheduleBook {
  /** Those that concern a centre of the scope, in order of company, feeder and category. */
  schedules(scope: Scope): readonly FeederSchedule[];
  /** Throws NoSuchScheduleError, InvalidScheduleError, SchedulesFullError, ScheduleOutOfScopeError. */
  put(
    viewer: Viewer,
    schedule: Omit<FeederSchedule, 'id'> & { readonly id: number | null },
  ): FeederSchedule;
  /** False when there is none of that number. Throws ScheduleOutOfScopeError. */
  remove(viewer: Viewer, id: number): boolean;
  /** All of it or nothing: each schedule in place of the one for the same feeder and validity. */
  import(
    viewer: Viewer,
    source: {
      readonly format: 'csv' | 'icalendar';
      readonly text: string;
      /** iCalendar names no feeder: it is for this one. In CSV, where the cell is empty. */
      readonly disco?: string;
      readonly feeder?: string;
      readonly name: string;
    },
    options: { readonly dryRun: boolean },
  ): ScheduleImportReport;
  /** One row per slot, as the import takes it. */
  exportCsv(scope: Scope): string;
  /** Announced slots of one centre's feeder that touch the window, in order of time. */
  slotsOf(
    centre: string,
    window: { readonly fromMs: number; readonly toMs: number },
  ): readonly AnnouncedSlot[];
  /** The verdict on the outage that a centre is in; undefined while it has mains. */
  rideThroughOf(centre: string): RideThroughVerdict | undefined;
}

/** Planned work. Throws InvalidMaintenanceError, DeskForbiddenError. */
export interface MaintenanceBook {
  /** Not cancelled and not over before `fromMs`. */
  windows(fromMs: number): readonly MaintenanceWindow[];
  /** Those of them that cover a centre of the scope. */
  windowsIn(scope: Scope, fromMs: number): readonly MaintenanceWindow[];
  declare(
    viewer: Viewer,
    window: Pick<MaintenanceWindow, 'title' | 'reason' | 'when' | 'where' | 'ruleIds'>,
  ): MaintenanceWindow;
  /** Ends it now, or keeps it from beginning. */
  cancel(viewer: Viewer, id: number): boolean;
}

/** How alerting itself is doing; every figure is exported as a metric. */
export interface AlertingStatus {
  /** Null while we see. */
  readonly blindness: Blindness | null;
  readonly load: LoadFigures;
  /** Rules that fire on a subject, whether or not anybody is told. */
  readonly firing: number;
  /** Ticks whose changes could not be written when they happened. */
  readonly writesFailed: number;
  /** Symptoms that wait for the next tick. */
  readonly symptomsWaiting: number;
  /** Transitions that wait until it is clear whether they belong to an incident. */
  readonly transitionsHeld: number;
  /** Derived states that wait for their turn to be published. */
  readonly statesWaiting: number;
  readonly notifications: NotificationCounters;
  readonly heartbeat: HeartbeatStatus;
}

/** The dead-man's signal to somebody elsewhere. */
export interface HeartbeatStatus {
  /** False while there is no `HEARTBEAT_URL`. */
  readonly enabled: boolean;
  readonly beats: number;
  readonly failed: number;
  /** Minutes that passed without a beat because we were blind. */
  readonly withheld: number;
  readonly lastBeatAtMs: number | null;
  /** Null when the last one arrived. */
  readonly lastError: string | null;
}
