/** The server's time at rendering: what ages count from until the line is live. */
import type { LayoutServerLoad } from './$types.js';

export const load: LayoutServerLoad = ({ locals }) => {
  const { context, viewer } = locals;
  return { viewer, renderedAtMs: context.summary(viewer).serverTimeMs };
};
