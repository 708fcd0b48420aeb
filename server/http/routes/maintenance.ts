/** Planned work: what is declared, declaring it, cancelling it. */
import { z } from 'zod';
import type { MaintenanceBook } from '../../ports/alerting.ts';
import type { Clock } from '../../ports/clock.ts';
import { NotFoundError } from '../errors.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';
import { maintenanceDraftSchema, maintenanceSchema } from '../schemas/maintenance.ts';
import { momentSchema } from '../schemas/moment.ts';
import { idParams } from './item-work.ts';

export interface MaintenanceParts {
  readonly maintenance: MaintenanceBook;
  readonly clock: Clock;
}

const TAG = 'Maintenance';

export function maintenanceRoutes({ maintenance, clock }: MaintenanceParts): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: `${API}/maintenance`,
      tag: TAG,
      summary: 'Planned work that covers a centre in scope',
      access: 'alerts.read',
      query: z.strictObject({
        from: momentSchema.optional().meta({ description: 'Not over before; now when absent.' }),
      }),
      answer: {
        status: 200,
        description: 'In force, to come, or over since `from`; without what was cancelled.',
        schema: z.strictObject({ items: z.array(maintenanceSchema) }),
      },
      handle: ({ viewer, query: { from } }) => ({
        json: { items: maintenance.windowsIn(viewer.scope, from ?? clock.nowMs()) },
      }),
    }),
    defineRoute({
      method: 'post',
      path: `${API}/maintenance`,
      tag: TAG,
      summary: 'Declare planned work: meanwhile no alert of what it covers is raised',
      access: 'maintenance.change',
      body: { schema: maintenanceDraftSchema },
      answer: { status: 201, description: 'As it is in force.', schema: maintenanceSchema },
      failures: { 422: 'It is over already, or covers nothing in scope.' },
      handle: ({ viewer, body }) => ({ status: 201, json: maintenance.declare(viewer, body) }),
    }),
    defineRoute({
      method: 'delete',
      path: `${API}/maintenance/{id}`,
      tag: TAG,
      summary: 'Cancel planned work: it ends now, or never begins',
      access: 'maintenance.change',
      params: idParams,
      answer: { status: 204, description: 'It is cancelled.' },
      failures: { 404: 'There is none in scope, or it is cancelled.' },
      handle({ viewer, params: { id } }) {
        if (!maintenance.cancel(viewer, id)) throw new NotFoundError(`maintenance:${id}`);
        return {};
      },
    }),
  ];
}
