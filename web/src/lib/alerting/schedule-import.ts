/** Files of timetables on their way in: which format they are in, and what an import answered. Pure. */

/** What `POST /schedules/import` answers, done or only checked. */
export interface ScheduleReport {
  readonly dryRun: boolean;
  readonly applied: boolean;
  readonly schedules: number;
  readonly slots: number;
  readonly faults: readonly { readonly row: number; readonly message: string }[];
}

/** As large as the server takes. */
export const SCHEDULE_BYTES_MAX = 4 * 1_024 * 1_024;

/** iCalendar by name or type, else CSV: spreadsheets name CSV files in many ways. */
export function formatOfFile(file: {
  readonly name: string;
  readonly type: string;
}): 'text/calendar' | 'text/csv' {
  const calendar = file.type === 'text/calendar' || /\.(ics|ical)$/i.test(file.name);
  return calendar ? 'text/calendar' : 'text/csv';
}

/** The report inside a refusal; undefined when the server refused for another reason. */
export function scheduleReportIn(details: unknown): ScheduleReport | undefined {
  const isReport = typeof details === 'object' && details !== null && 'faults' in details;
  return isReport ? (details as ScheduleReport) : undefined;
}
