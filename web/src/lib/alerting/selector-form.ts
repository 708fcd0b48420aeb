/** Which centres something is for, as it is edited: every facet present, an empty one asks nothing. Pure. */
import type { CentreSelector } from '#domain/alerting/rule.ts';
import type { Centre } from '#domain/centre.ts';

export const FACETS = [
  'provinces',
  'cities',
  'discos',
  'categories',
  'feeders',
  'operators',
  'isps',
  'centres',
] as const satisfies readonly (keyof CentreSelector)[];
export type Facet = (typeof FACETS)[number];

export type SelectorForm = Record<Facet, string[]>;

/** What a selector asks of a centre. */
export type SelectedCentre = Pick<
  Centre,
  'code' | 'nameEn' | 'nameUr' | 'province' | 'cityEn' | 'disco' | 'feeder' | 'operator'
> & {
  readonly feederCategory: string;
  /** Providers of its links; null while they have not been asked for. */
  readonly isps: readonly string[] | null;
};

export function newSelector(): SelectorForm {
  return {
    provinces: [],
    cities: [],
    discos: [],
    categories: [],
    feeders: [],
    operators: [],
    isps: [],
    centres: [],
  };
}

export function selectorFormOf(selector: CentreSelector): SelectorForm {
  const form = newSelector();
  for (const facet of FACETS) form[facet] = [...(selector[facet] ?? [])];
  return form;
}

/** Facets that ask nothing are left out. */
export function selectorOf(form: SelectorForm): CentreSelector {
  const asked = FACETS.filter((facet) => form[facet].length > 0);
  return Object.fromEntries(asked.map((facet) => [facet, [...form[facet]]]));
}

export function isEverywhere(form: SelectorForm): boolean {
  return FACETS.every((facet) => form[facet].length === 0);
}

/** Whether all facets that ask anything take the centre in. */
export function takesIn(form: SelectorForm, centre: SelectedCentre): boolean {
  return FACETS.every((facet) => {
    const asked = form[facet];
    return asked.length === 0 || valuesOf(centre, facet).some((value) => asked.includes(value));
  });
}

/** What a centre answers to a facet. */
export function valuesOf(centre: SelectedCentre, facet: Facet): readonly string[] {
  switch (facet) {
    case 'provinces':
      return [centre.province];
    case 'cities':
      return [centre.cityEn];
    case 'discos':
      return [centre.disco];
    case 'categories':
      return [centre.feederCategory];
    case 'feeders':
      return [centre.feeder];
    case 'operators':
      return [centre.operator];
    case 'isps':
      return centre.isps ?? [];
    case 'centres':
      return [centre.code];
  }
}

/** What can be chosen for a facet, with how many centres answer to it; by name. */
export function optionsOf(
  centres: readonly SelectedCentre[],
  facet: Facet,
): readonly { readonly value: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const centre of centres) {
    for (const value of new Set(valuesOf(centre, facet))) {
      if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((one, other) => one.value.localeCompare(other.value, 'en'));
}
