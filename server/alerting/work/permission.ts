/** Which roles may work the queue, whatever way they come by. */
import type { Role, Viewer } from '#domain/viewer.ts';

const WORKS: ReadonlySet<Role> = new Set<Role>(['manager', 'operator', 'lead', 'administrator']);
const REORGANISES: ReadonlySet<Role> = new Set<Role>(['operator', 'lead', 'administrator']);

/** Acknowledge, assign, comment, shelve, close; declare planned work. */
export function mayWork({ role }: Pick<Viewer, 'role'>): boolean {
  return WORKS.has(role);
}

/** Merge, split and reparent incidents; write the hand-over. */
export function mayReorganise({ role }: Pick<Viewer, 'role'>): boolean {
  return REORGANISES.has(role);
}
