/** What a question to the store, or the store itself, may fail with. Codes cross the worker's border. */
import { OperationalError } from '../platform/errors.ts';

/** The register knows no such device. */
export class UnknownSeriesError extends OperationalError {
  readonly code = 'unknown_series';
}

/** The question itself cannot be answered, whatever is stored. */
export class InvalidQueryError extends OperationalError {
  readonly code = 'invalid_query';
}

/** The store cannot be reached or refuses at the moment; asking again later may succeed. */
export class StoreAwayError extends OperationalError {
  readonly code = 'store_away';
}

/** As many questions as allowed are being answered already. */
export class StoreBusyError extends OperationalError {
  readonly code = 'store_busy';
}

/** The embedded store's file is held by another process, damaged, or not ours. */
export class StoreFileError extends OperationalError {
  readonly code = 'store_file';
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
