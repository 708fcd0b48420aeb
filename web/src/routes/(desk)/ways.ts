/** Which pages a person is shown the way to. The server alone decides what they may do there. */
import type { Role, Viewer } from '#domain/viewer.ts';

export interface Way {
  readonly path: '/wall' | '/explore' | '/estate' | '/system';
  readonly icon: 'wall' | 'list' | 'estate' | 'system';
}

const STAFF: readonly Role[] = ['manager', 'operator', 'lead', 'administrator'];
const NOC: readonly Role[] = ['operator', 'lead', 'administrator'];

export function waysOf({ role }: Pick<Viewer, 'role'>): readonly Way[] {
  return [
    { path: '/wall', icon: 'wall' },
    { path: '/explore', icon: 'list' },
    ...(STAFF.includes(role) ? [{ path: '/estate', icon: 'estate' } as const] : []),
    ...(NOC.includes(role) ? [{ path: '/system', icon: 'system' } as const] : []),
  ];
}
