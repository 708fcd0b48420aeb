/** First run: language, administrator and sample size in one step. */
import type { Language } from '#domain/page-context.ts';
import type { SignedIn } from './access.ts';

/** Sizes of the sample estate that the setup page offers; 0 starts with an empty register. */
export const SAMPLE_SIZES = [0, 50, 250, 10_000] as const;

export interface SetupRequest {
  readonly language: Language;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  /** Null keeps the estate as it is. */
  readonly sampleCentres: number | null;
}

export interface Setup {
  needed(): boolean;
  /** Throws SetupDoneError, WeakPasswordError. */
  complete(request: SetupRequest): Promise<SignedIn>;
}
