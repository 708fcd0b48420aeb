/**
 * Runs before every page: finds the server's context, says who is looking and in which language, and
 * sends away whoever may not see the page yet. Decides nothing about scope: the context does.
 */
import { LANGUAGES, PAGE_CONTEXT, type Language, type PageContext } from '#domain/page-context.ts';
import { directionOf, LANGUAGE_COOKIE } from '#lib/i18n/language.ts';
import { isTheme, THEME_COOKIE } from '#lib/theme.ts';
import { error, redirect } from '@sveltejs/kit';
import type { Handle } from '@sveltejs/kit/hooks';

const SETUP = '/setup';
const SIGN_IN = '/sign-in';
const HOME = '/wall';

function pageContext(): PageContext {
  const context = (globalThis as { [PAGE_CONTEXT]?: PageContext })[PAGE_CONTEXT];
  if (context === undefined) {
    throw new Error('Cannot render page: page context is missing, want it set by the server');
  }
  return context;
}

/** Where the request has to go first, undefined when it may stay. */
function detourOf(page: {
  readonly url: URL;
  readonly setupNeeded: boolean;
  readonly signedIn: boolean;
}): string | undefined {
  const { pathname, search } = page.url;
  if (page.setupNeeded) return pathname === SETUP ? undefined : SETUP;
  if (pathname === SETUP) return HOME;
  if (page.signedIn || pathname === SIGN_IN) return undefined;
  const next = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`;
  return SIGN_IN + next;
}

function languageOf(cookie: string | undefined, context: PageContext): Language {
  return LANGUAGES.find((language) => language === cookie) ?? context.settings().language;
}

export const handle: Handle = async ({ event, resolve }) => {
  const context = pageContext();
  const viewer = context.viewerOf(event.request.headers.get('cookie') ?? undefined);
  const detour = detourOf({
    url: event.url,
    setupNeeded: context.setupNeeded(),
    signedIn: viewer !== undefined,
  });
  if (detour !== undefined) redirect(303, detour);

  const language = languageOf(event.cookies.get(LANGUAGE_COOKIE), context);
  const cookieTheme = event.cookies.get(THEME_COOKIE);
  const theme = isTheme(cookieTheme) ? cookieTheme : 'auto';
  Object.assign(event.locals, { context, signedIn: viewer ?? null, language, theme });
  Object.defineProperty(event.locals, 'viewer', {
    get: () => viewer ?? error(401, 'Sign in first'),
  });
  const response = await resolve(event, {
    transformPageChunk: ({ html }) =>
      html
        .replace('%lang%', language)
        .replace('%dir%', directionOf(language))
        .replace('%theme%', theme),
  });
  // Every page shows live state of one person's scope: nobody may keep it.
  response.headers.set('cache-control', 'no-store');
  return response;
};
