/** The ways in which ingest cannot start or go on. */
import { OperationalError } from '../platform/errors.ts';

/** Another program listens where the embedded broker should. */
export class PortBusyError extends OperationalError {
  readonly code = 'port_busy';
}

/** The broker or the spool could not be opened. */
export class IngestStartError extends OperationalError {
  readonly code = 'ingest_start_failed';
}

/** The ingest worker ended without having been asked to. */
export class IngestCrashError extends OperationalError {
  readonly code = 'ingest_crashed';
}
