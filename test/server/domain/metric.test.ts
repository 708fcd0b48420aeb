import { expect, test } from 'vitest';
import { columnOf, LINK, METRICS, UPS, ZONE } from '#domain/metric.ts';

test.each([
  ['ups', UPS],
  ['link', LINK],
  ['zone', ZONE],
] as const)('the columns of %s by name are those of the catalogue', (kind, columns) => {
  expect(METRICS[kind].map(({ name }) => name)).toEqual(Object.keys(columns));
  for (const [name, column] of Object.entries(columns)) expect(columnOf(kind, name)).toBe(column);
});

test('every range is a range', () => {
  for (const metric of Object.values(METRICS).flat()) expect(metric.min).toBeLessThan(metric.max);
});
