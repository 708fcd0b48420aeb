/** Decodes the fields of a zone reading, and derives the count from door totals where none was sent. */
import {
  advanceDoorCount,
  DOOR_COUNTER_WIDTHS,
  occupiedOf,
  type DoorCount,
  type DoorCounterWidth,
} from '#domain/door-count.ts';
import { METRICS, ZONE, ZONE_METHODS } from '#domain/metric.ts';
import {
  columnsNamed,
  decodeChoice,
  decodeNumber,
  decodeText,
  decodeTotal,
  type FaultSink,
  type Fields,
} from './fields.ts';

const MEASURED = columnsNamed(METRICS.zone, ['occupied', 'capacity']);
const TOTALS = columnsNamed(METRICS.zone, ['inTotal', 'outTotal']);
const OCCUPIED_MAX = METRICS.zone[ZONE.occupied]?.max ?? 0;
const METHOD_LENGTH_MAX = 20;

/**
 * Writes what was measured into `values`, whose columns are those of `METRICS.zone`, and gives the
 * totals' width where it was told.
 */
export function decodeZone(
  fields: Fields,
  values: Float64Array,
  faults: FaultSink,
): DoorCounterWidth | null {
  for (const { metric, column } of MEASURED) values[column] = decodeNumber(fields, metric, faults);
  const width = decodeChoice(fields, 'counterBits', { choices: DOOR_COUNTER_WIDTHS, faults });
  const limits = { width: width === 64 ? null : width, faults };
  for (const { metric, column } of TOTALS) values[column] = decodeTotal(fields, metric, limits);
  values[ZONE.method] = decodeMethod(fields, faults);
  return width;
}

function decodeMethod(fields: Fields, faults: FaultSink): number {
  const text = decodeText(fields, 'method', { lengthMax: METHOD_LENGTH_MAX, faults });
  if (text === null) return NaN;
  const code = (ZONE_METHODS as readonly string[]).indexOf(text);
  if (code >= 0) return code;
  faults.refuse('implausible_value', 'method', text);
  return NaN;
}

/**
 * Fills the count from the totals when it was not sent, and gives what to remember of the door. The
 * method is `inferred`, or `estimated` until the first daily reset was seen, because until then
 * nobody knows how many were inside already. A sample that is not newer derives nothing.
 */
export function deriveOccupied(
  values: Float64Array,
  remembered: DoorCount | undefined,
  { atMs, width }: { readonly atMs: number; readonly width: DoorCounterWidth | null },
): DoorCount | undefined {
  const inTotal = values[ZONE.inTotal] ?? NaN;
  const outTotal = values[ZONE.outTotal] ?? NaN;
  if (Number.isNaN(inTotal) || Number.isNaN(outTotal)) return remembered;
  const count = advanceDoorCount(remembered, { atMs, inTotal, outTotal, width });
  if (count === remembered || !Number.isNaN(values[ZONE.occupied])) return count;
  values[ZONE.occupied] = Math.min(occupiedOf(count), OCCUPIED_MAX);
  values[ZONE.method] = ZONE_METHODS.indexOf(count.anchored ? 'inferred' : 'estimated');
  return count;
}
