/** The register as ingest and the store need it: numbers and names, nothing else. */
import type { LifeCycle } from '#domain/centre.ts';
import type { DirectoryCentre } from '../ports/directory.ts';
import type { Estate } from '../ports/estate.ts';

/** Readings are taken as soon as somebody is at work in the centre, and until it is given up. */
const ACCEPTING: ReadonlySet<LifeCycle> = new Set<LifeCycle>([
  'commissioning',
  'live',
  'maintenance',
]);

export function directoryOf(estate: Estate): DirectoryCentre[] {
  return estate.centres().map(({ id, code, province, lifeCycle, devices }) => ({
    id,
    code,
    province,
    accepts: ACCEPTING.has(lifeCycle),
    devices: devices.map((device) => ({
      id: device.id,
      kind: device.kind,
      code: device.code,
      intervalSeconds: device.intervalSeconds,
    })),
  }));
}
