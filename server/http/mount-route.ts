/**
 * Puts a route into the Express app: limits, origin, sign-in, permission, body, schemas, handler,
 * answer, in that order. A body is read only from callers who may send it.
 */
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import type { Viewer } from '#domain/viewer.ts';
import {
  type Credential,
  credentialOf,
  type ViewerLookup,
  viewerOfCredential,
} from '../platform/request-viewer.ts';
import { sameOrigin } from '../platform/same-origin.ts';
import {
  ForbiddenError,
  ForeignOriginError,
  InvalidRequestError,
  NotSignedInError,
  type RequestFault,
  UnsupportedMediaTypeError,
} from './errors.ts';
import { isPermitted } from './permissions.ts';
import { createRateLimits } from './rate-limits.ts';
import type { Answer, AnyRoute, BodyRule, RouteAccess } from './route.ts';

export interface MountOptions {
  readonly access: ViewerLookup;
  /** The origin people type, when a proxy stands in front. */
  readonly publicUrl: string | undefined;
  /** True: monitoring is open to all. Undefined: to callers on this machine. */
  readonly openMetrics: boolean | undefined;
}

/** Largest JSON body; imports have their own limit. */
const JSON_BYTES_MAX = 256 * 1_024;

/** Who the guard found behind a request. */
interface Caller {
  readonly viewer: Viewer | undefined;
  readonly credential: Credential | undefined;
}

export function mountRoutes(app: Express, routes: readonly AnyRoute[], options: MountOptions) {
  const rateLimits = createRateLimits();
  for (const route of routes) {
    const steps: RequestHandler[] = [guardOf(route, options)];
    if (route.rateLimit !== undefined) steps.unshift(rateLimits[route.rateLimit]);
    if (route.body !== undefined) steps.push(bodyReaderOf(route.body));
    steps.push(handlerOf(route, options));
    app[route.method](expressPathOf(route.path), ...steps);
  }
}

/** `/centres/{code}` as Express writes it. */
export function expressPathOf(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

function guardOf(route: AnyRoute, options: MountOptions): RequestHandler {
  return (request, response, next) => {
    const credential = credentialOf(request.headers);
    // A foreign page can make a browser send its cookie, never a token.
    const ridesOnCookie = credential?.type !== 'token';
    if (route.method !== 'get' && ridesOnCookie && !sameOrigin(request, options.publicUrl)) {
      throw new ForeignOriginError();
    }
    const viewer = viewerOfCredential(options.access, credential);
    if (!isOpenTo(route.access, request, options)) demandPermission(route.access, viewer);
    response.locals['caller'] = { viewer, credential } satisfies Caller;
    next();
  };
}

function isOpenTo(access: RouteAccess, request: Request, { openMetrics }: MountOptions): boolean {
  if (access === 'open') return true;
  return access === 'monitoring' && (openMetrics ?? isOnThisMachine(request));
}

function demandPermission(access: RouteAccess, viewer: Viewer | undefined): void {
  if (access === 'open') return;
  if (viewer === undefined) throw new NotSignedInError();
  const permission = access === 'monitoring' ? 'status.read' : access;
  if (isPermitted(viewer, permission)) return;
  throw new ForbiddenError(
    `Cannot do this as ${viewer.role} with a scope of ${viewer.scope.type}: "${permission}" is not granted`,
  );
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;
/** Any of these tells that a proxy passed the request on for someone else. */
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

function isOnThisMachine(request: Request): boolean {
  if (!LOOPBACK.test(request.socket.remoteAddress ?? '')) return false;
  return PROXY_HEADERS.every((name) => request.headers[name] === undefined);
}

function bodyReaderOf(rule: BodyRule<z.ZodType>): RequestHandler {
  if ('schema' in rule) return express.json({ limit: JSON_BYTES_MAX });
  return express.text({ type: [...rule.textOf], limit: rule.bytesMax });
}

function handlerOf(route: AnyRoute, { publicUrl }: MountOptions): RequestHandler {
  const tlsInFront = publicUrl?.startsWith('https:') === true;
  return async (request, response) => {
    const { viewer, credential } = response.locals['caller'] as Caller;
    const answer = await route.handle({
      viewer,
      credential,
      ...inputOf(route, request),
      address: request.ip ?? '',
      secure: request.secure || tlsInFront,
      acceptsGzip: request.acceptsEncodings('gzip') === 'gzip',
      mediaType: mediaTypeOf(request),
    });
    send(answer, request, response);
  };
}

/** The checked input. Faults of all its parts are reported together. */
function inputOf(route: AnyRoute, request: Request) {
  const faults: RequestFault[] = [];
  const params = checked('path', { schema: route.params, value: request.params, faults });
  const query = checked('query', { schema: route.query, value: request.query, faults });
  const body = bodyOf(route, request, faults);
  if (faults.length > 0) throw new InvalidRequestError(faults);
  return { params, query, body };
}

function bodyOf(route: AnyRoute, request: Request, faults: RequestFault[]): unknown {
  const { body: rule } = route;
  if (rule === undefined) return undefined;
  const value: unknown = request.body;
  if ('textOf' in rule) {
    if (typeof value !== 'string') throw new UnsupportedMediaTypeError(rule.textOf);
    return value;
  }
  if (value === undefined) throw new UnsupportedMediaTypeError(['application/json']);
  return checked('body', { schema: rule.schema, value, faults });
}

function checked(
  part: string,
  {
    schema,
    value,
    faults,
  }: { schema: z.ZodType | undefined; value: unknown; faults: RequestFault[] },
): unknown {
  if (schema === undefined) return undefined;
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  for (const issue of error.issues.slice(0, FAULTS_MAX)) {
    faults.push({ path: [part, ...issue.path].join('.'), message: issue.message });
  }
  return undefined;
}

/** Faults told of one part; who has more will meet the rest on the next try. */
const FAULTS_MAX = 20;

function mediaTypeOf(request: Request): string {
  return request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
}

function send(answer: Answer<unknown>, request: Request, response: Response): void {
  response.set('Cache-Control', 'no-store');
  if (answer.headers !== undefined) response.set({ ...answer.headers });
  if (isKnown(answer.headers?.['ETag'], request)) response.status(304).end();
  else if (answer.json !== undefined) response.status(answer.status ?? 200).json(answer.json);
  else if (answer.text !== undefined) response.status(answer.status ?? 200).send(answer.text);
  else if (answer.bytes !== undefined) {
    response.status(answer.status ?? 200).send(Buffer.from(answer.bytes));
  } else response.status(answer.status ?? 204).end();
}

/** By the header alone: programs that keep an answer themselves also send `Cache-Control: no-cache`. */
function isKnown(etag: string | undefined, request: Request): boolean {
  const known = request.headers['if-none-match'];
  if (etag === undefined || known === undefined) return false;
  return known.split(',').some((each) => each.trim() === etag);
}
