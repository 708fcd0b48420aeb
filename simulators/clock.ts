/** Time as the fleet needs it; `main.ts` brings the machine's, tests bring their own. */
export interface FleetClock {
  /** Epoch milliseconds. */
  nowMs(): number;
  /** Calls `action` once after `delayMs`, unless the returned function is called first. */
  after(delayMs: number, action: () => void): () => void;
  /** Calls `action` every `periodMs` until the returned function is called. */
  every(periodMs: number, action: () => void): () => void;
}
