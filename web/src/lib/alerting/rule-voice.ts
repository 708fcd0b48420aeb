/** Puts together what rules are worded with in the language of a page. */
import type { AlertRule } from '#domain/alerting/rule.ts';
import { wordingOf } from '#domain/alerting/wording.ts';
import type { Locale } from '#lib/i18n/locale.svelte.ts';
import type { RuleVoice } from './rule-words.ts';

export function voiceOf(
  locale: Locale,
  rules: readonly Pick<AlertRule, 'id' | 'nameEn' | 'nameUr'>[],
): RuleVoice {
  const names = new Map(
    rules.map(({ id, nameEn, nameUr }) => [id, locale.pick({ en: nameEn, ur: nameUr })]),
  );
  return {
    messages: locale.messages,
    wording: wordingOf(locale.language),
    format: locale.format,
    ruleName: (id) => names.get(id) ?? id,
  };
}
