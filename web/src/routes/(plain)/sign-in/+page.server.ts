/** Where to go on to after signing in; never to another site. */
import { sameSitePath } from '#lib/same-site.ts';
import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types.js';

export const load: PageServerLoad = ({ locals, url }) => {
  const next = sameSitePath(url.searchParams.get('next'));
  if (locals.signedIn !== null) redirect(303, next);
  return { next };
};
