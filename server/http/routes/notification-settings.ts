/** What contacts, rotas, chains and channels have in common as resources: list, add, change, remove. */
import { z } from 'zod';
import type { Viewer } from '#domain/viewer.ts';
import { NotFoundError } from '../errors.ts';
import { type AnyRoute, API, defineRoute, type Frozen } from '../route.ts';
import { idParams } from './item-work.ts';

interface SettingResource<Part extends z.ZodType, Draft extends z.ZodType> {
  /** Last part of the path. */
  readonly name: string;
  readonly tag: string;
  /** In a summary: "a contact". */
  readonly one: string;
  readonly schema: Part;
  readonly draftSchema: Draft;
  readonly list: () => readonly Frozen<z.output<Part>>[];
  /** Undefined when there is none of that id. */
  readonly put: (
    viewer: Viewer,
    draft: z.output<Draft>,
    id: number | null,
  ) => Frozen<z.output<Part>> | undefined;
  readonly remove: (viewer: Viewer, id: number) => boolean;
}

const FAILURES = { 422: 'It does not fit together, or names what is not there.' } as const;

export function settingRoutes<Part extends z.ZodType, Draft extends z.ZodType>(
  resource: SettingResource<Part, Draft>,
): readonly AnyRoute[] {
  const { name, tag, one, schema, draftSchema } = resource;
  const path = `${API}/${name}`;
  const answer = { status: 200, description: 'As it is in force.', schema } as const;
  const put = (viewer: Viewer, draft: z.output<Draft>, id: number | null) => {
    const part = resource.put(viewer, draft, id);
    if (part === undefined) throw new NotFoundError(`${name}:${id}`);
    return part;
  };
  return [
    defineRoute({
      method: 'get',
      path,
      tag,
      summary: `All ${name}`,
      access: 'notification.read',
      answer: {
        status: 200,
        description: 'In order.',
        schema: z.strictObject({ items: z.array(schema) }),
      },
      handle: () => ({ json: { items: resource.list() } }),
    }),
    defineRoute({
      method: 'post',
      path,
      tag,
      summary: `Add ${one}`,
      access: 'notification.change',
      body: { schema: draftSchema },
      answer: { ...answer, status: 201 },
      failures: FAILURES,
      handle: ({ viewer, body }) => ({ status: 201, json: put(viewer, body, null) }),
    }),
    defineRoute({
      method: 'put',
      path: `${path}/{id}`,
      tag,
      summary: `Change ${one}`,
      access: 'notification.change',
      params: idParams,
      body: { schema: draftSchema },
      answer,
      failures: { ...FAILURES, 404: 'There is none of that id.' },
      handle: ({ viewer, params: { id }, body }) => ({ json: put(viewer, body, id) }),
    }),
    defineRoute({
      method: 'delete',
      path: `${path}/{id}`,
      tag,
      summary: `Remove ${one}`,
      access: 'notification.change',
      params: idParams,
      answer: { status: 204, description: 'It is gone.' },
      failures: { 404: 'There is none of that id.', 409: 'Something else refers to it.' },
      handle({ viewer, params: { id } }) {
        if (!resource.remove(viewer, id)) throw new NotFoundError(`${name}:${id}`);
        return {};
      },
    }),
  ];
}
