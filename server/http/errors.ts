/** What the HTTP interface itself refuses. */
import { OperationalError } from '../platform/errors.ts';

export class NotSignedInError extends OperationalError {
  readonly code = 'not_signed_in';
  constructor() {
    super('Cannot answer: no valid session cookie or bearer token, wanted one of them');
  }
}

export class ForbiddenError extends OperationalError {
  readonly code = 'forbidden';
}

export class ForeignOriginError extends OperationalError {
  readonly code = 'foreign_origin';
  constructor() {
    super('Cannot change anything: the request comes from a page of another origin');
  }
}

/** `path` names what was looked for; what lies outside the viewer's scope is not found either. */
export class NotFoundError extends OperationalError {
  readonly code = 'not_found';
  constructor(path: string) {
    super(`Cannot find "${path}": there is none, or it lies outside your scope`);
  }
}

/** What was to be done to an item of the queue was not; `code` says why. */
export class WorkRefusedError extends OperationalError {
  readonly code: string;
  constructor(refusal: { readonly item: string; readonly code: string; readonly action: string }) {
    super(`Cannot ${refusal.action} "${refusal.item}": ${refusal.code.replaceAll('_', ' ')}`);
    this.code = refusal.code;
  }
}

export interface RequestFault {
  /** Where in the request, e.g. `query.limit`. */
  readonly path: string;
  readonly message: string;
}

export class InvalidRequestError extends OperationalError {
  readonly code = 'invalid_request';
  readonly details: readonly RequestFault[];

  constructor(details: readonly RequestFault[]) {
    const list = details.map(({ path, message }) => `${path}: ${message}`).join('; ');
    super(`Cannot read the request: ${list}`);
    this.details = details;
  }
}

export class UnsupportedMediaTypeError extends OperationalError {
  readonly code = 'unsupported_media_type';
  constructor(wanted: readonly string[]) {
    super(`Cannot read the body: wanted a Content-Type of ${wanted.join(' or ')}`);
  }
}

export class RateLimitedError extends OperationalError {
  readonly code = 'too_many_requests';
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(`Cannot answer: too many requests, wanted a pause of ${retryAfterSeconds} s`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** An import with faults; `details` is its report, and nothing was changed. */
export class ImportRefusedError extends OperationalError {
  readonly code = 'import_refused';
  readonly details: unknown;

  constructor(faults: number, details: unknown) {
    super(`Cannot import: ${faults} faults, wanted none; nothing was changed`);
    this.details = details;
  }
}

export class NotReadyError extends OperationalError {
  readonly code = 'not_ready';
  readonly details: { readonly unusable: readonly string[] };

  constructor(unusable: readonly string[]) {
    super(`Cannot serve in full: not usable at the moment: ${unusable.join(', ')}`);
    this.details = { unusable };
  }
}
