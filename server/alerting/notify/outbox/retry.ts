/** When a message that could not be delivered is tried again, and when it is given up. */
import type { ChannelType } from '#domain/alerting/notification.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const FIRST_WAIT_MS = 5 * SECOND_MS;
const WAIT_MS_MAX = 15 * MINUTE_MS;
/** Waits are spread by this part to either side, so that many do not come back at once. */
const SPREAD = 0.25;

/** A telephone that rings a day late helps nobody; a mail is still read. */
const GIVEN_UP_AFTER_MS: Readonly<Record<ChannelType, number>> = {
  email: 24 * HOUR_MS,
  webhook: 24 * HOUR_MS,
  sms: 2 * HOUR_MS,
  telegram: 2 * HOUR_MS,
};

/**
 * When to try again after `attempts` failures, epoch ms; null when it is given up. `chance` is in
 * [0, 1). A receiver that asks for a longer wait gets it.
 */
export function nextAttemptAtMs(failure: {
  readonly type: ChannelType;
  readonly attempts: number;
  readonly createdAtMs: number;
  readonly nowMs: number;
  readonly retryAfterMs: number | null;
  readonly chance: number;
}): number | null {
  const { type, attempts, createdAtMs, nowMs, retryAfterMs, chance } = failure;
  const doubled = FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 20);
  const waitMs = Math.min(doubled, WAIT_MS_MAX) * (1 - SPREAD + 2 * SPREAD * chance);
  const atMs = nowMs + Math.round(Math.max(waitMs, retryAfterMs ?? 0));
  return atMs - createdAtMs > GIVEN_UP_AFTER_MS[type] ? null : atMs;
}
