/**
 * Pages over a list in order of a unique key. The cursor names the last key given, not a position:
 * entries that come and go meanwhile neither repeat nor hide others.
 */
import { z } from 'zod';
import { InvalidRequestError } from './errors.ts';

export const PAGE_LENGTH_MAX = 1_000;
const PAGE_LENGTH_DEFAULT = 100;

export const pageFields = {
  limit: z.coerce.number().int().min(1).max(PAGE_LENGTH_MAX).default(PAGE_LENGTH_DEFAULT),
  cursor: z.string().min(1).max(200).optional().meta({
    description: '`nextCursor` of the page before.',
  }),
};

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** The page after the cursor. `sorted` ascends by `keyOf`. Throws InvalidRequestError. */
export function pageOf<Item>(
  sorted: readonly Item[],
  keyOf: (item: Item) => string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Page<Item> {
  const after = cursor === undefined ? undefined : keyIn(cursor);
  const found = after === undefined ? 0 : sorted.findIndex((item) => keyOf(item) > after);
  const start = found < 0 ? sorted.length : found;
  const items = sorted.slice(start, start + limit);
  const last = items.at(-1);
  const isEnd = last === undefined || start + limit >= sorted.length;
  return { items, nextCursor: isEnd ? null : cursorOf(keyOf(last)) };
}

function cursorOf(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function keyIn(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (cursorOf(key) === cursor) return key;
  throw new InvalidRequestError([
    { path: 'query.cursor', message: 'was not given by this server' },
  ]);
}
