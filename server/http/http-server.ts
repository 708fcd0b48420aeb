/** The server under the app, with bounds on what a connection may cost before it says anything. */
import { createServer, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';
import type { Metrics } from '../platform/metrics.ts';

/** Time for a request's headers, and for the whole of it: an import over a slow line included. */
const HEADERS_PATIENCE_MS = 10_000;
const REQUEST_PATIENCE_MS = 300_000;
/** Longer than the idle time of usual proxies, so that it is they who close. */
const KEEP_ALIVE_MS = 75_000;
const TIMEOUT_CHECK_PERIOD_MS = 5_000;
const HEADER_BYTES_MAX = 16 * 1_024;
const CONNECTIONS_MAX = 10_000;

/** Not yet listening; what is turned away is counted in `metrics`. */
export function createHttpServer(app: Express, metrics: Metrics): Server {
  const server = createServer(
    {
      headersTimeout: HEADERS_PATIENCE_MS,
      requestTimeout: REQUEST_PATIENCE_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_PERIOD_MS,
      maxHeaderSize: HEADER_BYTES_MAX,
    },
    (request, response) => {
      app(request, response);
    },
  );
  server.maxConnections = CONNECTIONS_MAX;
  server.on(
    'drop',
    metrics.counter({
      name: 'nigehban_http_connections_dropped_total',
      help: 'Connections beyond the most allowed',
    }),
  );
  return server;
}

/**
 * Looks after connections that ask to become something other than HTTP: the server itself lets go of
 * them, patience and all. Those that ask for another path than `path` are ended at once, because
 * nobody would ever answer; undefined lets all of them be. The function returned ends the others.
 */
export function guardUpgrades(server: Server, path: string | undefined): () => void {
  const upgraded = new Set<Duplex>();
  server.on('upgrade', (request, socket: Duplex) => {
    if (path !== undefined && !(request.url ?? '').startsWith(`${path}/`)) {
      socket.destroy();
      return;
    }
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
  });
  return () => {
    for (const socket of upgraded) socket.destroy();
  };
}
