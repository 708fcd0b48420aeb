/**
 * A hint of how good a password is, while it is typed. The rule itself is the server's; this says the
 * same about length, and what is better than the least.
 */

export const PASSWORD_LENGTH_MIN = 10;
const LENGTH_FAIR = 12;
const LENGTH_STRONG = 16;
const DISTINCT_FAIR = 6;
const DISTINCT_STRONG = 9;

/** 0 too short, 1 weak, 2 fair, 3 strong. */
export type PasswordStrength = 0 | 1 | 2 | 3;

export function passwordStrengthOf(password: string): PasswordStrength {
  const characters = [...password];
  const distinct = new Set(characters).size;
  if (characters.length < PASSWORD_LENGTH_MIN) return 0;
  if (characters.length >= LENGTH_STRONG && distinct >= DISTINCT_STRONG) return 3;
  return characters.length >= LENGTH_FAIR && distinct >= DISTINCT_FAIR ? 2 : 1;
}

/** Characters that are still needed. */
export function passwordMissing(password: string): number {
  return Math.max(0, PASSWORD_LENGTH_MIN - [...password].length);
}
