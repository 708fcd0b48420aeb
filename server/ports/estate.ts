/** The register of centres and devices, as the other features read it. */
import type { Centre, CentreRecord } from '#domain/centre.ts';
import type { DeviceKind } from '#domain/device.ts';
import type { UnclaimedSighting } from './ingest.ts';

export interface ImportFault {
  /** 1-based line of a CSV file (the heading is line 1), or 1-based position in a JSON array. */
  readonly row: number;
  readonly field: string | null;
  /** Stable word for programs, sentence for people. */
  readonly code: string;
  readonly message: string;
}

export interface ImportReport {
  readonly dryRun: boolean;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly faults: readonly ImportFault[];
  /** False when faults kept everything out: an import is all or nothing. */
  readonly applied: boolean;
}

export interface UnclaimedDevice {
  readonly province: string;
  readonly centre: string;
  readonly kind: DeviceKind | null;
  readonly device: string | null;
  readonly firstSeenAtMs: number;
  readonly lastSeenAtMs: number;
  readonly messages: number;
  readonly sample: string;
}

/** Read side, in memory: cheap enough to call per request. */
export interface Estate {
  /** Grows with each change; the etag of everything derived from the register. */
  readonly version: number;
  /** Every centre, any life cycle, ordered by code. */
  centres(): readonly Centre[];
  centre(code: string): Centre | undefined;
  onChange(listener: () => void): () => void;
}

/** Write side. Every change is one transaction. Throws OperationalError subclasses. */
export interface EstateRegister extends Estate {
  /** Upserts by code. With `dryRun` nothing is kept and the report says what would happen. */
  importCentres(
    source: { readonly format: 'csv' | 'json'; readonly text: string },
    options: { readonly dryRun: boolean },
  ): ImportReport;
  exportCentres(format: 'csv' | 'json'): string;
  put(record: CentreRecord): Centre;
  remove(code: string): boolean;
  /**
   * Puts a sample estate in place of the one there is; no centres leave the register empty. Refused
   * as soon as the register holds a centre that is not of a sample.
   */
  replaceSample(options: { readonly centres: number; readonly seed: number }): void;
  recordUnclaimed(sightings: readonly UnclaimedSighting[]): void;
  unclaimed(): readonly UnclaimedDevice[];
  /**
   * Puts an unclaimed device into the register under its known centre, with defaults of its kind,
   * and takes it out of the inbox.
   */
  claim(key: {
    readonly centre: string;
    readonly kind: DeviceKind;
    readonly device: string;
  }): Centre;
}
