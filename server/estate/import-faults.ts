/** Collects what is wrong with an import: all of it, up to a limit, in words for people and programs. */
import type { z } from 'zod';
import type { ImportFault } from '../ports/estate.ts';

/** Faults listed in a report; a last one says how many more there are. */
export const IMPORT_FAULTS_MAX = 1_000;
const SHOWN_LENGTH_MAX = 60;

export class ImportFaults {
  readonly #listed: ImportFault[] = [];
  #total = 0;

  get none(): boolean {
    return this.#total === 0;
  }

  add(fault: ImportFault): void {
    this.#total += 1;
    if (this.#listed.length < IMPORT_FAULTS_MAX) this.#listed.push(fault);
  }

  /** In order of rows; the note of unlisted ones last. */
  list(): ImportFault[] {
    const inOrder = this.#listed.toSorted((one, other) => one.row - other.row);
    const more = this.#total - inOrder.length;
    if (more === 0) return inOrder;
    const message = `${more} more faults are not listed`;
    return [...inOrder, { row: 0, field: null, code: 'more_faults', message }];
  }
}

/** The stable word for a schema's complaint. */
export function faultCodeOf(issue: z.core.$ZodIssue): string {
  if (isMissing(issue)) return 'missing';
  switch (issue.code) {
    case 'invalid_type':
      return 'wrong_type';
    case 'too_big':
    case 'too_small':
      return 'out_of_range';
    case 'invalid_format':
      return 'bad_format';
    case 'invalid_value':
      return 'unknown_value';
    case 'unrecognized_keys':
      return 'unknown_field';
    case 'custom':
      return typeof issue.params?.['word'] === 'string' ? issue.params['word'] : 'invalid';
    default:
      return 'invalid';
  }
}

/** The sentence for a schema's complaint about `field`: what it must be, and what it is. */
export function faultMessageOf(issue: z.core.$ZodIssue, field: string | null): string {
  const name = field ?? 'record';
  if (isMissing(issue)) return `"${name}" is missing`;
  switch (issue.code) {
    case 'invalid_type':
      return `"${name}" must be a ${issue.expected}${found(issue)}`;
    case 'too_big':
      return `"${name}" must be at most ${issue.maximum}${measured(issue)}${found(issue)}`;
    case 'too_small':
      return `"${name}" must be at least ${issue.minimum}${measured(issue)}${found(issue)}`;
    case 'invalid_value':
      return `"${name}" must be one of ${issue.values.join(', ')}${found(issue)}`;
    case 'unrecognized_keys':
      return `"${name}" has unknown fields: ${issue.keys.join(', ')}`;
    case 'custom':
      return `"${name}" ${issue.message}`;
    default:
      return `"${name}" ${issue.message}${found(issue)}`;
  }
}

function isMissing(issue: z.core.$ZodIssue): boolean {
  const wanted = issue.code === 'invalid_type' || issue.code === 'invalid_value';
  return wanted && issue.input === undefined;
}

function measured(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): string {
  if (issue.origin === 'string') return ' characters long';
  return issue.origin === 'array' ? ' items long' : '';
}

/** The value that was found, where it is short enough to help. */
function found({ input }: z.core.$ZodIssue): string {
  if (typeof input !== 'string' && typeof input !== 'number' && typeof input !== 'boolean')
    return '';
  const shown = String(input);
  return shown.length > SHOWN_LENGTH_MAX ? '' : `, is "${shown}"`;
}
