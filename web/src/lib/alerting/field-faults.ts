/**
 * What is wrong with a form, field by field: what it lacks by itself, and what the server refused, by
 * the paths both use. Pure.
 */
import type { ApiFault } from '#lib/api.ts';
import type { FormFault, FormFaultCode } from './condition-form.ts';

interface ServerFault {
  readonly path: string;
  readonly message: string;
}

/** Faults the server told of, with paths relative to what was edited; empty for faults of other kinds. */
export function serverFaultsOf(fault: ApiFault | null, within = ''): readonly ServerFault[] {
  const details: unknown = fault?.details;
  const listed: unknown = Array.isArray(details) ? details : faultsIn(details);
  if (!Array.isArray(listed)) return [];
  return listed.filter(isServerFault).map(({ path, message }) => ({
    path: relative(path, within),
    message,
  }));
}

function faultsIn(details: unknown): unknown {
  return typeof details === 'object' && details !== null && 'faults' in details
    ? details.faults
    : undefined;
}

function isServerFault(value: unknown): value is ServerFault {
  return (
    typeof value === 'object' &&
    value !== null &&
    'path' in value &&
    typeof value.path === 'string' &&
    'message' in value &&
    typeof value.message === 'string'
  );
}

function relative(path: string, within: string): string {
  const parts = path.split('.');
  if (parts[0] === 'body') parts.shift();
  if (within !== '' && parts[0] === within) parts.shift();
  return parts.join('.');
}

/** Faults of a form by path, in the words of the page. */
export class FieldFaults {
  readonly #messages: ReadonlyMap<string, string>;

  constructor(parts: {
    readonly form: readonly FormFault[];
    readonly server: readonly ServerFault[];
    readonly words: Readonly<Record<FormFaultCode, string>>;
  }) {
    this.#messages = new Map([
      ...parts.server.map(({ path, message }) => [path, message] as const),
      ...parts.form.map(({ path, code }) => [path, parts.words[code]] as const),
    ]);
  }

  get any(): boolean {
    return this.#messages.size > 0;
  }

  /** What is wrong with exactly this field. */
  at(path: string): string | undefined {
    return this.#messages.get(path);
  }

  /** Faults at or below a path, for the head of a part that is folded away. */
  below(path: string): readonly string[] {
    return [...this.#messages]
      .filter(([at]) => at === path || at.startsWith(`${path}.`))
      .map(([, message]) => message);
  }
}
