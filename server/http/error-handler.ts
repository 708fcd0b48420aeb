/**
 * Turns what handlers throw into answers: the one table from an error's code to its status.
 *
 * Expected failures go out with their code, sentence and details. Anything else is a bug: the caller
 * learns the request's id, the log the whole chain.
 */
import { inspect } from 'node:util';
import type { ErrorRequestHandler, Request } from 'express';
import { OperationalError } from '../platform/errors.ts';
import type { Log } from '../ports/log.ts';
import { requestIdOf } from './request-log.ts';

export const STATUS_BY_CODE: ReadonlyMap<string, number> = new Map([
  ['invalid_request', 400],
  ['invalid_query', 400],
  ['invalid_token_request', 400],
  ['not_signed_in', 401],
  ['sign_in_refused', 401],
  ['forbidden', 403],
  ['foreign_origin', 403],
  ['schedule_out_of_scope', 403],
  ['not_found', 404],
  ['no_such_centre', 404],
  ['unknown_series', 404],
  ['no_such_schedule', 404],
  ['no_such_incident', 404],
  ['setup_done', 409],
  ['estate_not_empty', 409],
  ['estate_full', 409],
  ['not_unclaimed', 409],
  ['schedules_full', 409],
  ['not_in_queue', 409],
  ['already_over', 409],
  ['already_acknowledged', 409],
  ['not_acknowledged', 409],
  ['not_shelved', 409],
  ['incident_refused', 409],
  ['rule_conflict', 409],
  ['notification_setting_in_use', 409],
  ['too_large', 413],
  ['unsupported_media_type', 415],
  ['weak_password', 422],
  ['invalid_centre', 422],
  ['invalid_schedule', 422],
  ['import_refused', 422],
  ['invalid_notification_setting', 422],
  ['unknown_contact', 422],
  ['invalid_maintenance', 422],
  ['invalid_rule', 422],
  ['backtest_refused', 422],
  ['too_many_requests', 429],
  ['too_many_attempts', 429],
  ['not_ready', 503],
  ['backtest_busy', 503],
  ['busy', 503],
  ['store_away', 503],
  ['store_busy', 503],
]);

/** Sentences for failures whose own name files, hosts and what a database said: for operators only. */
const PUBLIC_MESSAGES: ReadonlyMap<string, string> = new Map([
  ['store_away', 'Cannot read history: the reading store is away, ask again later'],
]);

/** The body of every answer that is not a success. */
export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly details?: unknown };
}

interface Failure {
  readonly status: number;
  readonly body: ErrorBody;
  readonly retryAfterSeconds?: number;
}

export interface ErrorHandlerOptions {
  readonly log: Log;
  /** Counts answers that are not a success, by code. */
  readonly count: (code: string) => void;
}

export function createErrorHandler({ log, count }: ErrorHandlerOptions): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const failure = failureOf(error, request);
    if (failure.status === 500) {
      log.error('A request failed', {
        requestId: requestIdOf(request),
        method: request.method,
        path: request.path,
        error: inspect(error), // with its causes
      });
    }
    if (error instanceof OperationalError && PUBLIC_MESSAGES.has(error.code)) {
      log.warn('A request could not be answered', {
        requestId: requestIdOf(request),
        reason: error.message,
      });
    }
    count(failure.body.error.code);
    if (response.headersSent) {
      next(error); // Express cuts the connection: half an answer must not look whole
      return;
    }
    if (failure.retryAfterSeconds !== undefined) {
      response.set('Retry-After', String(failure.retryAfterSeconds));
    }
    if (failure.status === 401) response.set('WWW-Authenticate', 'Bearer');
    response.status(failure.status).json(failure.body);
  };
}

function failureOf(error: unknown, request: Request): Failure {
  if (error instanceof OperationalError) {
    const status = STATUS_BY_CODE.get(error.code);
    if (status !== undefined) return expectedFailure(error, status);
  }
  return bodyFailureOf(error) ?? unexpectedFailure(request);
}

function expectedFailure(error: OperationalError, status: number): Failure {
  const { code } = error;
  const message = PUBLIC_MESSAGES.get(code) ?? error.message;
  const details = 'details' in error ? { details: error.details } : {};
  const body = { error: { code, message, ...details } };
  return 'retryAfterSeconds' in error && typeof error.retryAfterSeconds === 'number'
    ? { status, body, retryAfterSeconds: error.retryAfterSeconds }
    : { status, body };
}

/** What Express and its body parsers find wrong with a request; told by `type` and `status`. */
function bodyFailureOf(error: unknown): Failure | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  const { status } = error;
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  switch (status) {
    case 413:
      return failureWith(413, 'too_large', 'Cannot read the body: it is larger than allowed');
    case 415:
      return failureWith(
        415,
        'unsupported_media_type',
        'Cannot read the body: its encoding or character set is not supported',
      );
    default:
      return failureWith(400, 'invalid_request', 'Cannot read the request: it is malformed');
  }
}

function unexpectedFailure(request: Request): Failure {
  const message = 'Cannot answer: an internal error, which has been logged';
  const details = { requestId: requestIdOf(request) };
  return { status: 500, body: { error: { code: 'internal_error', message, details } } };
}

function failureWith(status: number, code: string, message: string): Failure {
  return { status, body: { error: { code, message } } };
}
