/** A few routes on a free port, without the rest of the server. Every success is held against its route. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect, onTestFinished } from 'vitest';
import type { Viewer } from '#domain/viewer.ts';
import { createErrorHandler } from '../../../server/http/error-handler.ts';
import { mountRoutes } from '../../../server/http/mount-route.ts';
import type { AnyRoute } from '../../../server/http/route.ts';
import { SilentLog } from '../../support/silent-log.ts';
import type { TestAccess } from '../../support/test-access.ts';

export interface MountedReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body where it is JSON. */
  readonly json: unknown;
}

export interface MountedRoutes {
  /** `path` is below `/api/v1`. A body that is text goes out as `mediaType`, any other as JSON. */
  call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    request: { readonly as: Viewer; readonly body?: unknown; readonly mediaType?: string },
  ): Promise<MountedReply>;
}

/** Started for the running test and closed after it. */
export async function startRoutes(
  routes: readonly AnyRoute[],
  access: TestAccess,
): Promise<MountedRoutes> {
  const app = express();
  mountRoutes(app, routes, { access, publicUrl: undefined, openMetrics: undefined });
  app.use(createErrorHandler({ log: new SilentLog(), count: () => undefined }));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    async call(method, path, { as, body, mediaType = 'application/json' }) {
      const response = await fetch(`${origin}/api/v1${path}`, {
        method,
        headers: {
          cookie: `nigehban_session=${access.openSession(as)}`,
          'content-type': mediaType,
        },
        body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') === true;
      const json: unknown = isJson && text !== '' ? JSON.parse(text) : undefined;
      if (response.status < 400) hold(routes, { method, path, status: response.status, json });
      return { status: response.status, headers: response.headers, text, json };
    },
  };
}

function hold(
  routes: readonly AnyRoute[],
  reply: { method: string; path: string; status: number; json: unknown },
): void {
  const { pathname } = new URL(`/api/v1${reply.path}`, 'http://localhost');
  const route = routes.find((each) => {
    const pattern = new RegExp(`^${each.path.replace(/\{\w+\}/g, '[^/]+')}$`);
    return each.method === reply.method.toLowerCase() && pattern.test(pathname);
  });
  expect(reply.status, 'status of a success').toBe(route?.answer.status);
  route?.answer.schema?.parse(reply.json);
}

/** The code of a refusal. */
export function refusalOf({ json }: MountedReply): string | undefined {
  return (json as { error?: { code: string } } | undefined)?.error?.code;
}
