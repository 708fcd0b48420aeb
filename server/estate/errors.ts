/** What the register refuses. */
import { OperationalError } from '../platform/errors.ts';

/** The record breaks a rule of the register; `message` lists every fault. */
export class InvalidCentreError extends OperationalError {
  readonly code = 'invalid_centre';
}

export class NoSuchCentreError extends OperationalError {
  readonly code = 'no_such_centre';
  constructor(code: string) {
    super(`Cannot find centre "${code}": the register has none of that code`);
  }
}

export class EstateNotEmptyError extends OperationalError {
  readonly code = 'estate_not_empty';
  constructor(centres: number) {
    super(`Cannot put a sample estate in place: the register holds ${centres} real centres`);
  }
}

export class EstateFullError extends OperationalError {
  readonly code = 'estate_full';
}

export class NotUnclaimedError extends OperationalError {
  readonly code = 'not_unclaimed';
  constructor(path: string) {
    super(`Cannot claim device "${path}": it is not among the unclaimed ones`);
  }
}
