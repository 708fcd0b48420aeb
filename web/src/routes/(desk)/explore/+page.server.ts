/** The worst centres and the totals, for a list that says something before it is live. */
import type { PageServerLoad } from './$types.js';

/** Ten thousand rows do not belong in a page: they come over the line. */
const FIRST_ROWS = 50;

export const load: PageServerLoad = ({ locals: { context, viewer } }) => ({
  summary: context.summary(viewer),
  worst: context.worst(viewer, FIRST_ROWS),
});
