import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  loadDoorCounts,
  restoreDoorCounts,
  saveDoorCounts,
} from '../../../server/ingest/door-memory.ts';
import { createIntake, shownReadings } from '../../support/intake.ts';

const NOW = Date.UTC(2026, 10, 23, 6);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'door-memory-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function count(
  { intake }: ReturnType<typeof createIntake>,
  atMs: number,
  totals: { inTotal: number; outTotal: number },
): void {
  const payload = Buffer.from(JSON.stringify({ at: atMs, counterBits: 32, ...totals }));
  intake.take({ topic: 'erozgar/v1/PB/lhr-001/zone/z1', payload, receivedAtMs: atMs });
}

test('a zone goes on counting over a restart, also what passed meanwhile', async () => {
  const before = createIntake();
  count(before, NOW, { inTotal: 100, outTotal: 90 });
  count(before, NOW + 10_000, { inTotal: 140, outTotal: 95 });
  await saveDoorCounts(folder, before.intake.roster);

  const after = createIntake();
  restoreDoorCounts(after.intake.roster, await loadDoorCounts(folder));
  count(after, NOW + 60_000, { inTotal: 150, outTotal: 96 });
  expect(shownReadings(after.builder)[0]?.values).toMatchObject({ occupied: 44 });
});

test('a file that is missing or damaged is the same as none', async () => {
  expect(await loadDoorCounts(folder)).toEqual(new Map());
  await writeFile(join(folder, 'door-counts.json'), '{"not":"rows"');
  expect(await loadDoorCounts(folder)).toEqual(new Map());
  await writeFile(join(folder, 'door-counts.json'), '[[1,"x"],[2,1,1,1,1,0],null]');
  expect([...(await loadDoorCounts(folder)).keys()]).toEqual([2]);
});
