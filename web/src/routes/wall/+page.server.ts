/** The wall's first paint: the figures of the moment, so that a wall says something before it is live. */
import { incidentsOf } from '#lib/alerts/queue-state.ts';
import type { PageServerLoad } from './$types.js';
import { CALLOUTS_MAX } from './callouts.ts';
import { readWallSettings } from './wall-settings.ts';

export const load: PageServerLoad = ({ locals: { context, viewer }, url }) => {
  const queue = context.queue(viewer);
  return {
    queue: { ...queue, items: incidentsOf(queue.items) },
    wall: readWallSettings(url.searchParams),
    summary: context.summary(viewer),
    worst: context.worst(viewer, CALLOUTS_MAX),
  };
};
