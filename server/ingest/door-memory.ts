/**
 * Keeps the door counts over a restart: without them a zone would count from nought at midday.
 *
 * One small file beside the spool, replaced as a whole. A count that is a minute old is as good as a
 * new one, because doors send running totals; a file that cannot be read is the same as none.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DoorCount } from '#domain/door-count.ts';
import type { Roster } from './roster.ts';

const FILE = 'door-counts.json';

type Row = readonly [
  deviceId: number,
  atMs: number,
  inTotal: number,
  outTotal: number,
  balance: number,
  anchored: 0 | 1,
];

/** Counts by device number as they were last saved. */
export async function loadDoorCounts(folder: string): Promise<Map<number, DoorCount>> {
  let rows: unknown;
  try {
    rows = JSON.parse(await readFile(join(folder, FILE), 'utf8'));
  } catch {
    return new Map();
  }
  if (!Array.isArray(rows)) return new Map();
  return new Map(
    rows
      .filter(isRow)
      .map(([deviceId, atMs, inTotal, outTotal, balance, anchored]) => [
        deviceId,
        { atMs, inTotal, outTotal, balance, anchored: anchored === 1 },
      ]),
  );
}

export async function saveDoorCounts(folder: string, roster: Roster): Promise<void> {
  const rows: Row[] = [];
  for (const { id, memory } of roster.devices()) {
    if (memory.doorCount === undefined) continue;
    const { atMs, inTotal, outTotal, balance, anchored } = memory.doorCount;
    rows.push([id, atMs, inTotal, outTotal, balance, anchored ? 1 : 0]);
  }
  const path = join(folder, FILE);
  await writeFile(`${path}.new`, JSON.stringify(rows), { flush: true });
  await rename(`${path}.new`, path);
}

/** Gives remembered counts back to devices that have none of their own yet. */
export function restoreDoorCounts(roster: Roster, counts: Map<number, DoorCount>): void {
  for (const [deviceId, count] of counts) {
    const device = roster.device(deviceId);
    if (device === undefined) continue;
    device.memory.doorCount ??= count;
    counts.delete(deviceId);
  }
}

function isRow(row: unknown): row is Row {
  return Array.isArray(row) && row.length === 6 && row.every((value) => Number.isFinite(value));
}
