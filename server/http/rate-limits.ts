/** How often one address may fail at what costs work before anyone is known. */
import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { RateLimitedError } from './errors.ts';
import type { RateLimit } from './route.ts';

/** A whole centre may sit behind one address, so this bounds floods; accounts are guarded by access. */
export const SIGN_IN_FAILURES_MAX = 30;
export const SETUP_FAILURES_MAX = 10;
const WINDOW_MS = 5 * 60_000;

export function createRateLimits(): Readonly<Record<RateLimit, RequestHandler>> {
  return { 'sign-in': limitOf(SIGN_IN_FAILURES_MAX), setup: limitOf(SETUP_FAILURES_MAX) };
}

function limitOf(failuresMax: number): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: failuresMax,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Whether forwarding headers are believed is decided by `trust proxy` alone.
    validate: { xForwardedForHeader: false, forwardedHeader: false, trustProxy: false },
    handler: (_request, _response, next) => {
      next(new RateLimitedError(WINDOW_MS / 1_000));
    },
  });
}
