/** What a page has asked of the server: waiting, answered or failed, and asked again by need. */
import { askServer, type ApiFault } from '#lib/api.ts';

export class Asked<Value> {
  #value = $state.raw<Value | null>(null);
  #fault = $state.raw<ApiFault | null>(null);
  /** Not reactive: an effect that asks must not run again because it has asked. */
  #asking = false;
  readonly #path: string;

  /** `path` is below `/api/v1`. */
  constructor(path: string) {
    this.#path = path;
  }

  /** The latest answer; kept while a later question fails. */
  get value(): Value | null {
    return this.#value;
  }

  /** Why the latest question failed; null when it did not. */
  get fault(): ApiFault | null {
    return this.#fault;
  }

  get forbidden(): boolean {
    return this.#fault?.status === 403;
  }

  /** Asks, unless the question before is still out. */
  async ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const answer = await askServer<Value>(this.#path);
    this.#asking = false;
    this.#fault = answer.ok ? null : answer.fault;
    if (answer.ok) this.#value = answer.value;
  }
}
