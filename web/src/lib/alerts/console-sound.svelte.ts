/**
 * Makes the console heard: plays what `sound-decision.ts` decides, and remembers the mute on this
 * machine. Browsers let a page sound only after it has been touched: `blocked` says so.
 */
import type { QueueItem } from '#domain/alerting/alert.ts';
import type { BrowserClock } from '#lib/live/browser-clock.ts';
import {
  isMuted,
  NOTHING_TOLD,
  readMute,
  soundDecisionOf,
  type Mute,
  type SoundMemory,
} from './sound-decision.ts';
import { playTone } from './tones.ts';

const MUTE_KEY = 'nigehban_mute';
const MINUTE_MS = 60_000;

export class ConsoleSound {
  #mute = $state.raw<Mute | null>(null);
  #blocked = $state(false);
  #memory: SoundMemory = NOTHING_TOLD;
  #context: AudioContext | undefined;
  readonly #clock: BrowserClock;

  constructor(clock: BrowserClock) {
    this.#clock = clock;
  }

  /** The mute that is in force; null when the console may be heard. */
  get mute(): Mute | null {
    return this.#mute;
  }

  /** The browser keeps us silent until somebody touches the page. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** Opens the sound. Returns what closes it. */
  start(): () => void {
    this.#mute = readMute(localStorage.getItem(MUTE_KEY));
    const context = new AudioContext();
    this.#context = context;
    const onState = (): void => {
      this.#blocked = context.state !== 'running';
    };
    const onTouch = (): void => {
      this.enable();
    };
    // Another tab of the same desk is muted with this one.
    const onStorage = ({ key, newValue }: StorageEvent): void => {
      if (key === MUTE_KEY) this.#mute = readMute(newValue);
    };
    onState();
    context.addEventListener('statechange', onState);
    addEventListener('pointerdown', onTouch);
    addEventListener('keydown', onTouch);
    addEventListener('storage', onStorage);
    return () => {
      context.removeEventListener('statechange', onState);
      removeEventListener('pointerdown', onTouch);
      removeEventListener('keydown', onTouch);
      removeEventListener('storage', onStorage);
      this.#context = undefined;
      void context.close();
    };
  }

  /** Asks the browser to let us sound: works within a press of a key or button. */
  enable(): void {
    if (this.#context?.state === 'suspended') void this.#context.resume();
  }

  /** For so many minutes; null until it is taken back. */
  muteFor(minutes: number | null): void {
    const sinceMs = this.#clock.nowMs();
    this.#remember({ sinceMs, untilMs: minutes === null ? null : sinceMs + minutes * MINUTE_MS });
  }

  unmute(): void {
    this.#remember(null);
  }

  /** To be called with each change of the queue, and each second. */
  hear(items: ReadonlyMap<string, QueueItem>, { blind }: { readonly blind: boolean }): void {
    const nowMs = this.#clock.nowMs();
    if (this.#mute !== null && !isMuted(this.#mute, nowMs)) this.#remember(null);
    // What could not be heard has not been told: it sounds as soon as we may.
    if (this.#context?.state !== 'running') return;
    const { tone, memory } = soundDecisionOf(items, {
      nowMs,
      mute: this.#mute,
      blind,
      memory: this.#memory,
    });
    this.#memory = memory;
    if (tone !== null) playTone(this.#context, tone);
  }

  #remember(mute: Mute | null): void {
    this.#mute = mute;
    if (mute === null) localStorage.removeItem(MUTE_KEY);
    else localStorage.setItem(MUTE_KEY, JSON.stringify(mute));
  }
}
