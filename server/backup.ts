/** `npm run backup -- FILE`: copies register, users and settings while the server runs. */
import { loadConfig } from './platform/config.ts';
import { backUpDatabase } from './platform/database-copy.ts';
import { OperationalError } from './platform/errors.ts';

const EXIT_CANNOT = 2;

const [, , file] = process.argv;
try {
  if (file === undefined) {
    process.stderr.write('Usage: npm run backup -- FILE\n');
    process.exit(EXIT_CANNOT);
  }
  await backUpDatabase(loadConfig(process.env).DATA_DIR, file);
  process.stdout.write(`Backed up to ${file}\n`);
} catch (error) {
  if (!(error instanceof OperationalError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(EXIT_CANNOT);
}
