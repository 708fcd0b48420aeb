/** People who can be told and assigned. */
import type { NotificationBook } from '../../ports/notification.ts';
import type { AnyRoute } from '../route.ts';
import { contactDraftSchema, contactSchema } from '../schemas/notification.ts';
import { settingRoutes } from './notification-settings.ts';

export interface ContactParts {
  readonly notifications: NotificationBook;
}

export function contactRoutes({ notifications }: ContactParts): readonly AnyRoute[] {
  return settingRoutes({
    name: 'contacts',
    tag: 'Notifications',
    one: 'a contact',
    schema: contactSchema,
    draftSchema: contactDraftSchema,
    list: () => notifications.contacts(),
    put: (viewer, draft, id) => notifications.putContact(viewer, { ...draft, id }),
    remove: (viewer, id) => notifications.removeContact(viewer, id),
  });
}
