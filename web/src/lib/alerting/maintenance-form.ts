/** Maintenance windows as they are declared, and how declared ones stand to the present. Pure. */
import type { Weekday } from '#domain/alerting/feeder-schedule.ts';
import type { MaintenanceWindow } from '#domain/alerting/maintenance-window.ts';
import { windowsOf } from './centre-outlook.ts';
import { type FormFault, isNumber, type TypedNumber } from './condition-form.ts';
import {
  DAY_MINUTES,
  DAY_MS,
  HOUR_MS,
  minuteOfClock,
  msOfPktInput,
  pktInputOf,
} from './pkt-input.ts';
import { newSelector, type SelectorForm, selectorOf } from './selector-form.ts';
import type { Stretch } from './week-grid.ts';

export interface MaintenanceForm {
  title: string;
  reason: string;
  type: 'once' | 'weekly';
  begins: string;
  ends: string;
  weekdays: Weekday[];
  from: string;
  minutes: TypedNumber;
  validFrom: string;
  validUntil: string;
  where: SelectorForm;
  ruleIds: string[];
}

export type MaintenanceDraft = Pick<
  MaintenanceWindow,
  'title' | 'reason' | 'when' | 'where' | 'ruleIds'
>;

/** Begins with the next full hour: work is declared before it begins. */
export function newMaintenance(nowMs: number): MaintenanceForm {
  const fromMs = Math.ceil(nowMs / HOUR_MS) * HOUR_MS;
  return {
    title: '',
    reason: '',
    type: 'once',
    begins: pktInputOf(fromMs),
    ends: pktInputOf(fromMs + 2 * HOUR_MS),
    weekdays: [0],
    from: '02:00',
    minutes: 120,
    validFrom: '',
    validUntil: '',
    where: newSelector(),
    ruleIds: [],
  };
}

export function maintenanceOf(form: MaintenanceForm): MaintenanceDraft {
  return {
    title: form.title.trim(),
    reason: form.reason.trim(),
    when:
      form.type === 'once'
        ? {
            type: 'once',
            fromMs: msOfPktInput(form.begins) ?? 0,
            untilMs: msOfPktInput(form.ends) ?? 0,
          }
        : {
            type: 'weekly',
            weekdays: [...form.weekdays],
            from: form.from,
            minutes: form.minutes ?? 0,
            validFromMs: msOfPktInput(form.validFrom),
            validUntilMs: msOfPktInput(form.validUntil),
          },
    where: selectorOf(form.where),
    ruleIds: [...form.ruleIds],
  };
}

/** What keeps the window from being declared, by the paths the server names as well. */
export function maintenanceFaultsOf(form: MaintenanceForm): FormFault[] {
  const paths = (['title', 'reason'] as const).filter((field) => form[field].trim() === '');
  const when = form.type === 'once' ? missingOnce(form) : missingWeekly(form);
  return [...paths, ...when].map((path) => ({ path, code: 'missing' }));
}

function missingOnce({ begins, ends }: MaintenanceForm): string[] {
  const fromMs = msOfPktInput(begins);
  const untilMs = msOfPktInput(ends);
  if (fromMs === null) return ['when.fromMs'];
  return untilMs === null || untilMs <= fromMs ? ['when.untilMs'] : [];
}

function missingWeekly({ weekdays, from, minutes }: MaintenanceForm): string[] {
  const fits = isNumber(minutes) && minutes > 0 && minutes <= DAY_MINUTES;
  return [
    ...(weekdays.length === 0 ? ['when.weekdays'] : []),
    ...(minuteOfClock(from) === null ? ['when.from'] : []),
    ...(fits ? [] : ['when.minutes']),
  ];
}

/** `gone` is cancelled, or has no occurrence left in the coming weeks. */
export type Standing = 'running' | 'coming' | 'gone';

export interface MaintenanceStanding {
  readonly standing: Standing;
  /** The occurrence under way, the next, or the last of a window that is gone. */
  readonly span: Stretch | null;
}

/** Weekly work comes within a week; single work may be planned long before. */
const AHEAD_MS = 400 * DAY_MS;
const WEEKLY_AHEAD_MS = 60 * DAY_MS;

export function standingOf(window: MaintenanceWindow, nowMs: number): MaintenanceStanding {
  const ahead = window.when.type === 'once' ? AHEAD_MS : WEEKLY_AHEAD_MS;
  const spans = windowsOf(window, { fromMs: nowMs, untilMs: nowMs + ahead });
  const running = spans.find(({ fromMs, untilMs }) => fromMs <= nowMs && untilMs > nowMs);
  if (running !== undefined) return { standing: 'running', span: running };
  const [next] = spans;
  if (next !== undefined && window.cancelledAtMs === null) {
    return { standing: 'coming', span: next };
  }
  const last = windowsOf(window, { fromMs: nowMs - ahead, untilMs: nowMs }).at(-1);
  return { standing: 'gone', span: last ?? null };
}
