/**
 * A small table that is held in memory and written through: contacts, rotas, chains, channels.
 *
 * They are read at every decision and changed a few times a week.
 */
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import type { Database } from '../../../platform/database.ts';
import { InvalidNotificationSettingError } from '../errors.ts';
import type { Row } from '../row-values.ts';

export interface TableLayout<Part extends { readonly id: number }> {
  readonly table: string;
  /** Beside `id`. */
  readonly columns: readonly string[];
  readonly partOf: (row: Row) => Part;
  readonly valuesOf: (part: Omit<Part, 'id'>) => Readonly<Record<string, SQLInputValue>>;
  readonly partsMax: number;
}

export class SettingTable<Part extends { readonly id: number }> {
  readonly #layout: TableLayout<Part>;
  readonly #parts: Map<number, Part>;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #delete: StatementSync;

  constructor({ sqlite }: Database, layout: TableLayout<Part>) {
    const { table, columns, partOf } = layout;
    const names = columns.map((column) => `:${column}`).join(', ');
    const assignments = columns.map((column) => `${column} = :${column}`).join(', ');
    this.#layout = layout;
    this.#insert = sqlite.prepare(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${names}) RETURNING *`,
    );
    this.#update = sqlite.prepare(`UPDATE ${table} SET ${assignments} WHERE id = :id RETURNING *`);
    this.#delete = sqlite.prepare(`DELETE FROM ${table} WHERE id = ?`);
    const rows = sqlite.prepare(`SELECT * FROM ${table} ORDER BY id`).all();
    this.#parts = new Map(rows.map((row) => [Number(row['id']), partOf(row)]));
  }

  all(): readonly Part[] {
    return [...this.#parts.values()];
  }

  byId(): ReadonlyMap<number, Part> {
    return this.#parts;
  }

  get(id: number): Part | undefined {
    return this.#parts.get(id);
  }

  /** Undefined when there is none of that id. Throws InvalidNotificationSettingError when full. */
  put(draft: Omit<Part, 'id'> & { readonly id: number | null }): Part | undefined {
    const { table, valuesOf, partOf, partsMax } = this.#layout;
    const values = valuesOf(draft);
    if (draft.id === null && this.#parts.size >= partsMax) {
      const reason = `${table} holds ${partsMax}, which is the most`;
      throw new InvalidNotificationSettingError(`Cannot add another one: ${reason}`);
    }
    const row =
      draft.id === null ? this.#insert.get(values) : this.#update.get({ ...values, id: draft.id });
    if (row === undefined) return undefined;
    const part = partOf(row);
    this.#parts.set(part.id, part);
    return part;
  }

  remove(id: number): boolean {
    this.#delete.run(id);
    return this.#parts.delete(id);
  }
}
