/**
 * Which role may do what: the one table that routes name their permission from.
 *
 * It says nothing of where: scope is looked at by the route, centre by centre, except for what
 * touches the whole register at once.
 */
import type { Role, Viewer } from '#domain/viewer.ts';

interface Grant {
  readonly roles: readonly Role[];
  /** True for what cannot be limited to a part of the country. */
  readonly nationOnly?: boolean;
}

const EVERYONE: readonly Role[] = ['viewer', 'manager', 'operator', 'lead', 'administrator'];
const STAFF: readonly Role[] = ['manager', 'operator', 'lead', 'administrator'];
const NOC: readonly Role[] = ['operator', 'lead', 'administrator'];
const LEADS: readonly Role[] = ['lead', 'administrator'];

export const PERMISSIONS = {
  /** Live picture, register and history of the centres in scope. */
  'estate.read': { roles: EVERYONE },
  'estate.change': { roles: LEADS },
  'estate.import': { roles: LEADS, nationOnly: true },
  'estate.export': { roles: STAFF, nationOnly: true },
  /** What devices said that was not believed, or by whom the register does not know. */
  'quarantine.read': { roles: STAFF },
  /** Alerts, incidents, their timelines; rules, schedules and planned work of the centres in scope. */
  'alerts.read': { roles: EVERYONE },
  /** Acknowledge, assign, comment, shelve, close. */
  'alerts.work': { roles: STAFF },
  /** Merge, split and re-parent incidents; write the hand-over. */
  'alerts.reorganise': { roles: NOC },
  'maintenance.change': { roles: STAFF },
  'schedules.change': { roles: LEADS },
  'rules.change': { roles: LEADS, nationOnly: true },
  /** Who is told, and what became of it. */
  'notification.read': { roles: NOC },
  'notification.change': { roles: LEADS, nationOnly: true },
  /** How the server itself is doing. */
  'status.read': { roles: NOC },
  /** The own session and tokens. */
  'account.use': { roles: EVERYONE },
  'documentation.read': { roles: EVERYONE },
} as const satisfies Record<string, Grant>;

export type Permission = keyof typeof PERMISSIONS;

export function isPermitted(viewer: Viewer, permission: Permission): boolean {
  const { roles, nationOnly = false }: Grant = PERMISSIONS[permission];
  return roles.includes(viewer.role) && (!nationOnly || viewer.scope.type === 'nation');
}
