/** `/healthz`: the process serves. `/readyz`: what it serves from is usable. `/metrics`: figures. */
import { z } from 'zod';
import type { Metrics } from '../../platform/metrics.ts';
import type { Estate } from '../../ports/estate.ts';
import type { Ingest } from '../../ports/ingest.ts';
import type { ReadingStore } from '../../ports/reading-store.ts';
import { NotReadyError } from '../errors.ts';
import { type AnyRoute, defineRoute } from '../route.ts';

export interface HealthParts {
  readonly ingest: Pick<Ingest, 'status'>;
  readonly store: Pick<ReadingStore, 'status'>;
  readonly estate: Pick<Estate, 'centres'>;
  readonly metrics: Metrics;
}

const TAG = 'Monitoring';

export function healthRoutes(parts: HealthParts): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/healthz',
      tag: TAG,
      summary: 'Whether the process can serve',
      access: 'open',
      answer: {
        status: 200,
        description: 'It can.',
        schema: z.strictObject({ status: z.literal('ok') }),
      },
      handle: () => ({ json: { status: 'ok' as const } }),
    }),
    defineRoute({
      method: 'get',
      path: '/readyz',
      tag: TAG,
      summary: 'Whether broker, store and estate are usable',
      access: 'monitoring',
      answer: {
        status: 200,
        description: 'All are.',
        schema: z.strictObject({ status: z.literal('ready') }),
      },
      failures: { 503: 'Some are not; `details.unusable` names them.' },
      handle() {
        const unusable = unusableOf(parts);
        if (unusable.length > 0) throw new NotReadyError(unusable);
        return { json: { status: 'ready' as const } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/metrics',
      tag: TAG,
      summary: 'Metrics in the text format of Prometheus',
      access: 'monitoring',
      answer: { status: 200, description: 'Samples.', mediaTypes: ['text/plain'] },
      async handle() {
        const { text, mediaType } = await parts.metrics.print();
        return { text, headers: { 'Content-Type': mediaType } };
      },
    }),
  ];
}

function unusableOf({ ingest, store, estate }: HealthParts): string[] {
  const usable = {
    broker: () => ingest.status().accepting,
    store: () => store.status().writable,
    estate: () => Array.isArray(estate.centres()),
  };
  return Object.entries(usable)
    .filter(([, isUsable]) => !succeeds(isUsable))
    .map(([name]) => name);
}

/** A part that throws when asked is not usable, and must not hide the others. */
function succeeds(isUsable: () => boolean): boolean {
  try {
    return isUsable();
  } catch {
    return false;
  }
}
