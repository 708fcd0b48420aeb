/**
 * Time in the browser as a dependency: the only place of the pages that reads the machine's clock or
 * sets a timer, so that everything else can be tested with a clock that is moved by hand.
 */

export interface BrowserClock {
  /** Epoch milliseconds of this machine, which may be wrong: see `LineState.serverTimeMs`. */
  nowMs(): number;
  /** Calls `action` once after `delayMs`, unless the returned function is called first. */
  after(delayMs: number, action: () => void): () => void;
  /** Calls `action` every `periodMs` until the returned function is called. */
  every(periodMs: number, action: () => void): () => void;
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
};
