/** What every page's load function finds in `event.locals`. */
import type { Language, PageContext } from '#domain/page-context.ts';
import type { Viewer } from '#domain/viewer.ts';
import type { Theme } from '#lib/theme.ts';

declare global {
  namespace App {
    interface Locals {
      context: PageContext;
      /** Who is looking. Reading it fails with 401 on the pages that are open to all. */
      readonly viewer: Viewer;
      /** The same, null on setup and sign-in. */
      signedIn: Viewer | null;
      language: Language;
      theme: Theme;
    }
  }
}
