/**
 * `npm run restore -- FILE`: puts a backup in place of register, users and settings.
 *
 * Refuses while a server answers at the configured address, because it would not notice.
 */
import { type Config, loadConfig } from './platform/config.ts';
import { restoreDatabase } from './platform/database-copy.ts';
import { ConfigError, OperationalError } from './platform/errors.ts';
import { hostInUrl } from './platform/host-in-url.ts';

const EXIT_CANNOT = 2;
const ANSWER_PATIENCE_MS = 2_000;

async function refuseWhileServing({ HTTP_HOST, HTTP_PORT }: Readonly<Config>): Promise<void> {
  const address = `http://${hostInUrl(HTTP_HOST)}:${HTTP_PORT}`;
  const answers = await fetch(`${address}/healthz`, {
    signal: AbortSignal.timeout(ANSWER_PATIENCE_MS),
  }).then(
    () => true,
    () => false,
  );
  if (answers) {
    throw new ConfigError(`Cannot restore: a server answers at "${address}", wanted it stopped`);
  }
}

const [, , file] = process.argv;
try {
  if (file === undefined) {
    process.stderr.write('Usage: npm run restore -- FILE\n');
    process.exit(EXIT_CANNOT);
  }
  const config = loadConfig(process.env);
  await refuseWhileServing(config);
  const kept = await restoreDatabase(file, config.DATA_DIR);
  process.stdout.write(`Restored from ${file}${kept === null ? '' : `; the old one is ${kept}`}\n`);
} catch (error) {
  if (!(error instanceof OperationalError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(EXIT_CANNOT);
}
