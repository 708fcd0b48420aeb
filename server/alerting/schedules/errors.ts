/** What the book of schedules refuses. */
import { OperationalError } from '../../platform/errors.ts';

/** The schedule breaks a rule; `message` lists every fault. */
export class InvalidScheduleError extends OperationalError {
  readonly code = 'invalid_schedule';
}

export class NoSuchScheduleError extends OperationalError {
  readonly code = 'no_such_schedule';
  constructor(id: number) {
    super(`Cannot find schedule ${id}: there is none of that number`);
  }
}

export class SchedulesFullError extends OperationalError {
  readonly code = 'schedules_full';
  constructor(schedulesMax: number) {
    super(`Cannot keep another schedule: there are ${schedulesMax}, the most`);
  }
}

/** The feeder or category also serves centres outside the viewer's scope, or none inside. */
export class ScheduleOutOfScopeError extends OperationalError {
  readonly code = 'schedule_out_of_scope';
  constructor(what: string) {
    super(`Cannot change the schedule of ${what}: it is not for centres of your scope alone`);
  }
}
