/**
 * The UPS status words of NUT, as a set.
 *
 * A status is a set of words, kept as a bit set so that it fits a numeric column. Real units send
 * contradictory sets (OL with OB, OL with LB): `powerSourceOf` decides by the precedence
 * OFF > FSD > OB > BYPASS > OL. Words we do not know are handed back, never dropped in silence.
 */

/** Order fixed by stored readings: a new word goes at the end. */
export const UPS_STATUS_WORDS = [
  'OL',
  'OB',
  'LB',
  'HB',
  'RB',
  'CHRG',
  'DISCHRG',
  'BYPASS',
  'CAL',
  'OFF',
  'OVER',
  'TRIM',
  'BOOST',
  'FSD',
  'ALARM',
  'TEST',
] as const;

export type UpsStatusWord = (typeof UPS_STATUS_WORDS)[number];

const BIT_BY_WORD = new Map<string, number>(
  UPS_STATUS_WORDS.map((word, index) => [word, 2 ** index]),
);

function bitOf(word: UpsStatusWord): number {
  return BIT_BY_WORD.get(word) ?? 0;
}

/** The bit of each word, for code that tests many readings. */
export const UPS_STATUS_BITS: Readonly<Record<UpsStatusWord, number>> = Object.fromEntries(
  UPS_STATUS_WORDS.map((word) => [word, bitOf(word)]),
) as Record<UpsStatusWord, number>;

export interface UpsStatus {
  /** Known words as a bit set. */
  readonly flags: number;
  /** Words outside `UPS_STATUS_WORDS`, as sent. */
  readonly unknownWords: readonly string[];
}

/** Parses `ups.status` text such as "OL CHRG". Order, case and repeats do not matter. */
export function parseUpsStatus(text: string): UpsStatus {
  let flags = 0;
  const unknownWords: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    if (word === '') continue;
    const bit = BIT_BY_WORD.get(word.toUpperCase());
    if (bit === undefined) unknownWords.push(word);
    else flags |= bit;
  }
  return { flags, unknownWords };
}

/** The words of a bit set, in the order of `UPS_STATUS_WORDS`. */
export function upsStatusWords(flags: number): UpsStatusWord[] {
  return UPS_STATUS_WORDS.filter((word) => (flags & bitOf(word)) !== 0);
}

/** Where the output's power comes from; `unknown` when the set names no source. */
export type PowerSource = 'mains' | 'battery' | 'bypass' | 'off' | 'unknown';

export function powerSourceOf(flags: number): PowerSource {
  const { OFF, FSD, OB, DISCHRG, BYPASS, OL, TRIM, BOOST } = UPS_STATUS_BITS;
  if (flags & OFF) return 'off';
  if (flags & FSD) return 'battery';
  if (flags & OB) return 'battery';
  if (flags & BYPASS) return 'bypass';
  if (flags & (OL | TRIM | BOOST)) return 'mains';
  if (flags & DISCHRG) return 'battery';
  return 'unknown';
}

/** True while a self-test or calibration discharges the battery on purpose. */
export function isSelfTest(flags: number): boolean {
  return (flags & (UPS_STATUS_BITS.CAL | UPS_STATUS_BITS.TEST)) !== 0;
}
