/** What is refused to people who reorganise incidents. */
import { OperationalError } from '../../platform/errors.ts';

export class NoSuchIncidentError extends OperationalError {
  readonly code = 'no_such_incident';
  constructor(id: number) {
    super(`Cannot find incident ${id}: there is none of that number`);
  }
}

/** The incident is not in a state for it; `message` says which would be. */
export class IncidentRefusedError extends OperationalError {
  readonly code = 'incident_refused';
}
