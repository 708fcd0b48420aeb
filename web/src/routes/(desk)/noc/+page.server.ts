/** The worst of the queue, for a console that says something before it is live. */
import { compareQueueItems } from '#domain/alerting/alert.ts';
import { isPresented } from '#domain/alerting/queue-rank.ts';
import type { PageServerLoad } from './$types.js';

/** Thousands of items do not belong in a page: they come over the line. */
const FIRST_ITEMS = 60;

export const load: PageServerLoad = ({ locals: { context, viewer } }) => {
  const snapshot = context.queue(viewer);
  const worst = snapshot.items.filter(isPresented).sort(compareQueueItems).slice(0, FIRST_ITEMS);
  return { queue: { ...snapshot, items: worst } };
};
