/** What a scenario is: a name, adjustable numbers, and the faults that follow from them. */
import type { CentreRecord } from '#domain/centre.ts';
import type { Fault } from '../faults.ts';

/** Numbers and words that a scenario can be told; the default gives the type. */
export type Parameters = Readonly<Record<string, number | string>>;

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** What a watcher should see, and what not. */
  readonly expected: string;
  /** Every parameter with its default. `after` is always there: seconds of normal life first. */
  readonly parameters: Parameters;
  faults(values: ScenarioValues, centres: readonly CentreRecord[]): Fault[];
}

/** The parameters of one run, each of the type of its default. */
export class ScenarioValues {
  readonly #values: Parameters;

  constructor(values: Parameters) {
    this.#values = values;
  }

  number(name: string): number {
    return Number(this.#values[name]);
  }

  /** A parameter in minutes, as seconds. */
  minutes(name: string): number {
    return this.number(name) * 60;
  }

  text(name: string): string {
    return String(this.#values[name] ?? '');
  }
}

/** So that a viewer sees normal life first. */
export const NORMAL_LIFE_SECONDS = 45;

/** The feeder that takes down the most centres, and of those the most seats; '' in an empty estate. */
export function busiestFeeder(centres: readonly CentreRecord[]): string {
  const load = new Map<string, { centres: number; seats: number }>();
  for (const centre of centres) {
    const sum = load.get(centre.feeder) ?? { centres: 0, seats: 0 };
    sum.centres += 1;
    for (const { capacity } of centre.devices) sum.seats += capacity ?? 0;
    load.set(centre.feeder, sum);
  }
  const [busiest] = [...load].sort(([, a], [, b]) => b.centres - a.centres || b.seats - a.seats);
  return busiest?.[0] ?? '';
}
