/** The wall's first paint: the figures of the moment, so that a wall says something before it is live. */
import type { PageServerLoad } from './$types.js';
import { CALLOUTS_MAX } from './callouts.ts';
import { readWallSettings } from './wall-settings.ts';

export const load: PageServerLoad = ({ locals: { context, viewer }, url }) => {
  return {
    wall: readWallSettings(url.searchParams),
    summary: context.summary(viewer),
    worst: context.worst(viewer, CALLOUTS_MAX),
  };
};
