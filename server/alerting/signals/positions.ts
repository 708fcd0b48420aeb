/** Where each signal of a kind stands in a subject's values, by name, for the code that writes them. */
import assert from 'node:assert/strict';
import { signalPosition, type SubjectKind } from '#domain/alerting/signal.ts';

function positionsOf<Name extends string>(
  kind: SubjectKind,
  names: readonly Name[],
): Readonly<Record<Name, number>> {
  const entries = names.map((name) => {
    const position = signalPosition(kind, name);
    assert(position !== undefined, `a ${kind} has the signal ${name}`);
    return [name, position] as const;
  });
  return Object.fromEntries(entries) as Record<Name, number>;
}

export const CENTRE_AT = positionsOf('centre', [
  'open',
  'peopleThere',
  'seated',
  'occupancyPercent',
  'mainsOut',
  'outageAnnounced',
  'outageOverrun',
  'powerLost',
  'powerPartial',
  'runtimeMinutes',
  'shortMinutes',
  'internetDown',
  'onBackup',
  'silent',
  'bankRatchets',
  'clockSkewSeconds',
]);

export const UPS_AT = positionsOf('ups', [
  'silent',
  'onBattery',
  'bypass',
  'overload',
  'batteryLow',
  'replaceBattery',
  'selfTest',
  'inputVolts',
  'inputHertz',
  'loadPercent',
  'batteryChargePercent',
  'batteryCelsius',
  'reportedRuntimeMinutes',
  'estimatedRuntimeMinutes',
  'learnedHealthPercent',
]);

export const LINK_AT = positionsOf('link', [
  'silent',
  'down',
  'disabled',
  'inUse',
  'lossPercent',
  'latencyMs',
  'latencyRatio',
  'latencyExcessMs',
  'jitterMs',
  'internationalLatencyMs',
  'internationalExcessMs',
  'utilisationPercent',
  'throughputPercentOfUsual',
]);

export const ZONE_AT = positionsOf('zone', ['silent', 'occupancyPercent', 'driftPercent']);

export function flagOf(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}
