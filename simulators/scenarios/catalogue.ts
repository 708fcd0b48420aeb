/** All scenarios by name, and how one is made from its name and what it was told. */
import type { CentreRecord } from '#domain/centre.ts';
import { SimulatorError } from '../simulator-error.ts';
import type { Fault } from '../faults.ts';
import { BLACKOUT_2023_01_23 } from './blackout-2023-01-23.ts';
import { CABLE_CUT } from './cable-cut.ts';
import { ISP_BACKBONE_FAULT } from './isp-backbone-fault.ts';
import { ScenarioValues, type Parameters, type Scenario } from './scenario.ts';
import { SENSORS_GONE_MAD } from './sensors-gone-mad.ts';
import { SMALL_SCENARIOS } from './single-causes.ts';
import { TRIP_A_FEEDER } from './trip-a-feeder.ts';

export const SCENARIOS: readonly Scenario[] = [
  TRIP_A_FEEDER,
  BLACKOUT_2023_01_23,
  CABLE_CUT,
  ISP_BACKBONE_FAULT,
  SENSORS_GONE_MAD,
  ...SMALL_SCENARIOS,
];

export const DEFAULT_SCENARIO = 'normal-day';

/** The faults of a scenario on an estate. Throws SimulatorError for a name or parameter unknown. */
export function faultsOf(
  {
    name,
    parameters,
  }: { readonly name: string; readonly parameters: Readonly<Record<string, string>> },
  centres: readonly CentreRecord[],
): Fault[] {
  const scenario = SCENARIOS.find((known) => known.name === name);
  if (scenario === undefined) {
    const known = SCENARIOS.map((each) => each.name).join(', ');
    throw new SimulatorError(`Cannot play scenario "${name}": unknown, wanted one of ${known}`);
  }
  return scenario.faults(new ScenarioValues(withGiven(scenario, parameters)), centres);
}

function withGiven(scenario: Scenario, given: Readonly<Record<string, string>>): Parameters {
  const values: Record<string, number | string> = { ...scenario.parameters };
  for (const [name, text] of Object.entries(given)) {
    const byDefault = values[name];
    if (byDefault === undefined) {
      const known = Object.keys(scenario.parameters).join(', ');
      throw new SimulatorError(
        `Cannot set parameter "${name}" of scenario "${scenario.name}": unknown, wanted one of ${known}`,
      );
    }
    values[name] = typeof byDefault === 'number' ? parsedNumber(name, text) : text;
  }
  return values;
}

function parsedNumber(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new SimulatorError(
    `Cannot set scenario parameter "${name}" to "${text}": not a number, wanted one from 0 on`,
  );
}
