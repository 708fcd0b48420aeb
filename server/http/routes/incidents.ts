/** Incidents, their members, the work on them, and putting them together otherwise. */
import { z } from 'zod';
import { BULK_ITEMS_MAX } from '#domain/alerting/work-action.ts';
import type { AlertDesk } from '../../ports/alerting.ts';
import { NotFoundError } from '../errors.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';
import { incidentSchema, memberSchema } from '../schemas/alert.ts';
import { codeSchema } from '../schemas/centre.ts';
import { itemKeySchema } from '../schemas/work.ts';
import { alertQueryOf, demandItem, idParams, itemQuerySchema, itemRoutes } from './item-work.ts';

export interface IncidentParts {
  readonly desk: AlertDesk;
}

const TAG = 'Incidents';
const TITLE_LENGTH_MAX = 120;
/** A part of an incident that is named centre by centre. */
const SPLIT_CENTRES_MAX = 5_000;

const title = z.string().trim().min(1).max(TITLE_LENGTH_MAX).nullable().default(null);

export function incidentRoutes(parts: IncidentParts): readonly AnyRoute[] {
  const { desk } = parts;
  return [
    ...readRoutes(parts),
    ...itemRoutes(desk, {
      type: 'incident',
      plural: 'incidents',
      tag: TAG,
      schema: incidentSchema,
    }),
    mergeRoute(parts),
    splitRoute(parts),
    reparentRoute(parts),
  ];
}

function readRoutes({ desk }: IncidentParts): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: `${API}/incidents`,
      tag: TAG,
      summary: 'Incidents with a member in scope, newest first',
      access: 'alerts.read',
      query: itemQuerySchema,
      answer: {
        status: 200,
        description: 'One page; the next begins `before` its last id.',
        schema: z.strictObject({ items: z.array(incidentSchema) }),
      },
      handle: ({ viewer, query }) => ({
        json: { items: desk.incidents(viewer.scope, alertQueryOf(query)) },
      }),
    }),
    defineRoute({
      method: 'get',
      path: `${API}/incidents/{id}`,
      tag: TAG,
      summary: 'One incident',
      access: 'alerts.read',
      params: idParams,
      answer: { status: 200, description: 'The incident as it is now.', schema: incidentSchema },
      failures: { 404: 'There is none in scope.' },
      handle: ({ viewer, params: { id } }) => ({
        json: demandItem(desk, viewer, { type: 'incident', id }),
      }),
    }),
    defineRoute({
      method: 'get',
      path: `${API}/incidents/{id}/members`,
      tag: TAG,
      summary: 'Centres that are or were part of it, in scope',
      access: 'alerts.read',
      params: idParams,
      answer: {
        status: 200,
        description: 'Recovered ones with the time.',
        schema: z.strictObject({ items: z.array(memberSchema) }),
      },
      failures: { 404: 'There is none in scope.' },
      handle({ viewer, params: { id } }) {
        const items = desk.members(viewer.scope, id);
        if (items === undefined) throw new NotFoundError(`incident:${id}`);
        return { json: { items } };
      },
    }),
  ];
}

function mergeRoute({ desk }: IncidentParts): AnyRoute {
  return defineRoute({
    method: 'post',
    path: `${API}/incidents/merge`,
    tag: TAG,
    summary: 'Put incidents and alerts into the first incident, or into a new one',
    access: 'alerts.reorganise',
    body: {
      schema: z.strictObject({ items: z.array(itemKeySchema).min(1).max(BULK_ITEMS_MAX), title }),
    },
    answer: { status: 200, description: 'What they are part of now.', schema: incidentSchema },
    failures: { 404: 'One of them is not in scope.', 409: 'One of them cannot be merged.' },
    handle: ({ viewer, body: { items, title: given } }) => ({
      json: desk.merge(viewer, items, given),
    }),
  });
}

function splitRoute({ desk }: IncidentParts): AnyRoute {
  return defineRoute({
    method: 'post',
    path: `${API}/incidents/{id}/split`,
    tag: TAG,
    summary: 'Take centres out of an incident into a new one',
    access: 'alerts.reorganise',
    params: idParams,
    body: {
      schema: z.strictObject({
        centres: z.array(codeSchema).min(1).max(SPLIT_CENTRES_MAX),
        title,
      }),
    },
    answer: { status: 201, description: 'The new incident.', schema: incidentSchema },
    failures: { 404: 'There is none in scope.', 409: 'It cannot be split so.' },
    handle: ({ viewer, params: { id }, body: { centres, title: given } }) => ({
      status: 201,
      json: desk.split(viewer, id, centres, given),
    }),
  });
}

function reparentRoute({ desk }: IncidentParts): AnyRoute {
  return defineRoute({
    method: 'post',
    path: `${API}/incidents/{id}/reparent`,
    tag: TAG,
    summary: 'Make an incident part of another, or let it stand alone',
    access: 'alerts.reorganise',
    params: idParams,
    body: {
      schema: z.strictObject({
        parentId: z.int().positive().nullable().meta({ description: 'Null: it stands alone.' }),
      }),
    },
    answer: { status: 200, description: 'The incident as it is now.', schema: incidentSchema },
    failures: { 404: 'One of them is not in scope.', 409: 'It cannot be moved there.' },
    handle: ({ viewer, params: { id }, body: { parentId } }) => ({
      json: desk.reparent(viewer, id, parentId),
    }),
  });
}
