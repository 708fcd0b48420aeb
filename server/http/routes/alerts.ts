/** Alerts, open and past, and the work on them. */
import { z } from 'zod';
import type { AlertDesk } from '../../ports/alerting.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';
import { alertSchema } from '../schemas/alert.ts';
import { alertQueryOf, demandItem, idParams, itemQuerySchema, itemRoutes } from './item-work.ts';

export interface AlertParts {
  readonly desk: AlertDesk;
}

const TAG = 'Alerts';

export function alertRoutes({ desk }: AlertParts): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: `${API}/alerts`,
      tag: TAG,
      summary: 'Alerts in scope, newest first',
      access: 'alerts.read',
      query: itemQuerySchema,
      answer: {
        status: 200,
        description: 'One page; the next begins `before` its last id.',
        schema: z.strictObject({ items: z.array(alertSchema) }),
      },
      handle: ({ viewer, query }) => ({
        json: { items: desk.alerts(viewer.scope, alertQueryOf(query)) },
      }),
    }),
    defineRoute({
      method: 'get',
      path: `${API}/alerts/{id}`,
      tag: TAG,
      summary: 'One alert',
      access: 'alerts.read',
      params: idParams,
      answer: { status: 200, description: 'The alert as it is now.', schema: alertSchema },
      failures: { 404: 'There is none in scope.' },
      handle: ({ viewer, params: { id } }) => ({
        json: demandItem(desk, viewer, { type: 'alert', id }),
      }),
    }),
    ...itemRoutes(desk, { type: 'alert', plural: 'alerts', tag: TAG, schema: alertSchema }),
  ];
}
