/**
 * What fits into one short message: 160 characters of the GSM alphabet, 70 of any other.
 *
 * A second part costs twice and arrives apart, so a text is chosen that fits into one, and cut only
 * where none does.
 */
import { withoutIsolates } from '#domain/alerting/wording.ts';

export const GSM_UNITS_MAX = 160;
export const UNICODE_UNITS_MAX = 70;

/** GSM 03.38: these take one unit, */
const GSM_BASIC: ReadonlySet<string> = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡' +
    'ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** and these two. */
const GSM_EXTENDED: ReadonlySet<string> = new Set('^{}\\[~]|€');

/** What the GSM alphabet lacks and can be said with it; one such sign would halve the room. */
const REPLACEMENTS: ReadonlyMap<string, string> = new Map([
  ['°', ''],
  ['–', '-'],
  ['—', '-'],
  ['…', '...'],
  ['‘', "'"],
  ['’', "'"],
  ['“', '"'],
  ['”', '"'],
  ['[', '('],
  [']', ')'],
  ['\u00a0', ' '],
  ['\u202f', ' '],
]);

/** Units a text takes in the GSM alphabet; null when it cannot be written in it. */
export function gsmUnitsOf(text: string): number | null {
  let units = 0;
  for (const sign of text) {
    if (GSM_BASIC.has(sign)) units += 1;
    else if (GSM_EXTENDED.has(sign)) units += 2;
    else return null;
  }
  return units;
}

export function fitsOneMessage(text: string): boolean {
  const units = gsmUnitsOf(text);
  // JavaScript counts as UCS-2 does: a sign outside the basic plane takes two units.
  return units === null ? text.length <= UNICODE_UNITS_MAX : units <= GSM_UNITS_MAX;
}

/** The first candidate that fits into one message, or the last one cut so that it does. */
export function smsTextOf(candidates: readonly string[]): string {
  const texts = candidates.map(plain);
  return texts.find(fitsOneMessage) ?? cut(texts.at(-1) ?? '');
}

function plain(text: string): string {
  const bare = withoutIsolates(text);
  const latin = [...bare].map((sign) => REPLACEMENTS.get(sign) ?? sign).join('');
  return gsmUnitsOf(latin) === null ? bare : latin;
}

function cut(text: string): string {
  // No message has room for more, and what is left out may be long.
  const signs = [...text].slice(0, GSM_UNITS_MAX);
  const ending = gsmUnitsOf(text) === null ? '…' : '...';
  while (signs.length > 0 && !fitsOneMessage(signs.join('').trimEnd() + ending)) signs.pop();
  return signs.join('').trimEnd() + ending;
}
