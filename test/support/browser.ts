/**
 * Debian's Chromium for tests, and what goes wrong on a page while a test looks at it.
 *
 * Decides how the browser is started (headless, silent towards the network) and what counts as
 * trouble; what a page should show is the test's business.
 */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { pathOf } from './services.ts';

/** Without these, Chromium calls home at every start, and its sandbox needs a user that is not root. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const HTTP_ERROR_MIN = 400;
const SIZE_USUAL = { width: 1_280, height: 800 };

/** Starts Chromium with a profile of its own; close it after use. Throws when it is not installed. */
export async function launchBrowser(extraFlags: readonly string[] = []): Promise<Browser> {
  const executablePath = pathOf('chromium');
  if (executablePath === undefined) {
    throw new Error('Cannot start "chromium": it is not installed (Debian package chromium)');
  }
  return chromium.launch({ executablePath, args: [...FLAGS, ...extraFlags] });
}

export interface ContextOptions {
  /** Session of whoever looks, as `Product.signIn` gives it; a stranger when absent. */
  readonly cookie?: string;
  readonly language?: 'en' | 'ur';
  readonly size?: { readonly width: number; readonly height: number };
  /** Pixels of the screen for each pixel of the page. */
  readonly density?: number;
}

/** A browser of its own for one person; close it after use. */
export async function openContext(
  browser: Browser,
  url: string,
  { cookie, language = 'en', size = SIZE_USUAL, density = 1 }: ContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: size,
    deviceScaleFactor: density,
    reducedMotion: 'reduce',
  });
  const cookies = [`nigehban_language=${language}`, ...(cookie === undefined ? [] : [cookie])];
  await context.addCookies(
    cookies.map((pair) => {
      const at = pair.indexOf('=');
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url };
    }),
  );
  return context;
}

/** What went wrong on a page so far; the lists grow while the page lives. */
export interface PageTrouble {
  /** Console messages of level error, and uncaught exceptions. */
  readonly consoleErrors: string[];
  /** `directive: what was refused` of the content security policy. */
  readonly cspViolations: string[];
  /** `status or reason: address` of answers from 400 on and of requests without an answer. */
  readonly failedRequests: string[];
}

/** Begins to note trouble. Call it before the first navigation: what was before is not known. */
export async function watchPage(page: Page): Promise<PageTrouble> {
  const trouble: PageTrouble = { consoleErrors: [], cspViolations: [], failedRequests: [] };
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.consoleErrors.push(message.text());
  });
  page.on('pageerror', (error) => trouble.consoleErrors.push(error.message));
  page.on('response', (response) => {
    if (response.status() < HTTP_ERROR_MIN) return;
    trouble.failedRequests.push(`${response.status()}: ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'failed';
    // Navigating away ends what was under way; nobody misses it.
    if (reason !== 'net::ERR_ABORTED') trouble.failedRequests.push(`${reason}: ${request.url()}`);
  });

  await page.exposeFunction('noteCspViolation', (violation: string) => {
    trouble.cspViolations.push(violation);
  });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      const { noteCspViolation } = globalThis as unknown as {
        noteCspViolation: (violation: string) => void;
      };
      noteCspViolation(`${event.effectiveDirective}: ${event.blockedURI}`);
    });
  });
  return trouble;
}
