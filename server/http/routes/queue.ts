/** What stands in the operator's queue, work on many items at once, and what is kept out of it. */
import { z } from 'zod';
import type { AlertDesk } from '../../ports/alerting.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';
import { queueSchema, withheldSchema } from '../schemas/alert.ts';
import { bulkSchema, workResultSchema } from '../schemas/work.ts';

export interface QueueParts {
  readonly desk: AlertDesk;
}

const TAG = 'Queue';

export function queueRoutes({ desk }: QueueParts): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: `${API}/queue`,
      tag: TAG,
      summary: 'Alerts and incidents to work on, ranked',
      access: 'alerts.read',
      answer: { status: 200, description: 'What the live line begins with.', schema: queueSchema },
      handle: ({ viewer }) => ({ json: desk.queue(viewer.scope) }),
    }),
    defineRoute({
      method: 'get',
      path: `${API}/queue/withheld`,
      tag: TAG,
      summary: 'Conditions that hold and are kept from being alerts, with the reason',
      access: 'alerts.read',
      answer: {
        status: 200,
        description: 'Latest first.',
        schema: z.strictObject({ items: z.array(withheldSchema) }),
      },
      handle: ({ viewer }) => ({ json: { items: desk.withheld(viewer.scope) } }),
    }),
    defineRoute({
      method: 'post',
      path: `${API}/queue/work`,
      tag: TAG,
      summary: 'Do the same to many items',
      access: 'alerts.work',
      body: { schema: bulkSchema },
      answer: {
        status: 200,
        description: 'What was done, and of each other item why not.',
        schema: workResultSchema,
      },
      handle: ({ viewer, body: { items, action } }) => ({ json: desk.work(viewer, items, action) }),
    }),
  ];
}
