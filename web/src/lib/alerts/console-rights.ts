/** What the console offers to whom. The server alone decides what is done; this hides what it refuses. */
import type { Role, Viewer } from '#domain/viewer.ts';

export interface ConsoleRights {
  /** Acknowledge, assign, comment, shelve, close. */
  readonly work: boolean;
  /** Merge, split, put under another. */
  readonly reorganise: boolean;
  /** Who was told, and who can be told. */
  readonly seeNotifications: boolean;
}

const STAFF: readonly Role[] = ['manager', 'operator', 'lead', 'administrator'];
const NOC: readonly Role[] = ['operator', 'lead', 'administrator'];

export function consoleRightsOf({ role }: Pick<Viewer, 'role'>): ConsoleRights {
  const noc = NOC.includes(role);
  return { work: STAFF.includes(role), reorganise: noc, seeNotifications: noc };
}
