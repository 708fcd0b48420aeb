/**
 * How readings look in InfluxDB: names of policies, measurements, tags and fields, and lines.
 *
 * Every field is a float, so that no two readings can disagree about a field's type; what was not
 * measured is left out. Codes match the contract's pattern, so nothing needs escaping.
 */
import type { DeviceKind } from '#domain/device.ts';
import type { Tier } from '#domain/history.ts';
import type { ReadingColumns } from '#domain/reading-batch.ts';
import type { DirectoryCentre } from '../../ports/directory.ts';
import type { RollupRows } from '../engine.ts';
import { columnNamesOf } from '../rollup-layout.ts';

/** The tags of one device. */
export interface SeriesTags {
  readonly province: string;
  readonly centre: string;
  readonly device: string;
}

export interface SeriesNames {
  readonly tags: SeriesTags;
  /** `,province=PB,centre=lhr-001,device=u1 `, as it follows the measurement in a line. */
  readonly linePart: string;
}

/** Lines ready to be sent, and rows nobody could name. */
export interface Lines {
  readonly lines: string[];
  readonly unnamedRows: number;
}

/** Names of every device, by its number in the register. */
export function namesOf(centres: readonly DirectoryCentre[]): Map<number, SeriesNames> {
  const names = new Map<number, SeriesNames>();
  for (const { province, code: centre, devices } of centres) {
    for (const { id, code: device } of devices) {
      const linePart = `,province=${province},centre=${centre},device=${device} `;
      names.set(id, { tags: { province, centre, device }, linePart });
    }
  }
  return names;
}

/** Retention policies are named after the tiers. */
export function measurementOf(kind: DeviceKind, tier: Tier): string {
  return tier === 'raw' ? kind : `${kind}_${tier}`;
}

/** `inputVolts_mean` as `input_volts_mean`. */
export function fieldOf(column: string): string {
  return column.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function readingLines(
  readings: ReadingColumns,
  names: ReadonlyMap<number, SeriesNames>,
): Lines {
  const { receivedAtMs, flags } = readings;
  return linesOf(
    { ...readings, tier: 'raw', columns: readings.values },
    {
      names,
      head: (row) => `received_at=${receivedAtMs[row] ?? 0},flags=${flags[row] ?? 0}`,
    },
  );
}

export function rollupLines(rows: RollupRows, names: ReadonlyMap<number, SeriesNames>): Lines {
  return linesOf(rows, { names, head: () => '' });
}

function linesOf(
  rows: {
    readonly kind: DeviceKind;
    readonly tier: Tier;
    readonly length: number;
    readonly deviceIds: Uint32Array;
    readonly atMs: Float64Array;
    readonly columns: readonly Float64Array[];
  },
  { names, head }: { names: ReadonlyMap<number, SeriesNames>; head: (row: number) => string },
): Lines {
  const measurement = measurementOf(rows.kind, rows.tier);
  const fields = columnNamesOf(rows.kind, rows.tier).map((name) => `${fieldOf(name)}=`);
  const lines: string[] = [];
  for (let row = 0; row < rows.length; row += 1) {
    const series = names.get(rows.deviceIds[row] ?? -1);
    if (series === undefined) continue;
    let values = head(row);
    for (const [index, column] of rows.columns.entries()) {
      const value = column[row] ?? NaN;
      if (Number.isFinite(value)) {
        values += (values === '' ? '' : ',') + (fields[index] ?? '') + String(value);
      }
    }
    if (values !== '') {
      lines.push(`${measurement}${series.linePart}${values} ${Math.floor(rows.atMs[row] ?? 0)}`);
    }
  }
  return { lines, unnamedRows: rows.length - lines.length };
}
