/** Ways to tell: e-mail, webhooks, SMS gateways, Telegram; and trying one. */
import type { NotificationBook } from '../../ports/notification.ts';
import { NotFoundError } from '../errors.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';
import {
  channelDraftSchema,
  channelSchema,
  channelTestSchema,
  deliverySchema,
} from '../schemas/notification.ts';
import { idParams } from './item-work.ts';
import { settingRoutes } from './notification-settings.ts';

export interface ChannelParts {
  readonly notifications: NotificationBook;
}

const TAG = 'Notifications';

export function channelRoutes({ notifications }: ChannelParts): readonly AnyRoute[] {
  const testRoute = defineRoute({
    method: 'post',
    path: `${API}/channels/{id}/test`,
    tag: TAG,
    summary: 'Send one message now and say what became of it',
    access: 'notification.change',
    params: idParams,
    body: { schema: channelTestSchema },
    answer: { status: 200, description: 'After its one attempt.', schema: deliverySchema },
    failures: { 404: 'There is none of that id.', 422: 'It needs a recipient.' },
    async handle({ viewer, params: { id }, body: { recipient } }) {
      const delivery = await notifications.testChannel(viewer, id, recipient);
      if (delivery === undefined) throw new NotFoundError(`channels:${id}`);
      return { json: delivery };
    },
  });
  return [
    ...settingRoutes({
      name: 'channels',
      tag: TAG,
      one: 'a channel',
      schema: channelSchema,
      draftSchema: channelDraftSchema,
      list: () => notifications.channels(),
      put: (viewer, draft, id) => notifications.putChannel(viewer, { ...draft, id }),
      remove: (viewer, id) => notifications.removeChannel(viewer, id),
    }),
    testRoute,
  ];
}
