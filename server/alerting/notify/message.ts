/** What is told, before any way has given it its form. Everything in it is text in one language. */
import type { Language } from '#domain/page-context.ts';

export interface Message {
  readonly language: Language;
  readonly direction: 'ltr' | 'rtl';
  /** One line. */
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly rows: readonly { readonly label: string; readonly value: string }[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
  /** Why it came, and what it must not be mistaken for. */
  readonly footer: readonly string[];
  /** The same in few words, the fullest first: for ways that count characters. */
  readonly short: readonly string[];
  /** For programs. */
  readonly data: Readonly<Record<string, unknown>>;
}
