/**
 * Which programs of other makers the tests start, and whether this machine has them.
 *
 * A suite that needs one says so: `describe.skipIf(!needs('influxd'))('InfluxDB store', ...)`. It is
 * then skipped where the program is missing, and `npm test` names it. Decides nothing else: starting
 * and stopping a program is the suite's business.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian's package of each program. */
export const DEBIAN_PACKAGES = {
  influxd: 'influxdb',
  mosquitto: 'mosquitto',
  mosquitto_pub: 'mosquitto-clients',
  'redis-server': 'redis-server',
  chromium: 'chromium',
} as const;

export type Service = keyof typeof DEBIAN_PACKAGES;

export const SERVICES = Object.keys(DEBIAN_PACKAGES) as readonly Service[];

/** Where Debian puts daemons; not on the PATH of an ordinary user. */
const DAEMON_FOLDERS = ['/usr/local/sbin', '/usr/sbin'];

/** Full path of a service's program, undefined when it is not installed. */
export function pathOf(service: Service): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...DAEMON_FOLDERS];
  return folders.map((folder) => join(folder, service)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** True when every one of `services` is installed. */
export function needs(...services: readonly Service[]): boolean {
  return services.every((service) => pathOf(service) !== undefined);
}

export function missingServices(): Service[] {
  return SERVICES.filter((service) => pathOf(service) === undefined);
}
