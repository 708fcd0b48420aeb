/** How the server itself is doing. */
import type { AlertingStatus } from '../../ports/alerting.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ingest } from '../../ports/ingest.ts';
import type { LiveNation } from '../../ports/live.ts';
import type { ReadingStore } from '../../ports/reading-store.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';
import { statusSchema } from '../schemas/status.ts';

export interface StatusParts {
  readonly clock: Clock;
  readonly ingest: Pick<Ingest, 'status'>;
  readonly store: Pick<ReadingStore, 'status'>;
  readonly live: Pick<LiveNation, 'counters'>;
  readonly alertingStatus: () => AlertingStatus;
  readonly version: string;
}

export function statusRoutes(parts: StatusParts) {
  const { clock, ingest, store, live, alertingStatus, version } = parts;
  const startedAtMs = clock.nowMs();
  const routes: readonly AnyRoute[] = [
    defineRoute({
      method: 'get',
      path: `${API}/status`,
      tag: 'Monitoring',
      summary: 'Ingest, store, live push and alerting: states and counters',
      access: 'status.read',
      answer: { status: 200, description: 'At this moment.', schema: statusSchema },
      handle() {
        const serverTimeMs = clock.nowMs();
        return {
          json: {
            serverTimeMs,
            uptimeSeconds: (serverTimeMs - startedAtMs) / 1_000,
            version,
            ingest: ingest.status(),
            store: store.status(),
            live: live.counters(),
            alerting: alertingStatus(),
          },
        };
      },
    }),
  ];
  return routes;
}
