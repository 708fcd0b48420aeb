/** The OpenAPI document, made from the routes as they are mounted and the schemas that check them. */
import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiContentObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiRequestBodyObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { SESSION_COOKIE } from '../platform/session-cookie.ts';
import type { AnyRoute, BodyRule } from './route.ts';

export type OpenApiDocument = ReturnType<typeof createDocument>;

const errorSchema = z
  .strictObject({
    error: z.strictObject({
      code: z.string().meta({ description: 'For programs; does not change.' }),
      message: z.string().meta({ description: 'For people.' }),
      details: z.unknown().optional(),
    }),
  })
  .meta({ id: 'Error' });

const SECURITY_SCHEMES = {
  session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
  token: { type: 'http', scheme: 'bearer' },
} as const;

export function openApiDocumentOf(
  routes: readonly AnyRoute[],
  info: { readonly title: string; readonly version: string },
): OpenApiDocument {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      ...info,
      description: 'Centres, their devices and how they are. Times are epoch milliseconds.',
    },
    paths,
    components: { securitySchemes: SECURITY_SCHEMES },
  });
}

function operationOf(route: AnyRoute): ZodOpenApiOperationObject {
  const { tag, summary, params, query, body, access } = route;
  return {
    operationId: operationIdOf(route),
    tags: [tag],
    summary,
    security: access === 'open' ? [] : [{ session: [] }, { token: [] }],
    ...(params === undefined && query === undefined
      ? {}
      : { requestParams: { ...pathOf(params), ...queryOf(query) } }),
    ...(body === undefined ? {} : { requestBody: requestBodyOf(body) }),
    responses: { ...successOf(route), ...failuresOf(route) },
  };
}

/** `GET /centres/{code}/devices` as `getCentresCodeDevices`. */
function operationIdOf({ method, path }: AnyRoute): string {
  const words = path.replace(/^\/api\/v1/, '').match(/[a-zA-Z]+/g) ?? [];
  const camel = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return [method, ...camel].join('');
}

function pathOf(params: z.ZodType | undefined) {
  return params instanceof z.ZodObject ? { path: params } : {};
}

function queryOf(query: z.ZodType | undefined) {
  return query instanceof z.ZodObject ? { query } : {};
}

function requestBodyOf(rule: BodyRule<z.ZodType>): ZodOpenApiRequestBodyObject {
  if ('schema' in rule) return { required: true, content: jsonContent(rule.schema) };
  const content: ZodOpenApiContentObject = {};
  for (const mediaType of rule.textOf) {
    // Read as text and checked row by row: a schema here would promise what is not done.
    content[mediaType] = { schema: mediaType === 'application/json' ? {} : { type: 'string' } };
  }
  return { required: true, content };
}

function successOf({ answer }: AnyRoute): ZodOpenApiResponsesObject {
  const { status, description, schema, mediaTypes = [] } = answer;
  const content: ZodOpenApiContentObject = schema === undefined ? {} : jsonContent(schema);
  for (const mediaType of mediaTypes) content[mediaType] = { schema: { type: 'string' } };
  const hasContent = Object.keys(content).length > 0;
  return { [String(status)]: hasContent ? { description, content } : { description } };
}

function failuresOf(route: AnyRoute): ZodOpenApiResponsesObject {
  const { params, query, body, access, method, rateLimit, failures } = route;
  const descriptions: Record<string, string> = {};
  if (params ?? query ?? body) descriptions['400'] = 'The request is malformed.';
  if (access !== 'open') {
    descriptions['401'] = 'Not signed in.';
    descriptions['403'] = 'Not granted to this role or scope.';
  }
  if (method !== 'get') descriptions['403'] = 'Not granted, or asked by a page of another origin.';
  if (body !== undefined) {
    descriptions['413'] = 'The body is larger than allowed.';
    descriptions['415'] = 'The body is of another media type.';
  }
  if (rateLimit !== undefined) descriptions['429'] = 'Too many failed tries; see `Retry-After`.';
  Object.assign(descriptions, failures);
  return Object.fromEntries(
    Object.entries(descriptions).map(([status, description]) => [
      status,
      { description, content: jsonContent(errorSchema) },
    ]),
  );
}

function jsonContent(schema: z.ZodType): ZodOpenApiContentObject {
  return { 'application/json': { schema } };
}
