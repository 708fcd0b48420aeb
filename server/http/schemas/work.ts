/** What people do to items of the queue, on the wire. */
import { z } from 'zod';
import { BULK_ITEMS_MAX, SHELVE_MINUTES_MAX } from '#domain/alerting/work-action.ts';

const NOTE_LENGTH_MAX = 2_000;

const text = z.string().trim().min(1).max(NOTE_LENGTH_MAX);
const note = text.nullable().default(null);

export const itemKeySchema = z
  .string()
  .regex(/^(alert|incident):[1-9]\d{0,14}$/, 'must be as alert:12 or incident:3');

/** The bodies of what is done to one item: the action without its name. */
export const actionBodies = {
  acknowledge: z.strictObject({ note }),
  assign: z.strictObject({
    contactId: z.int().positive().nullable().meta({ description: 'Null takes it away.' }),
  }),
  comment: z.strictObject({ text }),
  shelve: z.strictObject({ reason: text, minutes: z.int().min(1).max(SHELVE_MINUTES_MAX) }),
  close: z.strictObject({ note }),
};

const actionSchema = z.discriminatedUnion('do', [
  actionBodies.acknowledge.extend({ do: z.literal('acknowledge') }),
  z.strictObject({ do: z.literal('unacknowledge') }),
  actionBodies.assign.extend({ do: z.literal('assign') }),
  actionBodies.comment.extend({ do: z.literal('comment') }),
  actionBodies.shelve.extend({ do: z.literal('shelve') }),
  z.strictObject({ do: z.literal('unshelve') }),
  actionBodies.close.extend({ do: z.literal('close') }),
]);

export const bulkSchema = z.strictObject({
  items: z.array(itemKeySchema).min(1).max(BULK_ITEMS_MAX),
  action: actionSchema,
});

export const workResultSchema = z
  .strictObject({
    done: z.array(z.string()),
    refused: z.array(z.strictObject({ item: z.string(), code: z.string() })),
  })
  .meta({ id: 'WorkResult', description: 'Each item stands for itself.' });
