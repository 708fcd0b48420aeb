/** How alerting itself is doing against ISA-18.2, and the notes that shifts leave to each other. */
import { z } from 'zod';
import type { AlertingFigures } from '#domain/alerting/figures.ts';
import type { Viewer } from '#domain/viewer.ts';
import type { AlertDesk } from '../../ports/alerting.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Estate } from '../../ports/estate.ts';
import { InvalidRequestError } from '../errors.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';
import { figuresSchema, handOverDraftSchema, handOverSchema } from '../schemas/alerting-figures.ts';
import { momentSchema } from '../schemas/moment.ts';
import { visibleCentre } from '../viewers-estate.ts';

export interface AlertingFigureParts {
  readonly desk: AlertDesk;
  readonly estate: Estate;
  readonly clock: Clock;
}

const TAG = 'Alerting';
const DAY_MS = 86_400_000;
const WINDOW_DAYS_MAX = 92;
const HAND_OVERS_MAX = 100;

export function alertingFigureRoutes(parts: AlertingFigureParts): readonly AnyRoute[] {
  return [figuresRoute(parts), ...handOverRoutes(parts)];
}

function figuresRoute({ desk, estate, clock }: AlertingFigureParts): AnyRoute {
  return defineRoute({
    method: 'get',
    path: `${API}/alerting/figures`,
    tag: TAG,
    summary: 'Times to acknowledge and clear, load, flood, top sources over a stretch of time',
    access: 'alerts.reorganise',
    query: z.strictObject({
      from: momentSchema
        .optional()
        .meta({ description: 'Included. A day before `to` when absent.' }),
      to: momentSchema.optional().meta({ description: 'Not included. Now when absent.' }),
    }),
    answer: { status: 200, description: 'Of the whole country.', schema: figuresSchema },
    handle({ viewer, query: { from, to } }) {
      const toMs = to ?? clock.nowMs();
      const fromMs = from ?? toMs - DAY_MS;
      if (fromMs >= toMs || toMs - fromMs > WINDOW_DAYS_MAX * DAY_MS) {
        const message = `must be before \`to\`, and at most ${WINDOW_DAYS_MAX} days`;
        throw new InvalidRequestError([{ path: 'query.from', message }]);
      }
      return { json: inScope(desk.figures({ fromMs, toMs }), viewer, estate) };
    },
  });
}

function handOverRoutes({ desk, estate }: AlertingFigureParts): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: `${API}/hand-overs`,
      tag: TAG,
      summary: 'Notes of the shifts, newest first',
      access: 'alerts.reorganise',
      query: z.strictObject({
        limit: z.coerce.number().int().min(1).max(HAND_OVERS_MAX).default(20),
      }),
      answer: {
        status: 200,
        description: 'Each with the figures of its shift and what was open.',
        schema: z.strictObject({ items: z.array(handOverSchema) }),
      },
      handle: ({ viewer, query: { limit } }) => ({
        json: {
          items: desk
            .handOvers(limit)
            .map((each) => ({ ...each, figures: inScope(each.figures, viewer, estate) })),
        },
      }),
    }),
    defineRoute({
      method: 'post',
      path: `${API}/hand-overs`,
      tag: TAG,
      summary: 'Write the note of the shift',
      access: 'alerts.reorganise',
      body: { schema: handOverDraftSchema },
      answer: { status: 201, description: 'As it is kept.', schema: handOverSchema },
      handle({ viewer, body: { note } }) {
        const handOver = desk.writeHandOver(viewer, note);
        const figures = inScope(handOver.figures, viewer, estate);
        return { status: 201, json: { ...handOver, figures } };
      },
    }),
  ];
}

/** Counts are everybody's; which centre of another province is loud is not. */
function inScope(figures: AlertingFigures, viewer: Viewer, estate: Estate): AlertingFigures {
  const topSources = figures.topSources.filter(
    ({ centre }) => centre === null || visibleCentre(estate, viewer, centre) !== undefined,
  );
  return viewer.scope.type === 'nation' ? figures : { ...figures, topSources };
}
