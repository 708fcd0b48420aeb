/** Puts the pages behind the API: the built ones, or in development those that Vite makes. */
import type { Server } from 'node:http';
import type { Express, RequestHandler } from 'express';
import type { PageContext } from '#domain/page-context.ts';
import {
  CALLER_HEADERS,
  lendPageContext,
  loadPageHandler,
  type PageHandler,
} from '../platform/page-handler.ts';

export type PageSource =
  /** The handler module which the build wrote. */
  | { readonly handlerUrl: URL }
  /** Pages from their sources; changes reach browsers over `http`. Development only. */
  | { readonly devServer: { readonly configFile: string; readonly http: Server } };

/** Answers what stops the development server. */
export async function mountPages(
  app: Express,
  { context, source }: { readonly context: PageContext; readonly source: PageSource },
): Promise<() => Promise<void>> {
  lendPageContext(context);
  app.use(tellCaller);
  if ('handlerUrl' in source) {
    app.use((await loadPageHandler(source.handlerUrl)) as PageHandler & RequestHandler);
    return () => Promise.resolve();
  }
  const { configFile, http } = source.devServer;
  const { createServer } = await import('vite');
  const vite = await createServer({
    configFile,
    // The usual loader writes a temporary file, at which node --watch restarts for ever.
    configLoader: 'native',
    server: { middlewareMode: true, ws: { server: http } },
  });
  app.use(vite.middlewares);
  return () => vite.close();
}

/** Overwrites whatever the caller sent in these headers: the pages believe them. */
const tellCaller: RequestHandler = (request, _response, next) => {
  request.headers[CALLER_HEADERS.protocol] = request.protocol;
  request.headers[CALLER_HEADERS.host] = request.host;
  request.headers[CALLER_HEADERS.address] = request.ip ?? '';
  next();
};
