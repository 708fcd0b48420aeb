/** Devices of a centre with their latest readings, and the history of each. */
import { z } from 'zod';
import type { DeviceKey } from '#domain/device.ts';
import type { HistoryQuery } from '#domain/history.ts';
import { columnOf, METRICS } from '#domain/metric.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Estate } from '../../ports/estate.ts';
import type { LiveNation } from '../../ports/live.ts';
import type { ReadingStore } from '../../ports/reading-store.ts';
import { deviceViewOf } from '../centre-view.ts';
import { InvalidRequestError, NotFoundError } from '../errors.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';
import { codeSchema, kindSchema, liveDeviceSchema } from '../schemas/centre.ts';
import { historyQuerySchema, historySchema } from '../schemas/history.ts';
import { demandCentre } from '../viewers-estate.ts';

export interface DeviceParts {
  readonly estate: Estate;
  readonly live: Pick<LiveNation, 'snapshotOf'>;
  readonly store: Pick<ReadingStore, 'history'>;
  readonly clock: Clock;
}

const TAG = 'Devices';
const DAY_MS = 86_400_000;

export function deviceRoutes(parts: DeviceParts): readonly AnyRoute[] {
  return [listRoute(parts), historyRoute(parts)];
}

function listRoute({ estate, live }: DeviceParts): AnyRoute {
  return defineRoute({
    method: 'get',
    path: `${API}/centres/{code}/devices`,
    tag: TAG,
    summary: 'Devices of a centre with their latest readings',
    access: 'estate.read',
    params: z.strictObject({ code: codeSchema }),
    answer: {
      status: 200,
      description: 'In order of kind and code.',
      schema: z.strictObject({ items: z.array(liveDeviceSchema) }),
    },
    failures: { 404: 'No such centre in scope.' },
    handle({ viewer, params: { code } }) {
      const centre = demandCentre(estate, viewer, code);
      const snapshot = live.snapshotOf(code);
      const items = centre.devices.map((device) => {
        const isIt = (other: { readonly kind: string; readonly device: string }) =>
          other.kind === device.kind && other.device === device.code;
        const state = snapshot?.devices.find(isIt);
        return {
          ...deviceViewOf(device),
          fresh: state?.fresh ?? false,
          receivedAtMs: state?.receivedAtMs ?? null,
          reading: snapshot?.readings.find(isIt) ?? null,
        };
      });
      return { json: { items } };
    },
  });
}

function historyRoute({ estate, store, clock }: DeviceParts): AnyRoute {
  return defineRoute({
    method: 'get',
    path: `${API}/devices/{centre}/{kind}/{device}/history`,
    tag: TAG,
    summary: 'History of a device in buckets',
    access: 'estate.read',
    params: z.strictObject({ centre: codeSchema, kind: kindSchema, device: codeSchema }),
    query: historyQuerySchema,
    answer: { status: 200, description: 'Buckets that hold a reading.', schema: historySchema },
    failures: { 404: 'No such device in scope.', 503: 'The store is away; ask again.' },
    async handle({ viewer, params: key, query }) {
      const { devices } = demandCentre(estate, viewer, key.centre);
      if (!devices.some(({ kind, code }) => kind === key.kind && code === key.device)) {
        throw new NotFoundError(`${key.centre}/${key.kind}/${key.device}`);
      }
      const { fromMs, toMs, ...asked } = questionOf(key, query, clock.nowMs());
      const answer = await store.history({ ...asked, fromMs, toMs });
      return { json: { fromMs, toMs, ...answer } };
    },
  });
}

function questionOf(
  key: DeviceKey,
  { from, to, buckets, metrics }: z.output<typeof historyQuerySchema>,
  nowMs: number,
): HistoryQuery {
  const toMs = to ?? nowMs;
  const fromMs = from ?? toMs - DAY_MS;
  if (fromMs >= toMs) {
    throw new InvalidRequestError([{ path: 'query.from', message: 'must be before `to`' }]);
  }
  const names = metrics ?? METRICS[key.kind].map(({ name }) => name);
  const unknown = names.filter((name) => columnOf(key.kind, name) === undefined);
  if (unknown.length > 0) {
    const message = `a ${key.kind} has no "${unknown.join('", "')}"`;
    throw new InvalidRequestError([{ path: 'query.metrics', message }]);
  }
  return { key, fromMs, toMs, buckets, metrics: [...new Set(names)] };
}
