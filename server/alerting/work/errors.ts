/** What the desk refuses as a whole; items of a bulk that are refused come with the answer instead. */
import { OperationalError } from '../../platform/errors.ts';

/** The role or scope of the viewer does not reach so far. */
export class DeskForbiddenError extends OperationalError {
  readonly code = 'forbidden';
}

/** There is no such item, or it lies outside the viewer's scope. */
export class NoSuchItemError extends OperationalError {
  readonly code = 'not_found';
  constructor(item: string) {
    super(`Cannot find "${item}": there is none, or it lies outside your scope`);
  }
}

export class InvalidMaintenanceError extends OperationalError {
  readonly code = 'invalid_maintenance';
}
