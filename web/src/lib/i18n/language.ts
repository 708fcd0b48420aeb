/** The two languages: their direction, their own name, and the cookie that remembers the choice. */
import type { Language } from '#domain/page-context.ts';

export const LANGUAGE_COOKIE = 'nigehban_language';

/** Each language in itself: whoever needs the switch may not read the other one. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', ur: 'اردو' };

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ur' ? 'rtl' : 'ltr';
}
