/**
 * `npm start`: everything on one machine, in order, with the sample fleet.
 *
 * Builds the pages when their sources changed, starts the server, waits until it is ready, starts the
 * fleet that plays the sample estate, and says where to look. Ends both in the reverse order. It only
 * launches: what it launches also runs alone (`npm run server`, `npm run simulate`).
 */
import { type ChildProcess, fork, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { SampleEstate, ServerMessage } from './platform/launch.ts';

const USAGE = `Usage: npm start -- [options]
  --centres N       size of the sample estate, 1 to 20000 (default: what the register holds, else 250)
  --no-sample       start with the register as it is and without a fleet
  --seed N          seed of the sample estate and its fleet (default 1)
  --scenario NAME   what happens to the fleet (default normal-day; npm run simulate -- --help lists them)
  --speed N         speed of the simulated clock (default 1)
  --help            this text
Everything else is set by the environment; the README has the table.
`;

/** A child that has not ended by then is killed: more than the server grants itself. */
const STOP_PATIENCE_MS = 35_000;
const EXIT_BAD_USAGE = 2;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

interface Options {
  readonly sample: boolean;
  readonly centres: string | undefined;
  readonly seed: string;
  readonly scenario: string | undefined;
  readonly speed: string | undefined;
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: {
        centres: { type: 'string' },
        seed: { type: 'string', default: '1' },
        scenario: { type: 'string' },
        speed: { type: 'string' },
        'no-sample': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(USAGE);
      process.exit(0);
    }
    const { centres, seed, scenario, speed } = values;
    if (centres !== undefined && !(Number.isInteger(Number(centres)) && Number(centres) >= 1)) {
      throw new Error(`Cannot start with --centres "${centres}": want a whole number from 1`);
    }
    return { sample: !values['no-sample'], centres, seed, scenario, speed };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(EXIT_BAD_USAGE);
  }
}

/** Runs a part of the product; it gets no signal from the terminal, so that we stop it in our order. */
function launch(
  script: string,
  args: readonly string[],
  options: Pick<ForkOptions, 'env' | 'stdio'>,
): ChildProcess {
  return fork(new URL(script, import.meta.url), args, { detached: true, ...options });
}

/** Passes on what the fleet says, but its regular progress only once: a terminal is not its log. */
function tellProgressOnce(fleet: ChildProcess): void {
  if (fleet.stderr === null) return;
  let told = false;
  createInterface({ input: fleet.stderr }).on('line', (line) => {
    if (!line.startsWith('connected ')) process.stderr.write(`${line}\n`);
    else if (!told) say(`The fleet is on the air: ${line}`);
    told ||= line.startsWith('connected ');
  });
}

async function stop(child: ChildProcess | undefined): Promise<void> {
  if (child?.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const patience = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(patience);
}

class Product {
  readonly #options: Options;
  #server: ChildProcess | undefined;
  #fleet: ChildProcess | undefined;
  #broker: { readonly url: string; readonly root: string } | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  start(): void {
    const { sample, centres, seed } = this.#options;
    const size = centres === undefined ? [] : ['--sample-centres', centres];
    const args = sample ? ['--sample', '--sample-seed', seed, ...size] : [];
    const server = launch('./main.ts', args, {
      env: { LOG_LEVEL: 'warn', ...process.env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#server = server;
    server.on('message', (message) => {
      this.#onMessage(message as ServerMessage);
    });
    server.on('exit', (code) => {
      if (this.#stopping === undefined) void this.stop(code ?? 1);
    });
  }

  /** Ends the fleet, then the server, then this process. */
  stop(exitCode: number): Promise<void> {
    this.#stopping ??= (async () => {
      await stop(this.#fleet);
      await stop(this.#server);
      process.exit(exitCode);
    })();
    return this.#stopping;
  }

  #onMessage(message: ServerMessage): void {
    if (message.type === 'ready') {
      this.#broker = message.broker;
      say(`\nNigehban is watching at ${message.url}`);
      if (message.setupNeeded) say('Open it to choose the language and create the administrator.');
      say(`Gateways publish to ${message.broker.url} under ${message.broker.root}/`);
      say('Ctrl-C ends everything.\n');
    }
    void this.#play(message.sample);
  }

  /** Lets the fleet play this sample estate, in place of what it played before. */
  async #play(sample: SampleEstate | null): Promise<void> {
    await stop(this.#fleet);
    this.#fleet = undefined;
    if (sample === null || !this.#options.sample || this.#broker === undefined) return;
    if (this.#stopping !== undefined) return;
    const { scenario, speed } = this.#options;
    say(
      `Starting the sample fleet: ${sample.centres.toLocaleString('en')} centres, seed ${sample.seed}`,
    );
    this.#fleet = launch(
      '../simulators/main.ts',
      [
        ...['--centres', String(sample.centres), '--seed', String(sample.seed)],
        ...['--broker', this.#broker.url, '--root', this.#broker.root],
        ...(scenario === undefined ? [] : ['--scenario', scenario]),
        ...(speed === undefined ? [] : ['--speed', speed]),
      ],
      // Its closing summary is for scripts that run it alone.
      { env: process.env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] },
    );
    tellProgressOnce(this.#fleet);
    this.#fleet.on('exit', (code) => {
      // It has said which of its options is wrong: without it this is not what was asked for.
      if (code === EXIT_BAD_USAGE) void this.stop(code);
    });
  }
}

const product = new Product(readOptions());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    say('\nStopping ...');
    void product.stop(0);
  });
}
const { buildWeb } = await import('./build.ts');
await buildWeb(say);
product.start();
