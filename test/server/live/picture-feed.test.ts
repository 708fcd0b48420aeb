import { beforeEach, expect, test } from 'vitest';
import { UPS } from '#domain/metric.ts';
import { LivePicture } from '../../../server/live/live-picture.ts';
import { PictureFeed } from '../../../server/live/picture-feed.ts';
import type { LiveChanges } from '../../../server/ports/live.ts';
import { centreOf, TestEstate } from '../../support/estate-builder.ts';
import { batchOf, type ReadingSketch } from '../../support/reading-builder.ts';

const START_MS = Date.UTC(2026, 10, 23, 6);

let picture: LivePicture;
let feed: PictureFeed;
let told: LiveChanges[];
let nowMs: number;

function settle(afterMs = 250): void {
  nowMs += afterMs;
  feed.tell(picture.settle(nowMs), nowMs);
}

function report(...sketches: readonly Omit<ReadingSketch, 'atMs'>[]): void {
  picture.apply(batchOf(...sketches.map((sketch) => ({ atMs: nowMs, ...sketch }))));
}

beforeEach(() => {
  const estate = new TestEstate([centreOf(1, 'lhr-001'), centreOf(2, 'lhr-002')]);
  nowMs = START_MS;
  picture = new LivePicture(estate, nowMs);
  feed = new PictureFeed(picture);
  told = [];
  feed.onSettled((changes) => told.push(changes));
  settle();
  told = [];
});

test('a reading names its device and its centre, once per tick however often it came', () => {
  report({ kind: 'ups', deviceId: 20, status: 'OL' });
  nowMs += 1;
  report({ kind: 'ups', deviceId: 20, status: 'OB' });
  settle();
  expect(told).toEqual([{ nowMs, deviceIds: [20], centreIds: [2] }]);
  report({ kind: 'ups', deviceId: 20, status: 'OL' });
  settle();
  expect(told[1]).toMatchObject({ deviceIds: [20], centreIds: [2] });
});

test('a device that falls silent is named without a reading', () => {
  report({ kind: 'ups', deviceId: 20, status: 'OL' });
  settle();
  told = [];
  settle(70_000);
  expect(told).toMatchObject([{ deviceIds: [20], centreIds: [2] }]);
  expect(feed.latestOf(20)?.fresh).toBe(false);
});

test('a quiet nation is still told of once a second, and not more often', () => {
  for (let tick = 0; tick < 12; tick += 1) settle();
  expect(told.map(({ deviceIds }) => deviceIds)).toEqual([[], [], []]);
});

test('a clock that was set back does not silence it', () => {
  settle(-3_600_000);
  expect(told).toHaveLength(1);
});

test('the latest of a device is read field by field, and what is unknown is unknown', () => {
  report({ kind: 'ups', deviceId: 10, status: 'OL', fields: { loadPercent: 40 } });
  settle();
  const latest = feed.latestOf(10);
  expect(latest).toMatchObject({ atMs: START_MS + 250, fresh: true });
  expect(latest?.values[UPS.loadPercent]).toBe(40);
  expect(latest?.values[UPS.inputVolts]).toBeNaN();
  expect(feed.latestOf(20)).toBeUndefined();
  expect(feed.latestOf(999)).toBeUndefined();
  expect(feed.stateOfId(1)?.power).toBe('mains');
  expect(feed.stateOfId(999)).toBeUndefined();
});
