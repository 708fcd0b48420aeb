/** Short messages at the edge of the page about what was just asked: done, or refused and why. */
import type { BrowserClock } from '#lib/live/browser-clock.ts';

export interface Toast {
  readonly id: number;
  readonly kind: 'done' | 'error';
  readonly text: string;
}

const SHOWN_MS: Readonly<Record<Toast['kind'], number>> = { done: 5_000, error: 15_000 };
const TOASTS_MAX = 4;

export class Toasts {
  #toasts = $state.raw<readonly Toast[]>([]);
  #lastId = 0;
  readonly #clock: BrowserClock;

  constructor(clock: BrowserClock) {
    this.#clock = clock;
  }

  get toasts(): readonly Toast[] {
    return this.#toasts;
  }

  show(kind: Toast['kind'], text: string): void {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#toasts = [...this.#toasts, { id, kind, text }].slice(-TOASTS_MAX);
    this.#clock.after(SHOWN_MS[kind], () => {
      this.dismiss(id);
    });
  }

  dismiss(id: number): void {
    this.#toasts = this.#toasts.filter((toast) => toast.id !== id);
  }
}
