/** What crosses between the main thread and the store worker. */
import type { HistoryAnswer, HistoryQuery } from '#domain/history.ts';
import type { LogPosition } from '../ports/batch-log.ts';
import type { DirectoryCentre } from '../ports/directory.ts';
import type { LogFields } from '../ports/log.ts';
import type { StoreStatus } from '../ports/reading-store.ts';
import { OperationalError } from '../platform/errors.ts';
import {
  InvalidQueryError,
  messageOf,
  StoreAwayError,
  StoreBusyError,
  StoreFileError,
  UnknownSeriesError,
} from './errors.ts';
import type { Retention } from './retention.ts';
import type { PipelineCounters } from './store-pipeline.ts';

export interface StoreWorkerData {
  readonly dataFolder: string;
  readonly spoolFolder: string;
  readonly influxUrl: string | undefined;
  readonly retention: Retention;
}

export type ToWorker =
  | { readonly type: 'directory'; readonly centres: readonly DirectoryCentre[] }
  | { readonly type: 'grew'; readonly position: LogPosition }
  | { readonly type: 'history'; readonly id: number; readonly query: HistoryQuery }
  | {
      readonly type: 'count';
      readonly id: number;
      readonly window: { readonly fromMs: number; readonly toMs: number };
    }
  | { readonly type: 'close' };

export interface WorkerCounters extends PipelineCounters {
  /** Longest the worker's event loop stood still in the last minute. */
  readonly longestStallMs: number;
}

/** An error in a form that survives the border. */
export interface Fault {
  readonly code: string;
  readonly message: string;
}

export type FromWorker =
  | { readonly type: 'opened' }
  | { readonly type: 'unopened'; readonly fault: Fault }
  | { readonly type: 'status'; readonly status: StoreStatus; readonly counters: WorkerCounters }
  | { readonly type: 'answer'; readonly id: number; readonly answer: HistoryAnswer | number }
  | { readonly type: 'fault'; readonly id: number; readonly fault: Fault }
  | {
      readonly type: 'log';
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly message: string;
      readonly fields: LogFields;
    }
  | { readonly type: 'closed' };

const ERRORS = [
  UnknownSeriesError,
  InvalidQueryError,
  StoreAwayError,
  StoreBusyError,
  StoreFileError,
] as const;

export function faultOf(error: unknown): Fault {
  const code = error instanceof OperationalError ? error.code : 'unexpected';
  return { code, message: messageOf(error) };
}

/** The error a fault was made from, as far as it is one of ours. */
export function errorOf({ code, message }: Fault): Error {
  for (const StoreError of ERRORS) {
    const error = new StoreError(message);
    if (error.code === code) return error;
  }
  return new Error(message);
}
