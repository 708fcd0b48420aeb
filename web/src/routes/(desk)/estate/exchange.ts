/** Files of the register on their way in: which format they are in, and what an import answered. */

/** What `POST /centres/import` answers, done or only checked. */
export interface ImportReport {
  readonly dryRun: boolean;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly faults: readonly {
    readonly row: number;
    readonly field: string | null;
    readonly code: string;
    readonly message: string;
  }[];
  readonly applied: boolean;
}

export interface UnclaimedDevice {
  readonly province: string;
  readonly centre: string;
  readonly kind: 'ups' | 'link' | 'zone' | null;
  readonly device: string | null;
  readonly firstSeenAtMs: number;
  readonly lastSeenAtMs: number;
  readonly messages: number;
  readonly sample: string;
}

/** As large as the server takes. */
export const IMPORT_BYTES_MAX = 128 * 1_024 * 1_024;

/** JSON by name or type, else CSV: spreadsheets name CSV files in many ways. */
export function mediaTypeOf(file: { readonly name: string; readonly type: string }): string {
  const json = file.type === 'application/json' || file.name.toLowerCase().endsWith('.json');
  return json ? 'application/json' : 'text/csv';
}

/** The report inside a refusal; undefined when the server refused for another reason. */
export function reportIn(details: unknown): ImportReport | undefined {
  const isReport = typeof details === 'object' && details !== null && 'faults' in details;
  return isReport ? (details as ImportReport) : undefined;
}
