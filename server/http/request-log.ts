/** Gives every request an id, counts it and, at debug, logs it once it is over. */
import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';

const ids = new WeakMap<object, string>();

/** The id that the answer carries as `X-Request-Id`. */
export function requestIdOf(request: Request): string {
  return ids.get(request) ?? '';
}

export interface RequestLogOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly observe: (request: { readonly status: number; readonly seconds: number }) => void;
}

export function createRequestLog({ clock, log, observe }: RequestLogOptions): RequestHandler {
  return (request, response, next) => {
    const startedAtMs = clock.nowMs();
    const requestId = randomUUID();
    const { method, path } = request;
    ids.set(request, requestId);
    response.set('X-Request-Id', requestId);
    response.on('close', () => {
      const durationMs = clock.nowMs() - startedAtMs;
      const status = response.statusCode;
      observe({ status, seconds: durationMs / 1_000 });
      log.debug('Answered a request', { requestId, method, path, status, durationMs });
    });
    next();
  };
}
