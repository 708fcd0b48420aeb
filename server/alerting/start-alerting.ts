/** Builds the rooms of alerting and joins them; what the rest of the server uses is in `RunningAlerting`. */
import type { Blindness } from '#domain/alerting/queue.ts';
import type { Database } from '../platform/database.ts';
import type { Clock } from '../ports/clock.ts';
import type { Estate } from '../ports/estate.ts';
import type { LivePictureFeed } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import { Alerting } from './alerting.ts';
import { BacktestRefusedError } from './rules/errors.ts';
import { RuleStore } from './rules/rule-store.ts';
import { Schedules } from './schedules/schedule-book.ts';
import { ScheduleStore } from './schedules/schedule-store.ts';

export interface StartAlertingOptions {
  readonly database: Database;
  readonly estate: Estate;
  readonly feed: LivePictureFeed;
  readonly clock: Clock;
  readonly log: Log;
  /** Published timetables; they are there before anything is judged. */
  readonly timetables: ScheduleStore;
}

export type RunningAlerting = ReturnType<typeof startAlerting>;

/** Takes up what stood before the restart and follows the feed from now on. */
export function startAlerting(options: StartAlertingOptions) {
  const { database, estate, clock, log, timetables } = options;
  const blindness = (): Blindness | null => null;
  const rules = new RuleStore({
    database,
    clock,
    log,
    backtest: () => Promise.reject(new BacktestRefusedError('Cannot backtest: not wired')),
  });
  const alerting = new Alerting({
    ...options,
    rules,
    schedules: timetables,
    contactName: () => undefined,
    blindness,
    onOccurrences: () => undefined,
  });
  alerting.start();
  const { desk, power } = alerting;
  return {
    rules,
    desk,
    maintenance: desk.maintenance,
    schedules: new Schedules({ store: timetables, power, estate, clock }),
    counters: () => alerting.counters(),
    close: () => {
      alerting.close();
    },
  };
}
