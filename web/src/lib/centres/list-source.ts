/**
 * The centres of the live list as columns, whether they come from the live nation or from the rows
 * the page was rendered with: filtering and ordering read both the same way.
 */
import {
  centreStateAt,
  createCentreColumns,
  setCentreRow,
  type CentreColumns,
} from '#domain/nation-frame.ts';
import type { CentreRow, NationCentres } from '#domain/nation.ts';
import { PROVINCE_CODES, provinceIndexOf } from '#domain/province.ts';

export interface ListSource {
  readonly centres: NationCentres;
  readonly columns: CentreColumns;
}

/** Rows of the first rendering as a source of their own. */
export function sourceOfRows(rows: readonly CentreRow[]): ListSource {
  const columns = createCentreColumns(rows.length);
  rows.forEach((state, index) => {
    setCentreRow(columns, index, { index, state });
  });
  return {
    columns,
    centres: {
      version: 0,
      codes: rows.map(({ code }) => code),
      namesEn: rows.map(({ nameEn }) => nameEn),
      namesUr: rows.map(({ nameUr }) => nameUr),
      citiesEn: rows.map(({ cityEn }) => cityEn),
      citiesUr: rows.map(({ cityUr }) => cityUr),
      city: rows.map((_row, index) => index),
      province: rows.map(({ province }) => provinceIndexOf(province)),
      latitude: [],
      longitude: [],
      seats: rows.map(({ seats }) => seats),
      disco: [],
      sample: false,
    },
  };
}

/** One centre of the source, as a row to be shown. */
export function rowAt({ centres, columns }: ListSource, position: number): CentreRow {
  const city = centres.city[position] ?? 0;
  return {
    code: centres.codes[position] ?? '',
    nameEn: centres.namesEn[position] ?? '',
    nameUr: centres.namesUr[position] ?? '',
    cityEn: centres.citiesEn[city] ?? '',
    cityUr: centres.citiesUr[city] ?? '',
    province: PROVINCE_CODES[centres.province[position] ?? 0] ?? 'PB',
    seats: centres.seats[position] ?? 0,
    ...centreStateAt(columns, position),
  };
}

/** Texts that a search looks into, folded, by position. */
export function searchTextsOf(centres: NationCentres): readonly string[] {
  return centres.codes.map((code, position) => {
    const city = centres.city[position] ?? 0;
    return folded(
      [
        code,
        centres.namesEn[position],
        centres.namesUr[position],
        centres.citiesEn[city],
        centres.citiesUr[city],
      ].join('\n'),
    );
  });
}

/** Case and marks above and below letters do not matter to a search. */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
