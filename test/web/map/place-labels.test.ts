import { expect, test } from 'vitest';
import { placeLabels, type Box } from '#lib/map/place-labels.ts';

const OPTIONS = { gapPx: 10, bounds: [0, 0, 500, 500] as Box };

function wish(text: string, x: number, y: number) {
  return { text, x, y, width: 80, height: 24 };
}

test('a name stands to the right of its place where that is free', () => {
  const [label] = placeLabels([wish('Quetta', 100, 100)], [], OPTIONS);
  expect(label).toEqual({ text: 'Quetta', x: 150, y: 100 });
});

test('a name keeps off what alerts', () => {
  const alert: Box = [110, 80, 200, 120];
  const [label] = placeLabels([wish('Multan', 100, 100)], [alert], OPTIONS);
  expect(label?.x).toBe(50);
});

test('two near cities are both named, without overlap', () => {
  const labels = placeLabels([wish('Lahore', 250, 250), wish('Kasur', 255, 256)], [], OPTIONS);
  expect(labels).toHaveLength(2);
  const [one, other] = labels;
  const apart =
    Math.abs((one?.x ?? 0) - (other?.x ?? 0)) >= 80 ||
    Math.abs((one?.y ?? 0) - (other?.y ?? 0)) >= 24;
  expect(apart).toBe(true);
});

test('a name never leaves the map', () => {
  const [label] = placeLabels([wish('Gwadar', 480, 490)], [], OPTIONS);
  expect(label?.x).toBeLessThanOrEqual(460);
  expect(label?.y).toBeLessThanOrEqual(488);
});

test('a name that fits nowhere is left out', () => {
  expect(placeLabels([wish('Karachi', 250, 250)], [[0, 0, 500, 500]], OPTIONS)).toEqual([]);
});
