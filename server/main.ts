/**
 * The server: reads the environment, builds the parts, serves them, and ends them in order.
 *
 * Owns signals and exit codes. A configuration or a machine that cannot be used is one clear message
 * and exit code 2; a part that ends by itself ends the process with 1, for whoever supervises it.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { LIVE_PATH } from '#domain/live-protocol.ts';
import { createHttpApp } from './http/http-app.ts';
import { createHttpServer, guardUpgrades } from './http/http-server.ts';
import { mountMapFile } from './http/map-file.ts';
import { createPageContext } from './http/page-context.ts';
import { mountPages } from './http/pages.ts';
import { publishToPushObserver } from './http/server-metrics.ts';
import { createLiveNation } from './live/live-nation.ts';
import { closeParts, openRegister, type Parts, startParts, type Surroundings } from './parts.ts';
import { type Config, loadConfig } from './platform/config.ts';
import { ConfigError, OperationalError } from './platform/errors.ts';
import { hostInUrl } from './platform/host-in-url.ts';
import { tellLauncher } from './platform/launch.ts';
import { createLog } from './platform/logger.ts';
import { Metrics } from './platform/metrics.ts';
import { systemClock } from './platform/system-clock.ts';

const EXIT_FAILURE = 1;
const EXIT_CANNOT_START = 2;
/** A stop that takes longer is a stop by force: what is not stored yet waits in the spool. */
const STOP_PATIENCE_MS = 30_000;
/** Part of it that callers have to take their answers, and sleeping viewers to say goodbye. */
const CALLERS_PATIENCE_MS = 2_000;
const SAMPLE_CENTRES_DEFAULT = 250;
const PAGES_HANDLER = new URL('../web/build/handler.js', import.meta.url);

const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string };

interface Arguments {
  readonly dev: boolean;
  /** Undefined leaves the register as it is. */
  readonly sample: { readonly centres: number | undefined; readonly seed: number } | undefined;
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      dev: { type: 'boolean', default: false },
      sample: { type: 'boolean', default: false },
      'sample-centres': { type: 'string' },
      'sample-seed': { type: 'string', default: '1' },
    },
  });
  const centres = values['sample-centres'];
  const sample = {
    centres: centres === undefined ? undefined : Number(centres),
    seed: Number(values['sample-seed']),
  };
  return { dev: values.dev, sample: values.sample ? sample : undefined };
}

/** Makes the sample estate where one is wanted and the register has none, or another. */
function prepareSample(
  { estate, firstRun }: Pick<Parts, 'estate' | 'firstRun'>,
  args: Arguments,
): void {
  if (args.sample === undefined) return;
  const current = firstRun.sample();
  if (current === null && estate.centres().length > 0) return;
  const centres = args.sample.centres ?? current?.centres ?? SAMPLE_CENTRES_DEFAULT;
  if (current?.centres === centres) return;
  process.stdout.write(`Creating the sample estate of ${centres} centres ...\n`);
  firstRun.createSample({ centres, seed: args.sample.seed });
}

function settingsOf({ settings }: Parts, config: Readonly<Config>) {
  return () => {
    const { programmeName, language } = settings.current();
    return { programmeName: programmeName ?? config.PROGRAMME_NAME, language, version };
  };
}

/** Serves API, pages and live connections; resolves when people can connect. */
async function serve(
  parts: Parts,
  {
    config,
    log,
    metrics,
    dev,
  }: Pick<Surroundings, 'config' | 'log'> & { metrics: Metrics; dev: boolean },
) {
  const live = createLiveNation(parts.hub, systemClock);
  const shared = { ...parts, ...parts.alerting, clock: systemClock, setup: parts.firstRun, live };
  const app = createHttpApp(
    { ...shared, log: log.child({ part: 'http' }), metrics, topicRoot: config.MQTT_ROOT, version },
    {
      publicUrl: config.PUBLIC_URL,
      trustProxy: config.TRUST_PROXY,
      openMetrics: config.OPEN_METRICS,
    },
  );
  if (config.MAP_FILE !== undefined) mountMapFile(app, config.MAP_FILE);
  const http = createHttpServer(app, metrics);
  const endUpgraded = guardUpgrades(http, dev ? undefined : LIVE_PATH);
  const context = createPageContext({ ...shared, settings: settingsOf(parts, config) });
  if (!dev && !existsSync(PAGES_HANDLER)) {
    throw new ConfigError('Cannot serve the pages: they are not built, run "npm start" once');
  }
  const source = dev
    ? { devServer: { configFile: 'web/vite.config.ts', http } }
    : { handlerUrl: PAGES_HANDLER };
  const closePages = await mountPages(app, { context, source });
  parts.hub.start(http);
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      reject(listenError(error, config));
    });
    http.listen(config.HTTP_PORT, config.HTTP_HOST, resolve);
  });
  const close = async (): Promise<void> => {
    http.close();
    http.closeIdleConnections();
    // Whoever is still there would hold up what comes after: store and spool.
    systemClock.after(CALLERS_PATIENCE_MS, () => {
      http.closeAllConnections();
      endUpgraded();
    });
    await closePages();
  };
  return { http, close };
}

