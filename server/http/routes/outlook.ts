/** What lies ahead of a centre: the outage it is in, announced outages, planned work. */
import { z } from 'zod';
import type { Centre } from '#domain/centre.ts';
import { takesIn } from '#domain/alerting/centre-selector.ts';
import { nextBoundaryMs, spanAt } from '#domain/alerting/maintenance-time.ts';
import type { MaintenanceWindow } from '#domain/alerting/maintenance-window.ts';
import type { MaintenanceBook, ScheduleBook } from '../../ports/alerting.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Estate } from '../../ports/estate.ts';
import { InvalidRequestError } from '../errors.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';
import { codeSchema } from '../schemas/centre.ts';
import { maintenanceSchema } from '../schemas/maintenance.ts';
import { momentSchema } from '../schemas/moment.ts';
import { rideThroughSchema } from '../schemas/ride-through.ts';
import { announcedSlotSchema } from '../schemas/schedule.ts';
import { demandCentre } from '../viewers-estate.ts';

export interface OutlookParts {
  readonly estate: Estate;
  readonly schedules: Pick<ScheduleBook, 'slotsOf' | 'rideThroughOf'>;
  readonly maintenance: Pick<MaintenanceBook, 'windows'>;
  readonly clock: Pick<Clock, 'nowMs'>;
}

const DAY_MS = 86_400_000;
const WINDOW_DAYS_DEFAULT = 7;
const WINDOW_DAYS_MAX = 62;
const TAG = 'Schedules';

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

export function outlookRoutes(parts: OutlookParts): readonly AnyRoute[] {
  const { estate, schedules, maintenance, clock } = parts;
  return [
    defineRoute({
      method: 'get',
      path: `${API}/centres/{code}/outlook`,
      tag: TAG,
      summary: 'Announced outages and planned work of a centre, and the outage it is in',
      access: 'alerts.read',
      params: z.strictObject({ code: codeSchema }),
      query: z.strictObject({
        from: momentSchema.optional().meta({ description: 'Now when absent.' }),
        to: momentSchema.optional().meta({
          description: `Not included; ${WINDOW_DAYS_DEFAULT} days later when absent, at most ${WINDOW_DAYS_MAX}.`,
        }),
      }),
      answer: {
        status: 200,
        description: 'What touches the window. `rideThrough` is of now, null while it has mains.',
        schema: z.strictObject({
          rideThrough: rideThroughSchema.nullable(),
          slots: z.array(announcedSlotSchema),
          maintenance: z.array(maintenanceSchema),
        }),
      },
      failures: { 404: 'No such centre in scope.' },
      handle({ viewer, params: { code }, query }) {
        const centre = demandCentre(estate, viewer, code);
        const window = windowOf(query, clock.nowMs());
        return {
          json: {
            rideThrough: schedules.rideThroughOf(code) ?? null,
            slots: schedules.slotsOf(code, window),
            maintenance: maintenance
              .windows(window.fromMs)
              .filter((work) => covers(work, centre) && touches(work, window)),
          },
        };
      },
    }),
  ];
}

function windowOf(
  { from, to }: { readonly from?: number | undefined; readonly to?: number | undefined },
  nowMs: number,
): Window {
  const fromMs = from ?? nowMs;
  const toMs = to ?? fromMs + WINDOW_DAYS_DEFAULT * DAY_MS;
  if (fromMs >= toMs) {
    throw new InvalidRequestError([{ path: 'query.from', message: 'must be before `to`' }]);
  }
  if (toMs - fromMs > WINDOW_DAYS_MAX * DAY_MS) {
    const message = `must be at most ${WINDOW_DAYS_MAX} days after \`from\``;
    throw new InvalidRequestError([{ path: 'query.to', message }]);
  }
  return { fromMs, toMs };
}

function covers({ where }: MaintenanceWindow, centre: Centre): boolean {
  return takesIn(where, centre);
}

function touches({ when }: MaintenanceWindow, { fromMs, toMs }: Window): boolean {
  if (spanAt(when, fromMs) !== undefined) return true;
  const beginsAtMs = nextBoundaryMs(when, fromMs);
  return beginsAtMs !== null && beginsAtMs < toMs;
}
