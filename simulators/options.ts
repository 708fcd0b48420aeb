/** The simulator's command line: what each option means, and every mistake reported at once. */
import { parseArgs } from 'node:util';
import { DEFAULT_ROOT } from '#domain/topic.ts';
import type { Credentials } from './mqtt/packets.ts';
import { DEFAULT_SCENARIO, SCENARIOS } from './scenarios/catalogue.ts';
import { SimulatorError } from './simulator-error.ts';

export interface SimulatorOptions {
  readonly centres: number;
  readonly seed: number;
  readonly speed: number;
  readonly broker: string;
  readonly root: string;
  readonly scenario: string;
  readonly scenarioParameters: Readonly<Record<string, string>>;
  readonly singles: boolean;
  readonly clean: boolean;
  readonly connectsPerSecond: number;
  readonly backlogBytesMax: number;
  readonly credentialsOf: (code: string) => Credentials | undefined;
  readonly startMs?: number;
  readonly durationSeconds?: number;
}

const DEFAULT_CENTRES = 50;
const CENTRES_MAX = 20_000;
const SPEED_MAX = 3_600;
const MEGABYTE = 2 ** 20;

export const USAGE = `Usage: npm run simulate -- [options]

  --centres N            sample centres, 1 to ${CENTRES_MAX} (${DEFAULT_CENTRES})
  --seed S               whole number; the same seed gives the same fleet (1)
  --speed X              simulated seconds per second, up to ${SPEED_MAX} (1)
  --broker URL           mqtt:// or mqtts:// (mqtt://127.0.0.1:1883)
  --root TOPIC           (MQTT_ROOT, else ${DEFAULT_ROOT})
  --scenario NAME        (${DEFAULT_SCENARIO})
  --set NAME=VALUE       parameter of the scenario; may be repeated
  --start TIME           ISO time at which simulated time begins (now)
  --duration SECONDS     real seconds until the fleet stops by itself (never)
  --singles              one message for each reading
  --clean                no dirty data
  --credentials FILE     lines of code,username,password
  --connects-per-second N  pace of the first connections (800)
  --backlog-megabytes N    unacknowledged messages kept over all gateways (1024)
  --help

Without a file, MQTT_USERNAME and MQTT_PASSWORD are used for every gateway;
{centre} in the name stands for the centre's code.

Scenarios and their parameters:
${SCENARIOS.map(
  ({ name, title, parameters }) =>
    `  ${name}: ${title}\n    ${Object.entries(parameters)
      .map(([key, value]) => `${key}=${value}`)
      .join(' ')}`,
).join('\n')}
`;

const FLAGS = {
  centres: { type: 'string', default: String(DEFAULT_CENTRES) },
  seed: { type: 'string', default: '1' },
  speed: { type: 'string', default: '1' },
  broker: { type: 'string', default: 'mqtt://127.0.0.1:1883' },
  root: { type: 'string' },
  scenario: { type: 'string', default: DEFAULT_SCENARIO },
  set: { type: 'string', multiple: true, default: [] as string[] },
  start: { type: 'string' },
  duration: { type: 'string' },
  singles: { type: 'boolean', default: false },
  clean: { type: 'boolean', default: false },
  credentials: { type: 'string' },
  'connects-per-second': { type: 'string', default: '800' },
  'backlog-megabytes': { type: 'string', default: '1024' },
  help: { type: 'boolean', default: false },
} as const;