function listenError(error: NodeJS.ErrnoException, { HTTP_HOST, HTTP_PORT }: Config): Error {
  const at = `${HTTP_HOST}:${HTTP_PORT}`;
  if (error.code === 'EADDRINUSE') {
    const wanted = 'another program uses it, set HTTP_PORT to a free one';
    return new ConfigError(`Cannot listen on "${at}": ${wanted}`, { cause: error });
  }
  return new ConfigError(`Cannot listen on "${at}": ${error.message}`, { cause: error });
}

/** Addresses as people can use them. */
function addressesOf(parts: Parts, config: Readonly<Config>, http: { address(): unknown }) {
  const { port } = http.address() as AddressInfo;
  const { address } = parts.ingest;
  return {
    url: config.PUBLIC_URL ?? `http://${hostInUrl(config.HTTP_HOST)}:${port}`,
    broker: {
      url:
        address === null
          ? (config.MQTT_URL ?? '')
          : `mqtt://${hostInUrl(config.MQTT_HOST)}:${address.port}`,
      root: config.MQTT_ROOT,
    },
  };
}

/** Ends the process once, in order, whoever asks first. */
function createStopper(log: Surroundings['log']) {
  const steps: (() => Promise<unknown>)[] = [];
  let stopping = false;
  const stop = async (exitCode: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => {
      log.error('Stopping took too long, ending by force');
      process.exit(EXIT_FAILURE);
    }, STOP_PATIENCE_MS).unref();
    for (const step of steps) {
      await step().catch((error: unknown) => {
        log.error('A part could not be closed', { err: error });
      });
    }
    process.exit(exitCode);
  };
  return { steps, stop };
}

async function main(): Promise<void> {
  const args = readArguments();
  const config = loadConfig(process.env);
  const log = createLog({ level: config.LOG_LEVEL });
  const metrics = new Metrics();
  metrics.collectProcess();
  const { steps, stop } = createStopper(log);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void stop(0));
  }
  // The launcher is gone, however it ended: nobody else would stop us.
  process.on('disconnect', () => void stop(0));
  const surroundings: Surroundings = {
    config,
    clock: systemClock,
    log,
    observePublishToPush: publishToPushObserver(metrics),
    onCrash(error) {
      log.error('A part has ended by itself', { err: error });
      void stop(EXIT_FAILURE);
    },
  };
  const register = openRegister(surroundings);
  if (config.ADMIN_EMAIL !== undefined && config.ADMIN_PASSWORD !== undefined) {
    const account = { email: config.ADMIN_EMAIL, password: config.ADMIN_PASSWORD };
    await register.access.ensureFirstAdministrator(account);
  }
  prepareSample(register, args);
  const parts = await startParts(surroundings, register);
  steps.push(() => closeParts(parts));
  const { http, close } = await serve(parts, { config, log, metrics, dev: args.dev });
  steps.unshift(close);
  const addresses = addressesOf(parts, config, http);
  const { firstRun } = parts;
  const setupNeeded = firstRun.needed();
  tellLauncher({ type: 'ready', ...addresses, setupNeeded, sample: firstRun.sample() });
  log.info('Serving', { ...addresses, centres: parts.estate.centres().length, version });
}

process.env['NODE_ENV'] ??= 'production';
try {
  await main();
} catch (error) {
  if (error instanceof OperationalError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_CANNOT_START);
  }
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(EXIT_FAILURE);
}
