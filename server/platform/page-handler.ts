/**
 * Loads the built pages, which take their surroundings from the process: which headers to believe
 * from the environment, what they may ask from the global object. Both must be there before the
 * import, for the handler reads them once.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PAGE_CONTEXT, type PageContext } from '#domain/page-context.ts';

/** Headers in which the pages find scheme, host and address of a caller; set by us, never by callers. */
export const CALLER_HEADERS = {
  protocol: 'x-forwarded-proto',
  host: 'x-forwarded-host',
  address: 'x-client-ip',
} as const;

export type PageHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => unknown;

/** Leaves what pages may ask where their hooks look for it. */
export function lendPageContext(context: PageContext): void {
  Object.assign(globalThis, { [PAGE_CONTEXT]: context });
}

/** `url` is that of the handler module which the build wrote. */
export async function loadPageHandler(url: URL): Promise<PageHandler> {
  Object.assign(process.env, {
    PROTOCOL_HEADER: CALLER_HEADERS.protocol,
    HOST_HEADER: CALLER_HEADERS.host,
    ADDRESS_HEADER: CALLER_HEADERS.address,
  });
  const { handler } = (await import(url.href)) as { readonly handler: PageHandler };
  return handler;
}
