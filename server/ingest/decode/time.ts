/** Parses `at`, the device's own time of a reading: epoch milliseconds or ISO 8601 with a zone. */

const ISO_WITH_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;
/** The last day a JavaScript date can name. */
const EPOCH_MS_MAX = 8.64e15;

/** Whole epoch milliseconds, or undefined when `at` is no time. */
export function parseTime(at: unknown): number | undefined {
  if (typeof at === 'number') {
    return at >= 0 && at <= EPOCH_MS_MAX ? Math.round(at) : undefined;
  }
  if (typeof at !== 'string' || !ISO_WITH_ZONE.test(at)) return undefined;
  const parsed = Date.parse(at);
  return Number.isNaN(parsed) || parsed < 0 ? undefined : parsed;
}
