/** Light or dark, by cookie; `auto` is what the device asks for. The wall is dark whatever is chosen. */

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_COOKIE = 'nigehban_theme';

export function isTheme(text: string | undefined): text is Theme {
  return THEMES.some((theme) => theme === text);
}
