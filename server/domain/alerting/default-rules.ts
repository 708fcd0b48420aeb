/**
 * The rules that are in force until somebody changes them.
 *
 * Limits and delays are those of the regulator, of the makers and of common practice. Together they
 * must stay within what people can work off: 0.14 to 0.29 alerts per centre and day. So what is
 * common and harmless is only observed, and quality counts where and while people use it.
 */
import { NETWORK_RULES } from './defaults/network-rules.ts';
import { PEOPLE_RULES } from './defaults/people-rules.ts';
import { POWER_RULES } from './defaults/power-rules.ts';
import type { AlertRule } from './rule.ts';

export const DEFAULT_RULES: readonly AlertRule[] = [
  ...POWER_RULES,
  ...NETWORK_RULES,
  ...PEOPLE_RULES,
];

export function defaultRule(id: string): AlertRule | undefined {
  return DEFAULT_RULES.find((rule) => rule.id === id);
}
