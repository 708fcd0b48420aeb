/** What came of something that was asked of the server, in the words of the page. Pure. */
import type { QueueItem } from '#domain/alerting/alert.ts';
import type { WorkAction, WorkResult } from '#domain/alerting/work-action.ts';
import { wordingOf } from '#domain/alerting/wording.ts';
import type { Language } from '#domain/page-context.ts';
import type { ApiAnswer } from '#lib/api.ts';
import type { Format } from '#lib/format.ts';
import type { Messages } from '#lib/i18n/en.ts';
import type { OutcomeWords } from './console-desk.svelte.ts';

interface Speech {
  readonly language: Language;
  readonly messages: Messages;
  readonly format: Format;
  readonly item: (key: string) => QueueItem | undefined;
}

export function outcomeWordsOf(speech: Speech): OutcomeWords {
  const words = speech.messages.work;
  return {
    done: (action: WorkAction['do'], keys) => words.done[action](itemsText(keys, speech)),
    refused: ({ done, refused }: WorkResult) => {
      const codes = [...new Set(refused.map(({ code }) => code))];
      const reason = codes.map((code) => reasonText(code, speech)).join('; ');
      const all = done.length + refused.length;
      const [first] = refused;
      if (all === 1 && first !== undefined) {
        return words.refused(itemsText([first.item], speech), reason);
      }
      const { format } = speech;
      return words.refusedSome(format.count(refused.length), format.count(all), reason);
    },
    fault: (answer: ApiAnswer<unknown>) => {
      if (answer.ok) return '';
      const { status, code, message } = answer.fault;
      if (status === 0) return words.unreachable;
      const known = words.reasons[code];
      return speech.messages.ui.failed(
        known ?? (message === '' ? words.otherReason(code) : message),
      );
    },
  };
}

/** One item by its name, several by their number. */
export function itemsText(
  keys: readonly string[],
  { language, messages, format, item }: Speech,
): string {
  const [key] = keys;
  if (keys.length !== 1 || key === undefined) return messages.work.items(format.count(keys.length));
  const only = item(key);
  return only === undefined ? key : wordingOf(language).name(only);
}

function reasonText(code: string, { messages }: Speech): string {
  return messages.work.reasons[code] ?? messages.work.otherReason(code);
}
