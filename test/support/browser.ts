/**
 * Debian's Chromium for tests, and what goes wrong on a page while a test looks at it.
 *
 * Decides how the browser is started (headless, silent towards the network) and what counts as
 * trouble; what a page should show is the test's business.
 */
import { type Browser, chromium, type Page } from 'playwright-core';
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

/** Starts Chromium with a profile of its own; close it after use. Throws when it is not installed. */
export async function launchBrowser(extraFlags: readonly string[] = []): Promise<Browser> {
  const executablePath = pathOf('chromium');
  if (executablePath === undefined) {
    throw new Error('Cannot start "chromium": it is not installed (Debian package chromium)');
  }
  return chromium.launch({ executablePath, args: [...FLAGS, ...extraFlags] });
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
