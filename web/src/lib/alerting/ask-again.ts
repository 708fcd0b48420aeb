/** Asks at once, from time to time, and whenever people come back to the page. Browser only. */
import type { BrowserClock } from '#lib/live/browser-clock.ts';

/** Returns what ends the asking; made for effects. */
export function askAgain(
  clock: BrowserClock,
  periodMs: number,
  ask: () => Promise<void>,
): () => void {
  const onshow = (): void => {
    if (document.visibilityState === 'visible') void ask();
  };
  void ask();
  document.addEventListener('visibilitychange', onshow);
  const stop = clock.every(periodMs, onshow);
  return () => {
    stop();
    document.removeEventListener('visibilitychange', onshow);
  };
}
