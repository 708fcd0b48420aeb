/**
 * The Express app: protective headers, request log, the API, and its answers to what is not there.
 *
 * Pages come behind it (`pages.ts`), the live connection beside it on the same server.
 */
import compression from 'compression';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { ConfigError } from '../platform/errors.ts';
import type { Log } from '../ports/log.ts';
import { apiRoutes, type RouteParts } from './api-routes.ts';
import { createErrorHandler } from './error-handler.ts';
import { NotFoundError } from './errors.ts';
import { mountRoutes } from './mount-route.ts';
import { createRequestLog } from './request-log.ts';
import { createHttpMeters, type MeasuredParts, registerServerMetrics } from './server-metrics.ts';

export interface HttpParts extends RouteParts, MeasuredParts {
  readonly log: Log;
  readonly estate: RouteParts['estate'];
  readonly live: RouteParts['live'];
  readonly store: RouteParts['store'];
  readonly desk: RouteParts['desk'];
}

export interface HttpOptions {
  /** The origin people type, when a proxy stands in front. */
  readonly publicUrl: string | undefined;
  /** Which proxies to believe, as Express takes it, in text: addresses, a number of hops, "true". */
  readonly trustProxy: string | undefined;
  /** Whether `/readyz` and `/metrics` need no sign-in; undefined: from this machine alone. */
  readonly openMetrics: boolean | undefined;
}

/** Nothing but data: a browser that opens an answer as a page gets to run nothing in it. */
const API_CONTENT_SECURITY_POLICY = "default-src 'none'; frame-ancestors 'none'";

export function createHttpApp(parts: HttpParts, options: HttpOptions): Express {
  const { log, clock, metrics } = parts;
  const meters = createHttpMeters(metrics);
  registerServerMetrics(metrics, parts);

  const app = express();
  app.set('env', 'production'); // no stack traces in answers, whatever the environment says
  app.set('etag', false); // a route that can be asked again with one sets its own
  trustProxies(app, options.trustProxy);
  app.use(createRequestLog({ clock, log, observe: meters.observeRequest }));
  app.use(
    helmet({
      contentSecurityPolicy: false, // pages and the API each have their own
      strictTransportSecurity: false, // whoever ends TLS decides that
      // With helmet's own, forms without scripts would send an opaque origin and be refused.
      referrerPolicy: { policy: 'same-origin' },
    }),
  );
  app.use('/api', setApiPolicy);
  app.use(compression());
  mountRoutes(app, apiRoutes(parts), { ...options, access: parts.access });
  app.use('/api', (request) => {
    throw new NotFoundError(`${request.method} ${request.baseUrl}${request.path}`);
  });
  app.use(createErrorHandler({ log, count: meters.countError }));
  return app;
}

const setApiPolicy: RequestHandler = (_request, response, next) => {
  response.set('Content-Security-Policy', API_CONTENT_SECURITY_POLICY);
  next();
};

/** By default nobody is believed: else any process on the machine could forge addresses. */
function trustProxies(app: Express, text = 'false'): void {
  const words = new Map<string, boolean>([
    ['true', true],
    ['false', false],
  ]);
  const hops = /^\d+$/.test(text) ? Number(text) : undefined;
  try {
    app.set('trust proxy', words.get(text) ?? hops ?? text);
  } catch (cause) {
    const wanted = 'wanted addresses, subnets, a number of hops, "true" or "false"';
    throw new ConfigError(`Cannot trust proxy "${text}": ${wanted}`, { cause });
  }
}
