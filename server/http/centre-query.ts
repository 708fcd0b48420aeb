/** What can be asked of the list of centres, and whether a centre is an answer. */
import { z } from 'zod';
import type { Centre } from '#domain/centre.ts';
import { type Health, HEALTHS } from '#domain/health.ts';
import type { CentreState } from '#domain/nation.ts';
import { PROVINCE_CODES } from '#domain/province.ts';
import { pageFields } from './page.ts';
import { CENTRE_FIELDS, type CentreField } from './schemas/centre.ts';

const TEXT_LENGTH_MAX = 100;
const words = new Set<string>(HEALTHS);
const names = new Set<string>(CENTRE_FIELDS);

/** A list of known words in one parameter, comma between. */
function listOf<Word extends string>(known: ReadonlySet<string>) {
  return z
    .string()
    .min(1)
    .transform((text) => text.split(','))
    .refine((list): list is Word[] => list.every((word) => known.has(word)), {
      error: `must be words of ${[...known].join(', ')}, comma between`,
    });
}

export const centreQuerySchema = z.strictObject({
  ...pageFields,
  province: z.enum(PROVINCE_CODES).optional(),
  city: z.string().min(1).max(TEXT_LENGTH_MAX).optional().meta({
    description: 'City in English or Urdu, whole; case does not matter.',
  }),
  health: listOf<Health>(words)
    .optional()
    .meta({
      description: `Words of ${HEALTHS.join(', ')}, comma between. Only live centres have a health.`,
    }),
  q: z.string().min(1).max(TEXT_LENGTH_MAX).optional().meta({
    description: 'Text in code, names, city, district, operator, DISCO or feeder.',
  }),
  fields: listOf<CentreField>(names)
    .optional()
    .meta({
      description: `Words of ${CENTRE_FIELDS.join(', ')}, comma between. All but devices when absent.`,
    }),
});

export type CentreQuery = z.output<typeof centreQuerySchema>;

/** `stateOf` is asked only where the query is about health. */
export function isWanted(
  { province, city, health, q }: CentreQuery,
  centre: Centre,
  stateOf: () => CentreState | undefined,
): boolean {
  if (province !== undefined && centre.province !== province) return false;
  if (city !== undefined && !isInCity(centre, folded(city))) return false;
  if (q !== undefined && !mentions(centre, folded(q))) return false;
  if (health === undefined) return true;
  const state = stateOf();
  return state !== undefined && health.includes(state.health);
}

function isInCity(centre: Centre, city: string): boolean {
  return folded(centre.cityEn) === city || folded(centre.cityUr) === city;
}

/** What is searched of each centre: folding ten thousand of them takes as long as a frame may. */
const searchedTexts = new WeakMap<Centre, string>();

function mentions(centre: Centre, text: string): boolean {
  const searched = searchedTexts.get(centre) ?? searchedTextOf(centre);
  searchedTexts.set(centre, searched);
  return searched.includes(text);
}

function searchedTextOf(centre: Centre): string {
  const { code, nameEn, nameUr, cityEn, cityUr, district, operator, disco, feeder } = centre;
  const fields = [code, nameEn, nameUr, cityEn, cityUr, district, operator, disco, feeder];
  return fields.map(folded).join('\n');
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
