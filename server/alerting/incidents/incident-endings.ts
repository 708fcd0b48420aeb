/**
 * When incidents end by themselves: all are back for a minute, or of a small rest nobody has come back
 * for half an hour; and when one that has ended can no longer come back.
 *
 * Times are the server's running time, which neither leaps nor falls with the clock.
 */
import { DueQueue } from './due-queue.ts';
import type { Incident } from './incident.ts';

/** All are back for so long, and it is over. */
const CLOSE_AFTER_MS = 60_000;
/** A rest of so few of which nobody has come back for so long is no longer part of it. */
const REST_MS = 1_800_000;
const REST_SHARE = 0.05;
/** The same cause within this time is the same incident. */
export const REOPEN_MS = 600_000;

/** Holds while the incident still is as it was then. */
interface Since {
  readonly incident: Incident;
  readonly sinceMs: number;
}

export class IncidentEndings {
  readonly #closing = new DueQueue<Since>(CLOSE_AFTER_MS);
  readonly #resting = new DueQueue<Since>(REST_MS);
  readonly #forgetting = new DueQueue<Since>(REOPEN_MS);

  /** Looks anew how many of an open incident are not back. */
  look(incident: Incident, seenMs: number): void {
    const { standing, centres } = incident.total;
    if (standing > 0) incident.backSinceMs = null;
    else if (incident.backSinceMs === null) {
      incident.backSinceMs = seenMs;
      this.#closing.push({ incident, sinceMs: seenMs }, seenMs);
    }
    const restMax = Math.max(1, Math.floor(REST_SHARE * centres));
    const isRest = standing > 0 && standing <= restMax && standing < centres;
    if (!isRest) incident.restSinceMs = null;
    else if (incident.restSinceMs === null || incident.rest !== standing) {
      incident.rest = standing;
      incident.restSinceMs = seenMs;
      this.#resting.push({ incident, sinceMs: seenMs }, seenMs);
    }
  }

  /** Takes up what was waited for before the start; before anything else is looked at. */
  resume(incidents: readonly Incident[]): void {
    const since = (of: (incident: Incident) => number | null): Since[] =>
      incidents
        .flatMap((incident) => {
          const sinceMs = of(incident);
          return sinceMs === null ? [] : [{ incident, sinceMs }];
        })
        .sort((one, other) => one.sinceMs - other.sinceMs);
    for (const entry of since((one) => one.backSinceMs)) this.#closing.push(entry, entry.sinceMs);
    for (const entry of since((one) => one.restSinceMs)) this.#resting.push(entry, entry.sinceMs);
    for (const entry of since((one) => one.endedMs)) this.#forgetting.push(entry, entry.sinceMs);
  }

  /** It has ended, for the time being. */
  ended(incident: Incident, seenMs: number): void {
    incident.backSinceMs = null;
    incident.restSinceMs = null;
    incident.endedMs = seenMs;
    this.#forgetting.push({ incident, sinceMs: seenMs }, seenMs);
  }

  /** Calls `end` for those that are over, `forget` for those that cannot come back any more. */
  turn(
    seenMs: number,
    actions: {
      readonly end: (incident: Incident) => void;
      readonly forget: (incident: Incident) => void;
    },
  ): void {
    drain(this.#closing, seenMs, ({ incident, sinceMs }) => {
      if (incident.backSinceMs === sinceMs) actions.end(incident);
    });
    drain(this.#resting, seenMs, ({ incident, sinceMs }) => {
      if (incident.restSinceMs === sinceMs) actions.end(incident);
    });
    drain(this.#forgetting, seenMs, ({ incident, sinceMs }) => {
      if (incident.endedMs === sinceMs) actions.forget(incident);
    });
  }
}

/**
 * So few are left that somebody who is hit now is hit by something else: without this, chance would keep
 * a nation's incident open for ever.
 */
export function isNearlyOver({ total: { standing, centres } }: Incident): boolean {
  return standing <= REST_SHARE * centres;
}

function drain(queue: DueQueue<Since>, seenMs: number, use: (entry: Since) => void): void {
  for (let due = queue.take(seenMs); due !== undefined; due = queue.take(seenMs)) use(due);
}
