/** Published load-shedding: by hand, as files, and what it means for a centre. */
import { z } from 'zod';
import { FEEDER_CATEGORIES } from '#domain/centre.ts';
import type { FeederSchedule } from '#domain/alerting/feeder-schedule.ts';
import type { ScheduleBook } from '../../ports/alerting.ts';
import { ImportRefusedError, NotFoundError } from '../errors.ts';
import { pageOf } from '../page.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';
import { scheduleDraftSchema, scheduleReportSchema, scheduleSchema } from '../schemas/schedule.ts';

export interface ScheduleParts {
  readonly schedules: ScheduleBook;
}

/** A national timetable by feeder; larger ones come in pages. */
const PAGE_LENGTH_MAX = 5_000;
/** As large as the book takes. */
const IMPORT_BYTES_MAX = 4 * 1_024 * 1_024;
const NAME_LENGTH_MAX = 200;
const TAG = 'Schedules';
const params = z.strictObject({ id: z.coerce.number().int().positive() });
const name = z.string().trim().min(1).max(NAME_LENGTH_MAX);

const filterSchema = z.strictObject({
  disco: name.optional(),
  feeder: name.optional(),
  category: z.enum(FEEDER_CATEGORIES).optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_LENGTH_MAX).default(PAGE_LENGTH_MAX),
  cursor: z.string().min(1).max(1_000).optional().meta({
    description: '`nextCursor` of the page before.',
  }),
});

export function scheduleRoutes(parts: ScheduleParts): readonly AnyRoute[] {
  return [
    // Before the single ones: "import" and "export" would else be read as numbers.
    importRoute(parts),
    exportRoute(parts),
    listRoute(parts),
    readRoute(parts),
    createRoute(parts),
    changeRoute(parts),
    removeRoute(parts),
  ];
}

function listRoute({ schedules }: ScheduleParts): AnyRoute {
  return defineRoute({
    method: 'get',
    path: `${API}/schedules`,
    tag: TAG,
    summary: 'Published load-shedding of feeders and categories of centres in scope',
    access: 'alerts.read',
    query: filterSchema,
    answer: {
      status: 200,
      description:
        'In order of company, feeder and category. `nextCursor` is null on the last page.',
      schema: z.strictObject({
        items: z.array(scheduleSchema),
        nextCursor: z.string().nullable(),
        total: z.int().meta({ description: 'Schedules that match, on all pages.' }),
      }),
    },
    handle({ viewer, query }) {
      const wanted = schedules
        .schedules(viewer.scope)
        .filter((schedule) => isWanted(schedule, query))
        .map((schedule) => ({ key: keyOf(schedule), schedule }))
        .sort((one, other) => (one.key < other.key ? -1 : 1));
      const { items, nextCursor } = pageOf(wanted, ({ key }) => key, query);
      return {
        json: {
          items: items.map(({ schedule }) => schedule),
          nextCursor,
          total: wanted.length,
        },
      };
    },
  });
}

function isWanted(
  { disco, feeder, category }: FeederSchedule,
  wanted: z.output<typeof filterSchema>,
): boolean {
  const fits = (asked: string | undefined, value: string | null) =>
    asked === undefined || asked.toLowerCase() === value?.toLowerCase();
  return (
    fits(wanted.disco, disco) && fits(wanted.feeder, feeder) && fits(wanted.category, category)
  );
}

/** Sorts as people read a list, and is unique. */
function keyOf({ disco, feeder, category, id }: FeederSchedule): string {
  return [disco, feeder ?? '', category ?? '', String(id).padStart(12, '0')].join('\t');
}

function readRoute({ schedules }: ScheduleParts): AnyRoute {
  return defineRoute({
    method: 'get',
    path: `${API}/schedules/{id}`,
    tag: TAG,
    summary: 'One schedule',
    access: 'alerts.read',
    params,
    answer: { status: 200, description: 'The schedule.', schema: scheduleSchema },
    failures: { 404: 'No such schedule in scope.' },
    handle({ viewer, params: { id } }) {
      const schedule = schedules.schedules(viewer.scope).find((each) => each.id === id);
      if (schedule === undefined) throw new NotFoundError(`schedule:${id}`);
      return { json: schedule };
    },
  });
}

