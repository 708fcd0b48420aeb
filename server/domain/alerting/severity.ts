/**
 * How bad it is for the people seated, in the words of X.733 and RFC 8632.
 *
 * Kept and sent as words: the three standards that number the severities number them differently.
 */

/** Worst first. Critical: people cannot work now or within minutes. Warning: a trend. */
export const SEVERITIES = ['critical', 'major', 'minor', 'warning'] as const;
export type Severity = (typeof SEVERITIES)[number];

const RANK: Readonly<Record<Severity, number>> = { critical: 0, major: 1, minor: 2, warning: 3 };

/** Negative when `a` is the worse one; for sorting worst first. */
export function compareSeverity(a: Severity, b: Severity): number {
  return RANK[a] - RANK[b];
}

/** The worse of the two. */
export function worseSeverity(a: Severity, b: Severity): Severity {
  return RANK[a] <= RANK[b] ? a : b;
}

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return RANK[severity] <= RANK[least];
}
