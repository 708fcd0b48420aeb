/** Which pages a person is shown the way to. The server alone decides what they may do there. */
import type { Role, Viewer } from '#domain/viewer.ts';

export interface Way {
  readonly path: '/wall' | '/noc' | '/explore' | '/alerting' | '/estate' | '/system';
  readonly icon: 'wall' | 'console' | 'list' | 'alerting' | 'estate' | 'system';
}

const STAFF: readonly Role[] = ['manager', 'operator', 'lead', 'administrator'];
const NOC: readonly Role[] = ['operator', 'lead', 'administrator'];

export function waysOf({ role }: Pick<Viewer, 'role'>): readonly Way[] {
  return [
    { path: '/wall', icon: 'wall' },
    { path: '/noc', icon: 'console' },
    { path: '/explore', icon: 'list' },
    { path: '/alerting', icon: 'alerting' },
    ...(STAFF.includes(role) ? [{ path: '/estate', icon: 'estate' } as const] : []),
    ...(NOC.includes(role) ? [{ path: '/system', icon: 'system' } as const] : []),
  ];
}
