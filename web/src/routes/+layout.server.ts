/** What every page starts with: who is looking, in which language and theme, and the settings. */
import type { LayoutServerLoad } from './$types.js';

export const load: LayoutServerLoad = ({ locals }) => {
  const { context, signedIn, language, theme } = locals;
  return { settings: context.settings(), signedIn, language, theme };
};
