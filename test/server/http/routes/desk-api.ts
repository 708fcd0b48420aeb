/**
 * The desk's routes on a free port, on a desk whose rules and incidents a test drives. Every success is
 * held against what its route promises.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect, onTestFinished } from 'vitest';
import type { Viewer } from '#domain/viewer.ts';
import { createErrorHandler } from '../../../../server/http/error-handler.ts';
import { mountRoutes } from '../../../../server/http/mount-route.ts';
import type { AnyRoute } from '../../../../server/http/route.ts';
import { alertingFigureRoutes } from '../../../../server/http/routes/alerting-figures.ts';
import { alertRoutes } from '../../../../server/http/routes/alerts.ts';
import { incidentRoutes } from '../../../../server/http/routes/incidents.ts';
import { maintenanceRoutes } from '../../../../server/http/routes/maintenance.ts';
import { queueRoutes } from '../../../../server/http/routes/queue.ts';
import { SilentLog } from '../../../support/silent-log.ts';
import { TestAccess } from '../../../support/test-access.ts';
import { type DeskRig, newRig } from '../../alerting/work/support.ts';

export interface DeskReply {
  readonly status: number;
  readonly json: unknown;
  /** Of a refusal. */
  readonly code: string | undefined;
}

export class DeskApi {
  readonly rig: DeskRig = newRig();
  readonly access = new TestAccess(this.rig.clock);
  readonly routes: readonly AnyRoute[];
  readonly #server;

  constructor() {
    const { desk, estate, clock } = this.rig;
    const parts = { desk, estate, clock, maintenance: desk.maintenance };
    this.routes = [
      ...queueRoutes(parts),
      ...alertRoutes(parts),
      ...incidentRoutes(parts),
      ...maintenanceRoutes(parts),
      ...alertingFigureRoutes(parts),
    ];
    const app = express();
    const options = { access: this.access, publicUrl: undefined, openMetrics: undefined };
    mountRoutes(app, this.routes, options);
    app.use(createErrorHandler({ log: new SilentLog(), count: () => undefined }));
    this.#server = createServer(app);
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      this.#server.closeAllConnections();
      this.#server.close();
    });
  }

  get(path: string, as: Viewer): Promise<DeskReply> {
    return this.#call('GET', path, as);
  }

  post(path: string, as: Viewer, json: unknown = {}): Promise<DeskReply> {
    return this.#call('POST', path, as, json);
  }

  delete(path: string, as: Viewer): Promise<DeskReply> {
    return this.#call('DELETE', path, as);
  }

  async #call(method: string, path: string, as: Viewer, json?: unknown): Promise<DeskReply> {
    const { port } = this.#server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method,
      headers: {
        cookie: `nigehban_session=${this.access.openSession(as)}`,
        'content-type': 'application/json',
      },
      body: json === undefined ? null : JSON.stringify(json),
    });
    const text = await response.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    this.#hold(response.status, body, { method, path });
    const { error } = (body ?? {}) as { error?: { code: string } };
    return { status: response.status, json: body, code: error?.code };
  }

  /** Fails the test when an answer is not what its route says. */
  #hold(
    status: number,
    body: unknown,
    { method, path }: { readonly method: string; readonly path: string },
  ): void {
    if (status >= 400) return;
    const { pathname } = new URL(`/api/v1${path}`, 'http://localhost');
    const route = this.routes.find((each) => {
      const pattern = new RegExp(`^${each.path.replace(/\{\w+\}/g, '[^/]+')}$`);
      return each.method === method.toLowerCase() && pattern.test(pathname);
    });
    expect(status, 'status of a success').toBe(route?.answer.status);
    route?.answer.schema?.parse(body);
  }
}

/** Started for the running test and closed after it. */
export async function startDeskApi(): Promise<DeskApi> {
  const api = new DeskApi();
  await api.start();
  return api;
}
