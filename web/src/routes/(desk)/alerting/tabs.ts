/** The parts of alerting and who is shown the way to them. */
import type { Viewer } from '#domain/viewer.ts';
import { permitsOf } from '#lib/alerting/permits.ts';

export const TABS = [
  'rules',
  'schedules',
  'maintenance',
  'people',
  'deliveries',
  'figures',
] as const;
export type Tab = (typeof TABS)[number];

export function tabsOf(viewer: Pick<Viewer, 'role' | 'scope'>): readonly Tab[] {
  const { readNotification, readFigures } = permitsOf(viewer);
  const permitted: Readonly<Record<Tab, boolean>> = {
    rules: true,
    schedules: true,
    maintenance: true,
    people: readNotification,
    deliveries: readNotification,
    figures: readFigures,
  };
  return TABS.filter((tab) => permitted[tab]);
}