/** Parses the command line; `readFile` gives the text of a file. Throws SimulatorError. */
export function parseOptions(
  commandLine: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): SimulatorOptions | 'help' {
  const values = parseFlags(commandLine);
  if (values.help) return 'help';
  const problems = new Problems();
  const seed = problems.number('seed', values.seed, { min: 0, max: 2 ** 53, whole: true });
  const options: SimulatorOptions = {
    centres: problems.number('centres', values.centres, { min: 1, max: CENTRES_MAX, whole: true }),
    seed,
    speed: problems.number('speed', values.speed, { min: 0.01, max: SPEED_MAX }),
    broker: problems.broker(values.broker),
    root: values.root ?? environment['MQTT_ROOT'] ?? DEFAULT_ROOT,
    scenario: values.scenario,
    scenarioParameters: problems.assignments(values.set),
    singles: values.singles,
    clean: values.clean,
    connectsPerSecond: problems.number('connects-per-second', values['connects-per-second'], {
      min: 1,
      max: 10_000,
    }),
    backlogBytesMax:
      MEGABYTE *
      problems.number('backlog-megabytes', values['backlog-megabytes'], { min: 1, max: 65_536 }),
    credentialsOf:
      values.credentials === undefined
        ? sharedCredentials(environment)
        : problems.credentials(values.credentials, readFile),
    ...(values.start === undefined ? {} : { startMs: problems.time(values.start) }),
    ...(values.duration === undefined
      ? {}
      : { durationSeconds: problems.number('duration', values.duration, { min: 1, max: 1e7 }) }),
  };
  problems.throwIfAny();
  return options;
}

function parseFlags(commandLine: readonly string[]) {
  try {
    return parseArgs({ args: [...commandLine], options: FLAGS }).values;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SimulatorError(`Cannot read options: ${reason}`, { cause });
  }
}

function sharedCredentials(
  environment: Readonly<Record<string, string | undefined>>,
): (code: string) => Credentials | undefined {
  const username = environment['MQTT_USERNAME'];
  const password = environment['MQTT_PASSWORD'] ?? '';
  if (username === undefined) return () => undefined;
  return (code) => ({ username: username.replaceAll('{centre}', code), password });
}

/** Collects every mistake, so that they are reported together. */
class Problems {
  readonly #problems: string[] = [];

  number(
    name: string,
    text: string,
    wanted: { readonly min: number; readonly max: number; readonly whole?: boolean },
  ): number {
    const value = Number(text);
    const kind = wanted.whole === true ? 'a whole number' : 'a number';
    const fits = value >= wanted.min && value <= wanted.max;
    if (text.trim() === '' || !fits || (wanted.whole === true && !Number.isInteger(value))) {
      this.#add(`--${name} "${text}"`, `wanted ${kind} from ${wanted.min} to ${wanted.max}`);
    }
    return value;
  }

  broker(text: string): string {
    const protocol = URL.canParse(text) ? new URL(text).protocol : '';
    if (protocol !== 'mqtt:' && protocol !== 'mqtts:') {
      this.#add(`--broker "${text}"`, 'wanted mqtt://host:port or mqtts://host:port');
    }
    return text;
  }

  time(text: string): number {
    const atMs = Date.parse(text);
    if (Number.isNaN(atMs)) this.#add(`--start "${text}"`, 'wanted an ISO 8601 time');
    return atMs;
  }

  assignments(texts: readonly string[]): Record<string, string> {
    const values: Record<string, string> = {};
    for (const text of texts) {
      const equals = text.indexOf('=');
      if (equals < 1) this.#add(`--set "${text}"`, 'wanted NAME=VALUE');
      else values[text.slice(0, equals)] = text.slice(equals + 1);
    }
    return values;
  }

  credentials(
    path: string,
    readFile: (path: string) => string,
  ): (code: string) => Credentials | undefined {
    const byCode = new Map<string, Credentials>();
    try {
      for (const line of readFile(path).split(/\r?\n/)) {
        const [code = '', username, ...rest] = line.split(',');
        if (username !== undefined && rest.length > 0) {
          byCode.set(code, { username, password: rest.join(',') });
        }
      }
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      this.#add(`--credentials "${path}"`, reason);
    }
    return (code) => byCode.get(code);
  }

  throwIfAny(): void {
    if (this.#problems.length > 0) throw new SimulatorError(this.#problems.join('\n'));
  }

  #add(what: string, why: string): void {
    this.#problems.push(`Cannot use ${what}: ${why}`);
  }
}
