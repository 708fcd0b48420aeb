/**
 * The whole configuration, read once at start. Every problem is reported, all at once.
 *
 * `SETTINGS` is the one table: the schema, the README's table and the check for misspelt names all
 * come from it.
 */
import { z } from 'zod';
import { DEFAULT_ROOT } from '#domain/topic.ts';
import { ConfigError } from './errors.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const days = z.coerce.number().int().positive().max(3_660);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

const SETTINGS = z.object({
  HTTP_HOST: z.string().min(1).default('127.0.0.1'),
  HTTP_PORT: port.default(8080),
  /** The origin people type, when a proxy stands in front. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  TRUST_PROXY: z.string().min(1).optional(),
  MQTT_URL: z.url({ protocol: /^(mqtts?|tcp|ssl)$/ }).optional(),
  MQTT_HOST: z.string().min(1).default('127.0.0.1'),
  MQTT_PORT: port.default(1883),
  MQTT_USERNAME: z.string().optional(),
  MQTT_PASSWORD: z.string().optional(),
  MQTT_ROOT: z
    .string()
    .regex(/^[^/+#\s][^+#\s]*[^/+#\s]$/, 'must be topic levels without wildcards or outer slashes')
    .default(DEFAULT_ROOT),
  NODE_ID: z
    .string()
    .regex(/^[a-z0-9-]{1,20}$/, 'must be 1 to 20 of a-z, 0-9 and -')
    .default('n1'),
  INFLUX_URL: z
    .url({ protocol: /^https?$/ })
    .refine(
      (url) => new URL(url).pathname.length > 1,
      'must name a database, as in http://host:8086/nigehban',
    )
    .optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  SPOOL_MEGABYTES_MAX: z.coerce.number().int().min(64).default(8_192),
  RETENTION_RAW_DAYS: days.default(7),
  RETENTION_MINUTE_DAYS: days.default(90),
  RETENTION_HOUR_DAYS: days.default(731),
  ADMIN_EMAIL: z.email().optional(),
  ADMIN_PASSWORD: z.string().optional(),
  PROGRAMME_NAME: z.string().min(1).max(60).default('e-Rozgar'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  OPEN_METRICS: flag.optional(),
  /** Where e-mail is handed over; without it no e-mail is sent. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  /** Sender of e-mail, an address or `Name <address>`. */
  MAIL_FROM: z
    .string()
    .regex(
      /^([^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/,
      'must be an address, as in "Nigehban <noc@example.pk>"',
    )
    .optional(),
  /** Called every minute while all is well, so that somebody else notices when we are gone. */
  HEARTBEAT_URL: z.url({ protocol: /^https?$/ }).optional(),
  MAP_FILE: z.string().min(1).optional(),
});

export type Config = z.output<typeof SETTINGS>;

export const SETTING_NAMES: readonly string[] = Object.keys(SETTINGS.shape);

/** Names that begin like ours but are other programs' business. */
const FOREIGN_NAMES = new Set(['HTTP_PROXY']);
const OUR_PREFIXES = /^(HTTP|MQTT|INFLUX|SPOOL|RETENTION|ADMIN|SMTP|MAIL|HEARTBEAT)_/;

/** Reads and checks the environment. Throws ConfigError that lists every problem. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Readonly<Config> {
  // An empty variable is how shells and compose files unset one.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = SETTINGS.safeParse(given);
  const problems = [...unknownNames(given)];
  for (const issue of parsed.error?.issues ?? []) {
    problems.push(`${issue.path.join('.')}: ${issue.message}`);
  }
  if (given['ADMIN_PASSWORD'] !== undefined && given['ADMIN_EMAIL'] === undefined) {
    problems.push('ADMIN_PASSWORD: needs ADMIN_EMAIL beside it');
  }
  if (given['ADMIN_EMAIL'] !== undefined && given['ADMIN_PASSWORD'] === undefined) {
    problems.push('ADMIN_EMAIL: needs ADMIN_PASSWORD beside it');
  }
  if (parsed.success && problems.length === 0) return Object.freeze(parsed.data);
  const list = problems.map((problem) => `  ${problem}`).join('\n');
  throw new ConfigError(
    `Cannot start: the configuration has ${problems.length} problem(s)\n${list}`,
  );
}

function* unknownNames(env: Readonly<Record<string, string | undefined>>): Generator<string> {
  for (const name of Object.keys(env)) {
    if (OUR_PREFIXES.test(name) && !SETTING_NAMES.includes(name) && !FOREIGN_NAMES.has(name)) {
      yield `${name}: is not a setting of this program`;
    }
  }
}
