/** Reads `INFLUX_URL`: `http://user:pass@host:8086/database`. */
import { ConfigError } from '../../platform/errors.ts';

export interface InfluxAddress {
  readonly protocol: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: string;
  /** The address without its secrets, for people. */
  readonly shown: string;
}

const DEFAULT_PORTS = { http: 8086, https: 443 } as const;

/** Throws ConfigError. */
export function parseInfluxUrl(text: string): InfluxAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const database = url?.pathname.slice(1) ?? '';
  const protocol = url?.protocol.slice(0, -1);
  if (url === undefined || (protocol !== 'http' && protocol !== 'https')) {
    throw new ConfigError('Cannot use INFLUX_URL: wanted http(s)://user:pass@host:8086/database');
  }
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(database)) {
    throw new ConfigError(
      `Cannot use database "${database}" of INFLUX_URL: wanted 1 to 64 letters, digits, "_" or "-"`,
    );
  }
  const port = url.port === '' ? DEFAULT_PORTS[protocol] : Number(url.port);
  return {
    protocol,
    host: url.hostname,
    port,
    username: decoded(url.username),
    password: decoded(url.password),
    database,
    shown: `${protocol}://${url.hostname}:${port}/${database}`,
  };
}

function decoded(text: string): string | undefined {
  return text === '' ? undefined : decodeURIComponent(text);
}
