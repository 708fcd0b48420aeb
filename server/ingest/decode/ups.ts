/**
 * Decodes the fields of a UPS reading.
 *
 * Scale errors of real units (volts times ten, Kelvin, 255 for "no sensor") fall outside the ranges
 * and are dropped, never corrected. Status words we do not know are reported and the known ones kept.
 */
import { METRICS, TEST_RESULTS, UPS } from '#domain/metric.ts';
import { parseUpsStatus } from '#domain/ups-status.ts';
import { columnsNamed, decodeNumber, decodeText, type FaultSink, type Fields } from './fields.ts';

const MEASURED = columnsNamed(METRICS.ups, [
  'inputVolts',
  'outputVolts',
  'loadPercent',
  'batteryChargePercent',
  'batteryRuntimeSeconds',
  'batteryVolts',
  'batteryCelsius',
  'outputWatts',
]);
const INPUT_HERTZ = METRICS.ups[UPS.inputHertz];

/** Mains is 50 Hz or absent: below this it is a reading in the wrong unit. */
const INPUT_HERTZ_MIN = 40;
/** All sixteen words take 80 characters. */
const STATUS_LENGTH_MAX = 200;

/** Writes what was measured into `values`, whose columns are those of `METRICS.ups`. */
export function decodeUps(fields: Fields, values: Float64Array, faults: FaultSink): void {
  values[UPS.statusFlags] = decodeStatus(fields, faults);
  for (const { metric, column } of MEASURED) values[column] = decodeNumber(fields, metric, faults);
  values[UPS.inputHertz] = decodeInputHertz(fields, faults);
  values[UPS.testResult] = decodeTestResult(fields, faults);
}

function decodeStatus(fields: Fields, faults: FaultSink): number {
  const text = decodeText(fields, 'status', { lengthMax: STATUS_LENGTH_MAX, faults });
  if (text === null) return NaN;
  const { flags, unknownWords } = parseUpsStatus(text);
  if (unknownWords.length > 0) {
    faults.refuse('unknown_status_word', 'status', unknownWords.join(' '));
  } else if (flags === 0) return NaN;
  return flags;
}

function decodeInputHertz(fields: Fields, faults: FaultSink): number {
  if (INPUT_HERTZ === undefined) return NaN;
  const hertz = decodeNumber(fields, INPUT_HERTZ, faults);
  if (!(hertz > 0 && hertz < INPUT_HERTZ_MIN)) return hertz;
  faults.refuse('implausible_value', INPUT_HERTZ.name, hertz);
  return NaN;
}

/** NUT's and UPS-MIB's words for a test result, in lower case without anything but letters. */
const TEST_RESULT_BY_WORD = new Map<string, (typeof TEST_RESULTS)[number]>([
  ['passed', 'passed'],
  ['pass', 'passed'],
  ['ok', 'passed'],
  ['donepass', 'passed'],
  ['doneandpassed', 'passed'],
  ['testpassed', 'passed'],
  ['warning', 'warning'],
  ['donewarning', 'warning'],
  ['doneandwarning', 'warning'],
  ['error', 'error'],
  ['failed', 'error'],
  ['fail', 'error'],
  ['doneerror', 'error'],
  ['doneanderror', 'error'],
  ['testfailed', 'error'],
  ['aborted', 'aborted'],
  ['inprogress', 'in progress'],
  ['testing', 'in progress'],
  ['none', 'none'],
  ['notest', 'none'],
  ['notestinitiated', 'none'],
  ['notestsinitiated', 'none'],
  ['noresult', 'none'],
]);
const TEST_RESULT_LENGTH_MAX = 60;

function decodeTestResult(fields: Fields, faults: FaultSink): number {
  const text = decodeText(fields, 'testResult', { lengthMax: TEST_RESULT_LENGTH_MAX, faults });
  if (text === null) return NaN;
  // Some drivers add when: "Passed (2026-03-01)".
  const [said = ''] = text.split('(');
  const result = TEST_RESULT_BY_WORD.get(said.toLowerCase().replace(/[^a-z]/g, ''));
  if (result !== undefined) return TEST_RESULTS.indexOf(result);
  faults.refuse('implausible_value', 'testResult', text);
  return NaN;
}
