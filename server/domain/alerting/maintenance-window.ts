/** Planned work: no alert of what it covers is raised while it lasts. */
import type { CentreSelector } from './rule.ts';
import type { Weekday } from './feeder-schedule.ts';

export interface OnceWindow {
  readonly type: 'once';
  readonly fromMs: number;
  readonly untilMs: number;
}

/** PKT; may reach into the next day. */
export interface WeeklyWindow {
  readonly type: 'weekly';
  readonly weekdays: readonly Weekday[];
  readonly from: string;
  readonly minutes: number;
  readonly validFromMs: number | null;
  readonly validUntilMs: number | null;
}

export interface MaintenanceWindow {
  readonly id: number;
  readonly title: string;
  readonly reason: string;
  readonly when: OnceWindow | WeeklyWindow;
  readonly where: CentreSelector;
  /** Rules it covers; empty: all. */
  readonly ruleIds: readonly string[];
  readonly createdBy: string;
  readonly createdAtMs: number;
  /** Declared after it had begun: kept, and not excluded from uptime. */
  readonly late: boolean;
  readonly cancelledAtMs: number | null;
}
