/**
 * The language a page speaks, with its messages and formats. One per page, passed down by context:
 * never module state, which the server would share between people.
 */
import type { Language } from '#domain/page-context.ts';
import { rememberChoice } from '#lib/cookie.ts';
import { createFormat, type Format } from '#lib/format.ts';
import { createContext } from 'svelte';
import { en, type Messages } from './en.ts';
import { directionOf, LANGUAGE_COOKIE } from './language.ts';
import { ur } from './ur.ts';

const MESSAGES: Readonly<Record<Language, Messages>> = { en, ur };

export class Locale {
  #language = $state<Language>('en');
  readonly #format: Format = $derived(createFormat(this.#language));

  constructor(language: Language) {
    this.#language = language;
  }

  get language(): Language {
    return this.#language;
  }

  get direction(): 'ltr' | 'rtl' {
    return directionOf(this.#language);
  }

  get messages(): Messages {
    return MESSAGES[this.#language];
  }

  get format(): Format {
    return this.#format;
  }

  /** The text of the pair that is in this language. */
  pick(pair: { readonly en: string; readonly ur: string }): string {
    return this.#language === 'ur' && pair.ur !== '' ? pair.ur : pair.en;
  }

  /** Turns the whole page to `language` and remembers it. Browser only. */
  switchTo(language: Language): void {
    this.#language = language;
    document.documentElement.lang = language;
    document.documentElement.dir = directionOf(language);
    rememberChoice(LANGUAGE_COOKIE, language);
  }
}

/** Read `messages` and `format` through it each time: they change with the language. */
export const [useLocale, provideLocale] = createContext<Locale>();
