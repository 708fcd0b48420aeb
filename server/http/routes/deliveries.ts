/** What became of each message, and why somebody was or was not told. */
import { z } from 'zod';
import type { Delivery } from '#domain/alerting/notification.ts';
import type { Scope } from '#domain/viewer.ts';
import type { AlertDesk } from '../../ports/alerting.ts';
import type { NotificationRecord } from '../../ports/notification.ts';
import { NotFoundError } from '../errors.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';
import { deliverySchema, itemKeySchema, traceEntrySchema } from '../schemas/notification.ts';

export interface DeliveryParts {
  readonly notifications: NotificationRecord;
  readonly desk: Pick<AlertDesk, 'item'>;
}

const TAG = 'Notifications';
const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1_000;

export function deliveryRoutes(parts: DeliveryParts): readonly AnyRoute[] {
  return [logRoute(parts), traceRoute(parts)];
}

function logRoute({ notifications, desk }: DeliveryParts): AnyRoute {
  return defineRoute({
    method: 'get',
    path: `${API}/deliveries`,
    tag: TAG,
    summary: 'Messages and what became of them, newest first',
    access: 'notification.read',
    query: z.strictObject({
      item: itemKeySchema.optional(),
      limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
    }),
    answer: {
      status: 200,
      description: 'Of items in scope; what is about no item is for those who see the nation.',
      schema: z.strictObject({ items: z.array(deliverySchema) }),
    },
    failures: { 404: 'There is no such item in scope.' },
    handle({ viewer: { scope }, query: { item, limit } }) {
      if (item === undefined) {
        const items = notifications.deliveries({ limit });
        return { json: { items: items.filter((each) => isInScope(desk, scope, each)) } };
      }
      demandItem(desk, scope, item);
      return { json: { items: notifications.deliveries({ item, limit }) } };
    },
  });
}

function traceRoute({ notifications, desk }: DeliveryParts): AnyRoute {
  return defineRoute({
    method: 'get',
    path: `${API}/notifications/trace`,
    tag: TAG,
    summary: 'Why people were, or were not, told of an item',
    access: 'notification.read',
    query: z.strictObject({
      item: itemKeySchema,
      contactId: z.coerce
        .number()
        .int()
        .positive()
        .optional()
        .meta({ description: 'One person; worked out now when they were never considered.' }),
    }),
    answer: {
      status: 200,
      description: 'Decisions in order of time.',
      schema: z.strictObject({ items: z.array(traceEntrySchema) }),
    },
    failures: { 404: 'There is no such item in scope.' },
    handle({ viewer: { scope }, query: { item, contactId } }) {
      demandItem(desk, scope, item);
      return { json: { items: notifications.trace(item, contactId ?? null) } };
    },
  });
}

function demandItem(desk: DeliveryParts['desk'], scope: Scope, item: string): void {
  if (desk.item(scope, item) === undefined) throw new NotFoundError(item);
}

function isInScope(desk: DeliveryParts['desk'], scope: Scope, { item }: Delivery): boolean {
  if (scope.type === 'nation') return true;
  return item !== null && desk.item(scope, item) !== undefined;
}