function createRoute({ schedules }: ScheduleParts): AnyRoute {
  return defineRoute({
    method: 'post',
    path: `${API}/schedules`,
    tag: TAG,
    summary: 'Keep a schedule: outages are judged by it at once',
    access: 'schedules.change',
    body: { schema: scheduleDraftSchema },
    answer: { status: 201, description: 'As it is in force.', schema: scheduleSchema },
    failures: {
      403: 'Not granted, or not for centres of your scope alone.',
      409: 'There are too many schedules.',
      422: 'The schedule breaks a rule.',
    },
    handle({ viewer, body }) {
      const schedule = schedules.put(viewer, { ...body, id: null, sample: false });
      return { status: 201, json: schedule };
    },
  });
}

function changeRoute({ schedules }: ScheduleParts): AnyRoute {
  return defineRoute({
    method: 'put',
    path: `${API}/schedules/{id}`,
    tag: TAG,
    summary: 'Change a schedule: outages are judged by it at once',
    access: 'schedules.change',
    params,
    body: { schema: scheduleDraftSchema },
    answer: { status: 200, description: 'As it is in force.', schema: scheduleSchema },
    failures: {
      403: 'Not granted, or not for centres of your scope alone.',
      404: 'No such schedule.',
      422: 'The schedule breaks a rule.',
    },
    handle({ viewer, params: { id }, body }) {
      return { json: schedules.put(viewer, { ...body, id, sample: false }) };
    },
  });
}

function removeRoute({ schedules }: ScheduleParts): AnyRoute {
  return defineRoute({
    method: 'delete',
    path: `${API}/schedules/{id}`,
    tag: TAG,
    summary: 'Take a schedule away',
    access: 'schedules.change',
    params,
    answer: { status: 204, description: 'It is gone.' },
    failures: {
      403: 'Not granted, or not for centres of your scope alone.',
      404: 'No such schedule.',
    },
    handle({ viewer, params: { id } }) {
      if (!schedules.remove(viewer, id)) throw new NotFoundError(`schedule:${id}`);
      return {};
    },
  });
}

function importRoute({ schedules }: ScheduleParts): AnyRoute {
  return defineRoute({
    method: 'post',
    path: `${API}/schedules/import`,
    tag: TAG,
    summary: 'Take a timetable from CSV or iCalendar: all of it or nothing',
    access: 'schedules.change',
    query: z.strictObject({
      dryRun: z.enum(['true', 'false']).default('false'),
      name: name.default('Import').meta({ description: 'Where it comes from, for people.' }),
      disco: name.optional().meta({ description: 'Where the file names none.' }),
      feeder: name.optional().meta({ description: 'Where the file names none.' }),
    }),
    body: { textOf: ['text/csv', 'text/calendar'], bytesMax: IMPORT_BYTES_MAX },
    answer: {
      status: 200,
      description: 'What was done; with `dryRun` what would be done, faults included.',
      schema: scheduleReportSchema,
    },
    failures: { 422: 'There are faults; `details` is the report and nothing was changed.' },
    handle({ viewer, query, body: text, mediaType }) {
      const { name: source, disco, feeder } = query;
      const dryRun = query.dryRun === 'true';
      const report = schedules.import(
        viewer,
        {
          format: mediaType === 'text/csv' ? 'csv' : 'icalendar',
          text,
          name: source,
          ...(disco !== undefined && { disco }),
          ...(feeder !== undefined && { feeder }),
        },
        { dryRun },
      );
      if (!dryRun && !report.applied) throw new ImportRefusedError(report.faults.length, report);
      return { json: report };
    },
  });
}

function exportRoute({ schedules }: ScheduleParts): AnyRoute {
  return defineRoute({
    method: 'get',
    path: `${API}/schedules/export`,
    tag: TAG,
    summary: 'Schedules in scope as a file that the import takes',
    access: 'alerts.read',
    answer: { status: 200, description: 'One row per slot.', mediaTypes: ['text/csv'] },
    handle: ({ viewer }) => ({
      text: schedules.exportCsv(viewer.scope),
      headers: {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': 'attachment; filename="feeder-schedules.csv"',
      },
    }),
  });
}
