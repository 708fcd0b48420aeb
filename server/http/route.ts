/**
 * What a route is: its path, who may call it, the schemas that check it and describe it, and its
 * handler. Mounting (`mount-route.ts`) and documentation (`openapi.ts`) both work from this alone.
 *
 * Handlers see checked values and answer with data; they never touch the response.
 */
import type { z } from 'zod';
import type { Viewer } from '#domain/viewer.ts';
import type { Credential } from '../platform/request-viewer.ts';
import type { Permission } from './permissions.ts';

/** Prefix of everything that is versioned. */
export const API = '/api/v1';

/**
 * `open` needs no sign-in; `monitoring` needs none where the server's monitoring is open, and
 * `status.read` elsewhere.
 */
export type RouteAccess = 'open' | 'monitoring' | Permission;

/** Routes that cost work before anyone is known; tried too often, they answer 429. */
export type RateLimit = 'sign-in' | 'setup';

export interface Call<Access, Params, Query, Body> {
  readonly viewer: Access extends Permission ? Viewer : undefined;
  readonly credential: Credential | undefined;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The caller's address, as far as trusted proxies tell. */
  readonly address: string;
  /** True when the caller's browser came over TLS. */
  readonly secure: boolean;
  readonly acceptsGzip: boolean;
  /** Media type of the body without its parameters, lower case; '' without a body. */
  readonly mediaType: string;
}

/** Data that may be shared with others: no handler or serializer changes it. */
export type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

/** Exactly one of `json`, `text` and `bytes`, or none for an answer without a body. */
export interface Answer<Json> {
  /** 200 when absent, 204 without a body. */
  readonly status?: number;
  readonly json?: Frozen<Json>;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export type TextMediaType = 'text/csv' | 'text/calendar' | 'application/json';

/** A JSON body that a schema checks, or text that the handler passes on unread. */
export type BodyRule<Body extends z.ZodType> =
  | { readonly schema: Body }
  | { readonly textOf: readonly TextMediaType[]; readonly bytesMax: number };

export interface AnswerRule<Json extends z.ZodType> {
  readonly status: 200 | 201 | 204;
  readonly description: string;
  readonly schema?: Json;
  /** Media types of answers that are not JSON. */
  readonly mediaTypes?: readonly string[];
}

export interface Route<
  Access extends RouteAccess,
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Json extends z.ZodType,
> {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it: `/centres/{code}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly access: Access;
  readonly rateLimit?: RateLimit;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: BodyRule<Body>;
  readonly answer: AnswerRule<Json>;
  /** Expected failures, by status, beside those that every route of its sort has. */
  readonly failures?: Readonly<Partial<Record<number, string>>>;
  // A method, not a property: routes of all types then fit one list.
  handle(
    call: Call<Access, z.output<Params>, z.output<Query>, z.output<Body>>,
  ): Answer<z.output<Json>> | Promise<Answer<z.output<Json>>>;
}

/** Any route. What its handler is called with has passed that route's own schemas. */
export type AnyRoute = Route<RouteAccess, z.ZodType, z.ZodType, z.ZodType, z.ZodType>;

/** Gives a route its types: the handler must answer what the schema says. */
export function defineRoute<
  const Access extends RouteAccess,
  Params extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodString,
  Json extends z.ZodType = z.ZodUndefined,
>(route: Route<Access, Params, Query, Body, Json>): AnyRoute {
  return route;
}
