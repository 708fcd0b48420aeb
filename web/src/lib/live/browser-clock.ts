/**
 * Time and chance in the browser as a dependency: the only place of the pages that reads the machine's
 * clock, sets a timer or throws dice, so that all else can be tested with a clock moved by hand.
 */

export interface BrowserClock {
  /** Epoch milliseconds of this machine, which may be wrong: see `LineState.serverTimeMs`. */
  nowMs(): number;
  /** Calls `action` once after `delayMs`, unless the returned function is called first. */
  after(delayMs: number, action: () => void): () => void;
  /** Calls `action` every `periodMs` until the returned function is called. */
  every(periodMs: number, action: () => void): () => void;
  /** A number from 0 up to 1, for waits that must not fall together. */
  chance(): number;
}

export const browserClock: BrowserClock = {
  nowMs: () => Date.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
  every(periodMs, action) {
    const timer = setInterval(action, periodMs);
    return () => {
      clearInterval(timer);
    };
  },
  chance: () => Math.random(),
};
