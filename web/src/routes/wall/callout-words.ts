/**
 * Says in words what is wrong with a call-out. Pure.
 *
 * What follows from something worse is left out: a centre without power has no internet either.
 */
import type { Language } from '#domain/page-context.ts';
import type { Format } from '#lib/format.ts';
import { MAP_WORDS } from '#lib/map/map-words.ts';
import type { Callout, CentreCallout } from './callouts.ts';
import { WALL_WORDS, type WallWords } from './wall-words.ts';

/** The parts of the sentence under the name, worst first. */
export function troublesOf(
  callout: Callout,
  language: Language,
  format: Format,
): readonly string[] {
  const words = WALL_WORDS[language];
  if (callout.kind === 'centre') return centreTroubles(callout, language, format);
  const { bad, down, centres, cause } = callout;
  return [
    words.cityBad(format.count(bad), format.count(centres)),
    ...(down === 0 ? [] : [words.cityDown(format.count(down))]),
    words.cause[cause],
  ];
}

/** Who is hit: the people seated, or the seats when nobody counts them. */
export function peopleOf({ seated, seats }: Callout, words: WallWords, format: Format): string {
  return seated === null
    ? words.seats(format.count(seats))
    : words.seatedCount(format.count(seated));
}

/** The name, with its city unless it says that itself. */
export function nameOf(callout: Callout, language: Language): string {
  const urdu = language === 'ur';
  const name = urdu ? callout.nameUr : callout.nameEn;
  if (callout.kind === 'city') return name;
  const city = urdu ? callout.cityUr : callout.cityEn;
  return city === '' || name.includes(city) ? name : `${name}${urdu ? '، ' : ', '}${city}`;
}

function centreTroubles(
  { state }: CentreCallout,
  language: Language,
  format: Format,
): readonly string[] {
  const { power, internet, presumed, minutesLeft } = state;
  const words = WALL_WORDS[language];
  const minutes = minutesLeft === null ? null : format.batteryMinutes(minutesLeft);
  const troubles: string[] = [];
  if (power === 'lost') return [presumed ? words.presumedLost : MAP_WORDS[language].power.lost];
  if (internet === 'down') troubles.push(MAP_WORDS[language].internet.down);
  if (power === 'low') troubles.push(words.batteryLow(minutes));
  if (power === 'bypass') troubles.push(MAP_WORDS[language].power.bypass);
  if (power === 'partial') {
    troubles.push(presumed ? words.presumedPartial : MAP_WORDS[language].power.partial);
  }
  if (internet === 'backup' || internet === 'impaired') {
    troubles.push(MAP_WORDS[language].internet[internet]);
  }
  if (power === 'battery') troubles.push(words.runsOnBattery(minutes));
  return troubles;
}
