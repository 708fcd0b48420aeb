/** What alerts and incidents have in common over HTTP: how they are asked for and worked on. */
import { z } from 'zod';
import type { QueueItem } from '#domain/alerting/alert.ts';
import type { ItemKey, WorkAction } from '#domain/alerting/work-action.ts';
import type { Viewer } from '#domain/viewer.ts';
import type { AlertDesk, AlertQuery } from '../../ports/alerting.ts';
import { NotFoundError, WorkRefusedError } from '../errors.ts';
import { PAGE_LENGTH_MAX } from '../page.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';
import { timelineSchema } from '../schemas/alert.ts';
import { codeSchema } from '../schemas/centre.ts';
import { momentSchema } from '../schemas/moment.ts';
import { actionBodies } from '../schemas/work.ts';

const PAGE_LENGTH_DEFAULT = 100;

export const idParams = z.strictObject({ id: z.coerce.number().int().positive() });

export const itemQuerySchema = z.strictObject({
  open: z
    .enum(['true', 'false'])
    .transform((word) => word === 'true')
    .optional()
    .meta({ description: 'True: neither cleared nor closed.' }),
  centre: codeSchema.optional(),
  ruleId: z.string().min(1).max(100).optional(),
  from: momentSchema.optional().meta({ description: 'Not over before.' }),
  to: momentSchema.optional().meta({ description: 'Begun before.' }),
  limit: z.coerce.number().int().min(1).max(PAGE_LENGTH_MAX).default(PAGE_LENGTH_DEFAULT),
  before: z.coerce.number().int().positive().optional().meta({
    description: 'Items before this id: the last one of the page before.',
  }),
});

export function alertQueryOf(query: z.output<typeof itemQuerySchema>): AlertQuery {
  const { open, centre, ruleId, from, to, limit, before } = query;
  return {
    limit,
    ...(open !== undefined && { open }),
    ...(centre !== undefined && { centre }),
    ...(ruleId !== undefined && { ruleId }),
    ...(from !== undefined && { fromMs: from }),
    ...(to !== undefined && { toMs: to }),
    ...(before !== undefined && { beforeId: before }),
  };
}

/** An item of one type, as far as the viewer may see it. Throws NotFoundError. */
export function demandItem<Type extends QueueItem['type']>(
  desk: Pick<AlertDesk, 'item'>,
  { scope }: Viewer,
  { type, id }: { readonly type: Type; readonly id: number },
): Extract<QueueItem, { type: Type }> {
  const item = desk.item(scope, `${type}:${id}`);
  if (item?.type !== type) throw new NotFoundError(`${type}:${id}`);
  return item as Extract<QueueItem, { type: Type }>;
}

export interface ItemKind {
  readonly type: QueueItem['type'];
  /** As in the path: `alerts`. */
  readonly plural: string;
  readonly tag: string;
  readonly schema: z.ZodType;
}

/** The timeline of an item, and everything that is done to one item at a time. */
export function itemRoutes(desk: AlertDesk, kind: ItemKind): readonly AnyRoute[] {
  return [
    timelineRoute(desk, kind),
    actionRoute(desk, kind, { name: 'acknowledge', body: actionBodies.acknowledge }),
    plainRoute(desk, kind, 'unacknowledge'),
    actionRoute(desk, kind, { name: 'assign', body: actionBodies.assign }),
    actionRoute(desk, kind, { name: 'comment', body: actionBodies.comment }),
    actionRoute(desk, kind, { name: 'shelve', body: actionBodies.shelve }),
    plainRoute(desk, kind, 'unshelve'),
    actionRoute(desk, kind, { name: 'close', body: actionBodies.close }),
  ];
}

function timelineRoute(desk: AlertDesk, { type, plural, tag }: ItemKind): AnyRoute {
  return defineRoute({
    method: 'get',
    path: `${API}/${plural}/{id}/timeline`,
    tag,
    summary: 'What happened to it, in order of time',
    access: 'alerts.read',
    params: idParams,
    answer: {
      status: 200,
      description: 'By the server and by people.',
      schema: z.strictObject({ items: z.array(timelineSchema) }),
    },
    failures: { 404: 'There is none in scope.' },
    handle({ viewer, params: { id } }) {
      const items = desk.timeline(viewer.scope, `${type}:${id}`);
      if (items === undefined) throw new NotFoundError(`${type}:${id}`);
      return { json: { items } };
    },
  });
}

const FAILURES = {
  404: 'There is none in scope.',
  409: 'It is not in a state for it.',
  422: 'What is named is not there.',
} as const;

function actionRoute(
  desk: AlertDesk,
  { type, plural, tag, schema }: ItemKind,
  { name, body }: { readonly name: WorkAction['do']; readonly body: z.ZodType<object> },
): AnyRoute {
  return defineRoute({
    method: 'post',
    path: `${API}/${plural}/{id}/${name}`,
    tag,
    summary: SUMMARIES[name],
    access: 'alerts.work',
    params: idParams,
    body: { schema: body },
    answer: { status: 200, description: 'As it is now.', schema },
    failures: FAILURES,
    handle({ viewer, params: { id }, body: fields }) {
      const key = `${type}:${id}`;
      doOne(desk, viewer, key, { ...fields, do: name } as WorkAction);
      return { json: demandItem(desk, viewer, { type, id }) };
    },
  });
}

function plainRoute(
  desk: AlertDesk,
  { type, plural, tag, schema }: ItemKind,
  name: 'unacknowledge' | 'unshelve',
): AnyRoute {
  return defineRoute({
    method: 'post',
    path: `${API}/${plural}/{id}/${name}`,
    tag,
    summary: SUMMARIES[name],
    access: 'alerts.work',
    params: idParams,
    answer: { status: 200, description: 'As it is now.', schema },
    failures: FAILURES,
    handle({ viewer, params: { id } }) {
      doOne(desk, viewer, `${type}:${id}`, { do: name });
      return { json: demandItem(desk, viewer, { type, id }) };
    },
  });
}

/** Throws WorkRefusedError. */
function doOne(desk: AlertDesk, viewer: Viewer, key: ItemKey, action: WorkAction): void {
  const [refusal] = desk.work(viewer, [key], action).refused;
  if (refusal !== undefined) throw new WorkRefusedError({ ...refusal, action: action.do });
}

const SUMMARIES: Readonly<Record<WorkAction['do'], string>> = {
  acknowledge: 'Say that it has been seen',
  unacknowledge: 'Take that back',
  assign: 'Give it to a contact, who is told',
  comment: 'Write a comment',
  shelve: 'Take it out of sight for a while, for a reason',
  unshelve: 'Put it back before its time is up',
  close: 'Take it out of the queue; an alert returns when it gets worse, or breaches again',
};
