/** The columns of the live list, and which order each heading asks for. */
import type { Sort } from '#lib/centres/list-query.ts';

export interface Column {
  readonly name:
    'health' | 'code' | 'name' | 'city' | 'power' | 'internet' | 'seated' | 'since' | 'notes';
  /** Undefined for columns that no order goes by. */
  readonly sort?: Sort;
}

export const COLUMNS: readonly Column[] = [
  { name: 'health', sort: 'worst' },
  { name: 'code', sort: 'code' },
  { name: 'name', sort: 'name' },
  { name: 'city', sort: 'city' },
  { name: 'power', sort: 'battery' },
  { name: 'internet' },
  { name: 'seated', sort: 'seated' },
  { name: 'since', sort: 'since' },
  { name: 'notes' },
];

/** The column that is ordered by `sort`; undefined for the order by how bad centres are. */
export function columnOfSort(sort: Sort): Column['name'] | undefined {
  return sort === 'worst' ? undefined : COLUMNS.find((column) => column.sort === sort)?.name;
}
