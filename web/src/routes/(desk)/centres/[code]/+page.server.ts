/** One centre as it is now. What lies outside the viewer's scope is not found, like what is not there. */
import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types.js';

export const load: PageServerLoad = ({ locals: { context, viewer }, params }) =>
  context.centre(viewer, params.code) ?? error(404, 'No such centre');
