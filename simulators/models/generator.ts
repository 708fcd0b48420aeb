/**
 * A standby generator: starts by itself when the mains fails, sometimes does not, and runs dry.
 *
 * To the UPS behind it a running generator is mains, of poorer quality.
 */
import type { Prng } from '#domain/prng.ts';

export interface GeneratorTraits {
  /** From loss of mains until the generator carries the load. */
  readonly takeOverSeconds: number;
  readonly tankHours: number;
  readonly failsToStartChance: number;
}

export interface Generator {
  readonly phase: 'stopped' | 'starting' | 'running' | 'failed';
  readonly sinceMs: number;
  readonly fuelHours: number;
}

const SECONDS_PER_HOUR = 3_600;
const HERTZ = [48.5, 51.5] as const;
const VOLTS = 225;
const VOLTS_NOISE = 5;

export function newGenerator(traits: GeneratorTraits, atMs: number): Generator {
  return { phase: 'stopped', sinceMs: atMs, fuelHours: traits.tankHours };
}

export function drawGeneratorTraits(prng: Prng): GeneratorTraits {
  const startSeconds = prng.uniform(10, 30);
  return {
    takeOverSeconds: startSeconds + prng.uniform(5, 15),
    tankHours: prng.uniform(5, 14),
    failsToStartChance: 0.03,
  };
}

/** Advances a generator. The operator fills the tank whenever the mains is back. */
export function stepGenerator(
  generator: Generator,
  traits: GeneratorTraits,
  step: { readonly atMs: number; readonly seconds: number; readonly mainsPresent: boolean },
  prng: Prng,
): Generator {
  const { atMs } = step;
  const inPhaseSeconds = (atMs - generator.sinceMs) / 1_000;
  if (step.mainsPresent) {
    return generator.phase === 'stopped' ? generator : newGenerator(traits, atMs);
  }
  switch (generator.phase) {
    case 'stopped':
      return { ...generator, phase: 'starting', sinceMs: atMs };
    case 'starting': {
      if (inPhaseSeconds < traits.takeOverSeconds) return generator;
      const failed = prng.chance(traits.failsToStartChance);
      return { ...generator, phase: failed ? 'failed' : 'running', sinceMs: atMs };
    }
    case 'running': {
      const fuelHours = Math.max(0, generator.fuelHours - step.seconds / SECONDS_PER_HOUR);
      if (fuelHours === 0) return { phase: 'failed', sinceMs: atMs, fuelHours };
      return { ...generator, fuelHours };
    }
    case 'failed':
      return generator;
  }
}

export function generatorVolts(prng: Prng): number {
  return VOLTS + VOLTS_NOISE * prng.normal();
}

export function generatorHertz(prng: Prng): number {
  return prng.uniform(...HERTZ);
}
