/** The register's centres one by one and in pages, each with its state at this moment. */
import { z } from 'zod';
import { type Viewer, scopeIncludes } from '#domain/viewer.ts';
import type { Centre } from '#domain/centre.ts';
import type { EstateRegister } from '../../ports/estate.ts';
import type { LiveNation } from '../../ports/live.ts';
import { centreQuerySchema, type CentreQuery, isWanted } from '../centre-query.ts';
import { type CentreView, centreViewOf } from '../centre-view.ts';
import { ForbiddenError, InvalidRequestError, NotFoundError } from '../errors.ts';
import { pageOf } from '../page.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';
import { CENTRE_FIELDS, centreSchema, codeSchema, putCentreSchema } from '../schemas/centre.ts';
import { demandCentre, visibleCentre } from '../viewers-estate.ts';

export interface CentreParts {
  readonly estate: EstateRegister;
  readonly live: Pick<LiveNation, 'stateOf'>;
}

const TAG = 'Centres';
const params = z.strictObject({ code: codeSchema });
/** Lists name devices only where asked to: nine devices a centre make pages heavy. */
const LIST_FIELDS = CENTRE_FIELDS.filter((field) => field !== 'devices');

export function centreRoutes(parts: CentreParts): readonly AnyRoute[] {
  return [listRoute(parts), readRoute(parts), putRoute(parts), deleteRoute(parts)];
}

function listRoute({ estate, live }: CentreParts): AnyRoute {
  return defineRoute({
    method: 'get',
    path: `${API}/centres`,
    tag: TAG,
    summary: 'Centres in scope, ordered by code',
    access: 'estate.read',
    query: centreQuerySchema,
    answer: {
      status: 200,
      description: 'One page. `nextCursor` is null on the last one.',
      schema: z.strictObject({
        items: z.array(centreSchema.partial().meta({ id: 'CentreItem' })),
        nextCursor: z.string().nullable(),
        total: z.int().meta({ description: 'Centres that match, on all pages.' }),
      }),
    },
    handle({ viewer, query }) {
      const wanted = wantedCentres({ estate, live }, viewer, query);
      const { items, nextCursor } = pageOf(wanted, ({ code }) => code, query);
      const fields = query.fields ?? LIST_FIELDS;
      const views = items.map((centre) => centreViewOf(centre, live.stateOf(centre.code)));
      return {
        json: { items: views.map((view) => only(view, fields)), nextCursor, total: wanted.length },
      };
    },
  });
}

function wantedCentres(
  { estate, live }: CentreParts,
  viewer: Viewer,
  query: CentreQuery,
): Centre[] {
  return estate
    .centres()
    .filter(
      (centre) =>
        scopeIncludes(viewer.scope, centre) &&
        isWanted(query, centre, () => live.stateOf(centre.code)),
    );
}

function only(view: CentreView, fields: readonly (keyof CentreView)[]): Partial<CentreView> {
  return Object.fromEntries(fields.map((field) => [field, view[field]]));
}

function readRoute({ estate, live }: CentreParts): AnyRoute {
  return defineRoute({
    method: 'get',
    path: `${API}/centres/{code}`,
    tag: TAG,
    summary: 'One centre with its devices',
    access: 'estate.read',
    params,
    answer: { status: 200, description: 'The centre.', schema: centreSchema },
    failures: { 404: 'No such centre in scope.' },
    handle({ viewer, params: { code } }) {
      const centre = demandCentre(estate, viewer, code);
      return { json: centreViewOf(centre, live.stateOf(code)) };
    },
  });
}

function putRoute({ estate, live }: CentreParts): AnyRoute {
  return defineRoute({
    method: 'put',
    path: `${API}/centres/{code}`,
    tag: TAG,
    summary: 'Create or replace a centre, devices included',
    access: 'estate.change',
    params,
    body: { schema: putCentreSchema },
    answer: { status: 200, description: 'The centre as it is now.', schema: centreSchema },
    failures: { 409: 'The register is full.', 422: 'The register refuses a value.' },
    handle({ viewer, params: { code }, body }) {
      const { seats: _seats, state: _state, ...record } = body;
      if (record.code !== undefined && record.code !== code) {
        const message = `must be the code of the path, "${code}"`;
        throw new InvalidRequestError([{ path: 'body.code', message }]);
      }
      const wanted = { ...record, code };
      const before = estate.centre(code);
      for (const each of before === undefined ? [wanted] : [before, wanted]) {
        if (scopeIncludes(viewer.scope, each)) continue;
        throw new ForbiddenError(`Cannot change centre "${code}": it lies outside your scope`);
      }
      return { json: centreViewOf(estate.put(wanted), live.stateOf(code)) };
    },
  });
}

function deleteRoute({ estate }: CentreParts): AnyRoute {
  return defineRoute({
    method: 'delete',
    path: `${API}/centres/{code}`,
    tag: TAG,
    summary: 'Take a centre out of the register',
    access: 'estate.change',
    params,
    answer: { status: 204, description: 'It is out. Its history is kept.' },
    failures: { 404: 'No such centre in scope.' },
    handle({ viewer, params: { code } }) {
      if (visibleCentre(estate, viewer, code) === undefined || !estate.remove(code)) {
        throw new NotFoundError(code);
      }
      return {};
    },
  });
}
