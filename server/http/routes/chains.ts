/** Who is told after how long without an acknowledgement. */
import type { NotificationBook } from '../../ports/notification.ts';
import type { AnyRoute } from '../route.ts';
import { chainDraftSchema, chainSchema } from '../schemas/notification.ts';
import { settingRoutes } from './notification-settings.ts';

export interface ChainParts {
  readonly notifications: NotificationBook;
}

export function chainRoutes({ notifications }: ChainParts): readonly AnyRoute[] {
  return settingRoutes({
    name: 'chains',
    tag: 'Notifications',
    one: 'an escalation chain',
    schema: chainSchema,
    draftSchema: chainDraftSchema,
    list: () => notifications.chains(),
    put: (viewer, draft, id) => notifications.putChain(viewer, { ...draft, id }),
    remove: (viewer, id) => notifications.removeChain(viewer, id),
  });
}
