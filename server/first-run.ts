/**
 * First run: administrator, language and sample estate in one step, and the sample estate itself.
 *
 * The sample estate is whatever the register holds while it holds nothing real: asking for another
 * size replaces it, a real centre keeps it from being touched.
 */
import type { Centre } from '#domain/centre.ts';
import type { SampleEstate } from './platform/launch.ts';
import type { Access, SignedIn } from './ports/access.ts';
import type { EstateRegister } from './ports/estate.ts';
import type { Settings } from './ports/settings.ts';
import type { Setup, SetupRequest } from './ports/setup.ts';

/** Whoever set the product up signs in by that very request, which no address limit concerns. */
const FIRST_RUN_ADDRESS = '127.0.0.1';

/** Published load-shedding of the sample estate's feeders, as its fleet plays it. */
export interface SampleTimetables {
  replaceSampleSchedules(sample: {
    readonly centres: readonly Centre[];
    readonly seed: number;
  }): void;
}

export class FirstRun implements Setup {
  readonly #access: Access;
  readonly #estate: EstateRegister;
  readonly #settings: Settings;
  readonly #timetables: SampleTimetables;
  readonly #onSample: (sample: SampleEstate | null) => void;

  constructor(parts: {
    readonly access: Access;
    readonly estate: EstateRegister;
    readonly settings: Settings;
    readonly timetables: SampleTimetables;
    /** Told when the sample estate was made anew. */
    readonly onSample: (sample: SampleEstate | null) => void;
  }) {
    this.#access = parts.access;
    this.#estate = parts.estate;
    this.#settings = parts.settings;
    this.#timetables = parts.timetables;
    this.#onSample = parts.onSample;
  }

  needed(): boolean {
    return this.#access.setupNeeded();
  }

  async complete(request: SetupRequest): Promise<SignedIn> {
    const { email, password, name, language, sampleCentres } = request;
    await this.#access.createFirstAdministrator({ email, password, name });
    this.#settings.change({ language });
    if (sampleCentres !== null && sampleCentres !== (this.sample()?.centres ?? 0)) {
      this.createSample({ centres: sampleCentres, seed: this.#settings.current().sampleSeed });
      this.#onSample(this.sample());
    }
    return this.#access.signIn({ email, password, address: FIRST_RUN_ADDRESS });
  }

  /** The sample estate in the register, null when there is none or it was mixed with real centres. */
  sample(): SampleEstate | null {
    const centres = this.#estate.centres();
    if (centres.length === 0 || !centres.every(({ sample }) => sample)) return null;
    return { centres: centres.length, seed: this.#settings.current().sampleSeed };
  }

  /** Puts a sample estate of this size in place of the one there is; 0 leaves the register empty. */
  createSample(sample: SampleEstate): void {
    this.#estate.replaceSample(sample);
    const centres = this.#estate.centres().filter((centre) => centre.sample);
    this.#timetables.replaceSampleSchedules({ centres, seed: sample.seed });
    this.#settings.change({ sampleCentres: sample.centres, sampleSeed: sample.seed });
  }
}
