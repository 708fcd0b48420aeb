/** Saves and deletes one part of who is told: what a dialog needs to know of it while it does. */
import { FieldFaults, serverFaultsOf } from '#lib/alerting/field-faults.ts';
import type { FormFault } from '#lib/alerting/condition-form.ts';
import { askServer, type ApiFault } from '#lib/api.ts';
import type { Locale } from '#lib/i18n/locale.svelte.ts';

export class SavePart {
  readonly #locale: Locale;
  readonly #path: string;
  readonly #id: number | null;
  readonly #formFaults: () => readonly FormFault[];
  #busy = $state(false);
  #tried = $state(false);
  #fault = $state.raw<ApiFault | null>(null);

  readonly faults = $derived.by(
    () =>
      new FieldFaults({
        form: this.#tried ? this.#formFaults() : [],
        server: serverFaultsOf(this.#fault),
        words: this.#locale.messages.alerting.faults,
      }),
  );

  /** `path` is the collection, e.g. `/contacts`; `id` null is a new one. */
  constructor(
    locale: Locale,
    part: {
      readonly path: string;
      readonly id: number | null;
      readonly formFaults: () => readonly FormFault[];
    },
  ) {
    this.#locale = locale;
    this.#path = part.path;
    this.#id = part.id;
    this.#formFaults = part.formFaults;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** What no field can show; undefined when there is nothing. */
  get text(): string | undefined {
    const fault = this.#fault;
    if (fault === null) return undefined;
    const { ui, people, alerting } = this.#locale.messages;
    if (fault.status === 0) return ui.unreachable;
    // Each stands at its field.
    if (serverFaultsOf(fault).length > 0) return alerting.faultsFound;
    return fault.status === 409 ? people.inUse : ui.failed(fault.message);
  }

  /** True when it was saved. */
  async save(draft: object): Promise<boolean> {
    this.#tried = true;
    if (this.#formFaults().length > 0) return false;
    return this.#send(this.#id === null ? 'POST' : 'PUT', draft);
  }

  /** True when it is gone. */
  async remove(): Promise<boolean> {
    return this.#send('DELETE');
  }

  async #send(method: 'POST' | 'PUT' | 'DELETE', json?: object): Promise<boolean> {
    this.#busy = true;
    const path = this.#id === null ? this.#path : `${this.#path}/${String(this.#id)}`;
    const answer = await askServer(path, json === undefined ? { method } : { method, json });
    this.#busy = false;
    this.#fault = answer.ok ? null : answer.fault;
    return answer.ok;
  }
}
