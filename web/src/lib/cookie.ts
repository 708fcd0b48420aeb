/** Remembers a choice of this browser: language, theme. Nothing secret is kept this way. */

const YEAR_SECONDS = 31_536_000;

/** `value` is one of our own words: nothing in it needs escaping. */
export function rememberChoice(name: string, value: string): void {
  document.cookie = `${name}=${value}; Path=/; Max-Age=${String(YEAR_SECONDS)}; SameSite=Lax`;
}
