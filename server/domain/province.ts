/**
 * The seven provinces and territories, as ISO 3166-2:PK without its `PK-`.
 *
 * The order is the order of every province table, rail and frame; a new entry goes at the end.
 */

export const PROVINCE_CODES = ['PB', 'SD', 'KP', 'BA', 'IS', 'JK', 'GB'] as const;

export type ProvinceCode = (typeof PROVINCE_CODES)[number];

export interface Province {
  readonly code: ProvinceCode;
  readonly nameEn: string;
  readonly nameUr: string;
}

export const PROVINCES: readonly Province[] = [
  { code: 'PB', nameEn: 'Punjab', nameUr: 'پنجاب' },
  { code: 'SD', nameEn: 'Sindh', nameUr: 'سندھ' },
  { code: 'KP', nameEn: 'Khyber Pakhtunkhwa', nameUr: 'خیبر پختونخوا' },
  { code: 'BA', nameEn: 'Balochistan', nameUr: 'بلوچستان' },
  { code: 'IS', nameEn: 'Islamabad', nameUr: 'اسلام آباد' },
  { code: 'JK', nameEn: 'Azad Jammu & Kashmir', nameUr: 'آزاد جموں و کشمیر' },
  { code: 'GB', nameEn: 'Gilgit-Baltistan', nameUr: 'گلگت بلتستان' },
];

const INDEX_BY_CODE = new Map<string, number>(PROVINCE_CODES.map((code, index) => [code, index]));

export function isProvinceCode(text: string): text is ProvinceCode {
  return INDEX_BY_CODE.has(text);
}

/** Position of a province in `PROVINCE_CODES`. */
export function provinceIndexOf(code: ProvinceCode): number {
  return INDEX_BY_CODE.get(code) ?? 0;
}
