/** What an administrator has chosen for this instance, beside the environment. */
import type { Language } from '#domain/page-context.ts';

export interface InstanceSettings {
  /** Null leaves it to the environment. */
  readonly programmeName: string | null;
  /** Language of first visits. */
  readonly language: Language;
  /** Size of the sample estate chosen at setup; null when none was chosen yet. */
  readonly sampleCentres: number | null;
  /** What the sample estate was drawn from. */
  readonly sampleSeed: number;
}

export interface Settings {
  /** In memory: cheap enough to call per request. */
  current(): InstanceSettings;
  /** Keeps what is given and leaves the rest; durable on return. Throws InvalidSettingError. */
  change(patch: Partial<InstanceSettings>): InstanceSettings;
}
