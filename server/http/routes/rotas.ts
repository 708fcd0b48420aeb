/** Who is on call when. */
import { z } from 'zod';
import type { Clock } from '../../ports/clock.ts';
import type { NotificationBook } from '../../ports/notification.ts';
import { NotFoundError } from '../errors.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';
import { momentSchema } from '../schemas/moment.ts';
import { contactSchema, rotaDraftSchema, rotaSchema } from '../schemas/notification.ts';
import { idParams } from './item-work.ts';
import { settingRoutes } from './notification-settings.ts';

export interface RotaParts {
  readonly notifications: NotificationBook;
  readonly clock: Clock;
}

const TAG = 'Notifications';

export function rotaRoutes({ notifications, clock }: RotaParts): readonly AnyRoute[] {
  const onCallRoute = defineRoute({
    method: 'get',
    path: `${API}/rotas/{id}/on-call`,
    tag: TAG,
    summary: 'Who is on call',
    access: 'notification.read',
    params: idParams,
    query: z.strictObject({
      at: momentSchema.optional().meta({ description: 'Now when absent.' }),
    }),
    answer: {
      status: 200,
      description: 'Null before the rota begins.',
      schema: z.strictObject({ atMs: z.number(), contact: contactSchema.nullable() }),
    },
    failures: { 404: 'There is none of that id.' },
    handle({ params: { id }, query: { at } }) {
      const atMs = at ?? clock.nowMs();
      const contact = notifications.onCall(id, atMs);
      if (contact === undefined) throw new NotFoundError(`rotas:${id}`);
      return { json: { atMs, contact } };
    },
  });
  return [
    ...settingRoutes({
      name: 'rotas',
      tag: TAG,
      one: 'a rota',
      schema: rotaSchema,
      draftSchema: rotaDraftSchema,
      list: () => notifications.rotas(),
      put: (viewer, draft, id) => notifications.putRota(viewer, { ...draft, id }),
      remove: (viewer, id) => notifications.removeRota(viewer, id),
    }),
    onCallRoute,
  ];
}
