/**
 * Keeps the position beside a database that cannot: a small file, replaced as a whole.
 *
 * It is written after the rows are confirmed, so after a crash some rows are sent again; InfluxDB
 * takes them as what they are, the same rows.
 */
import { open, readFile, rename } from 'node:fs/promises';
import type { StoreState } from '../engine.ts';

export class CursorFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Undefined when there is none, or none that can be read. */
  async load(): Promise<StoreState | undefined> {
    try {
      return JSON.parse(await readFile(this.#path, 'utf8')) as StoreState;
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (missing || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  async save(state: StoreState): Promise<void> {
    const fresh = `${this.#path}.new`;
    const handle = await open(fresh, 'w');
    try {
      await handle.writeFile(JSON.stringify(state));
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(fresh, this.#path);
  }
}
