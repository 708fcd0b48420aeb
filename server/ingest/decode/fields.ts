/**
 * Checks single fields of a payload against the catalogue of metrics.
 *
 * A field that is absent or null is "not measured" (NaN). One of the wrong type or out of its range
 * is reported and becomes "not measured" too; the others are kept. Nothing here throws, and no value
 * outside its metric's range comes out.
 */
import type { Metric } from '#domain/metric.ts';
import type { QuarantineReason } from '../../ports/ingest.ts';

/** A payload's fields as parsed from JSON: anything at all may be in them. */
export type Fields = Readonly<Record<string, unknown>>;

/** Receives what was refused. */
export interface FaultSink {
  refuse(reason: QuarantineReason, field: string, value: unknown): void;
}

/** Whether a parsed JSON value is an object with fields. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A measured number within its metric's range. */
export function decodeNumber(fields: Fields, metric: Metric, faults: FaultSink): number {
  const value = fields[metric.name];
  if (typeof value === 'number') {
    // Also turns -0 into 0.
    if (value >= metric.min && value <= metric.max) return value + 0;
    faults.refuse('implausible_value', metric.name, value);
    return NaN;
  }
  if (value !== undefined && value !== null) faults.refuse('wrong_type', metric.name, value);
  return NaN;
}

/** A running total: a whole number that its counter's width can hold. */
export function decodeTotal(
  fields: Fields,
  metric: Metric,
  { width, faults }: { readonly width: number | null; readonly faults: FaultSink },
): number {
  const value = decodeNumber(fields, metric, faults);
  if (Number.isNaN(value)) return value;
  if (Number.isInteger(value) && (width === null || value < 2 ** width)) return value;
  faults.refuse('implausible_value', metric.name, value);
  return NaN;
}

/** A boolean as 0 or 1. */
export function decodeFlag(fields: Fields, metric: Metric, faults: FaultSink): number {
  const value = fields[metric.name];
  if (value === true) return 1;
  if (value === false) return 0;
  if (value !== undefined && value !== null) faults.refuse('wrong_type', metric.name, value);
  return NaN;
}

/** One of a set of numbers, or null when absent or refused. */
export function decodeChoice<const T extends number>(
  fields: Fields,
  name: string,
  { choices, faults }: { readonly choices: readonly T[]; readonly faults: FaultSink },
): T | null {
  const value = fields[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number') {
    faults.refuse('wrong_type', name, value);
    return null;
  }
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) faults.refuse('implausible_value', name, value);
  return choice ?? null;
}

/** A text, or null when absent, empty or refused. */
export function decodeText(
  fields: Fields,
  name: string,
  { lengthMax, faults }: { readonly lengthMax: number; readonly faults: FaultSink },
): string | null {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') {
    faults.refuse('wrong_type', name, value);
    return null;
  }
  if (value.length <= lengthMax) return value;
  faults.refuse('implausible_value', name, value);
  return null;
}

/** The metrics of `names` with their columns, for decoders that walk them. */
export function columnsNamed(
  metrics: readonly Metric[],
  names: readonly string[],
): readonly { readonly metric: Metric; readonly column: number }[] {
  return metrics.flatMap((metric, column) =>
    names.includes(metric.name) ? [{ metric, column }] : [],
  );
}
