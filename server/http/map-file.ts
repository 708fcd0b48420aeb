/** Puts an owner's map in place of the built one, at the address that pages ask for. */
import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import type { Express } from 'express';
import { ConfigError } from '../platform/errors.ts';

/** Throws ConfigError when the file cannot be read. */
export function mountMapFile(app: Express, file: string): void {
  const path = resolve(file);
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw new ConfigError(`Cannot use MAP_FILE "${file}": it cannot be read`, { cause });
  }
  app.get('/map.json', (_request, response) => {
    response.type('application/json').sendFile(path);
  });
}
