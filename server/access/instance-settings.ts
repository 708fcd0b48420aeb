/** The instance's settings, in memory over one table: a value is JSON text under its name. */
import { z } from 'zod';
import { LANGUAGES } from '#domain/page-context.ts';
import type { Database } from '../platform/database.ts';
import type { InstanceSettings, Settings } from '../ports/settings.ts';
import { InvalidSettingError } from './errors.ts';

const PROGRAMME_NAME_LENGTH_MAX = 60;
/** Any would do; the same one gives everybody the same first picture. */
const SAMPLE_SEED = 1;

const SETTINGS = z.object({
  programmeName: z.string().trim().min(1).max(PROGRAMME_NAME_LENGTH_MAX).nullable(),
  language: z.enum(LANGUAGES),
  sampleCentres: z.number().int().min(0).nullable(),
  sampleSeed: z.number().int(),
}) satisfies z.ZodType<InstanceSettings>;

/** A stored value that no longer fits its name is as if it had never been chosen. */
const STORED_SETTINGS = z.object({
  programmeName: SETTINGS.shape.programmeName.catch(null),
  language: SETTINGS.shape.language.catch('en'),
  sampleCentres: SETTINGS.shape.sampleCentres.catch(null),
  sampleSeed: SETTINGS.shape.sampleSeed.catch(SAMPLE_SEED),
});

export class SqliteSettings implements Settings {
  readonly #database: Database;
  #current: InstanceSettings;

  constructor(database: Database) {
    this.#database = database;
    const rows = database.sqlite.prepare('SELECT name, value FROM setting').all();
    this.#current = STORED_SETTINGS.parse(
      Object.fromEntries(
        rows.map((row): [string, unknown] => [
          String(row['name']),
          JSON.parse(String(row['value'])),
        ]),
      ),
    );
  }

  current(): InstanceSettings {
    return this.#current;
  }

  change(patch: Partial<InstanceSettings>): InstanceSettings {
    const { success, data: next, error } = SETTINGS.safeParse({ ...this.#current, ...patch });
    if (!success) {
      throw new InvalidSettingError(`Cannot change settings: ${z.prettifyError(error)}`, {
        cause: error,
      });
    }
    const { sqlite } = this.#database;
    this.#database.transaction(() => {
      const write = sqlite.prepare('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)');
      for (const [name, value] of Object.entries(next)) write.run(name, JSON.stringify(value));
    });
    this.#current = next;
    return next;
  }
}
