/** What is refused of contacts, rotas, chains and channels. */
import { OperationalError } from '../../platform/errors.ts';

export class InvalidNotificationSettingError extends OperationalError {
  readonly code = 'invalid_notification_setting';
}

export class NotificationSettingInUseError extends OperationalError {
  readonly code = 'notification_setting_in_use';
  constructor(what: string, users: readonly string[]) {
    super(`Cannot remove ${what}: it is used by ${users.join(', ')}, wanted by nobody`);
  }
}
