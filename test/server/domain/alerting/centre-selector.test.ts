import { expect, test } from 'vitest';
import { takesIn, takesInAll } from '#domain/alerting/centre-selector.ts';
import type { CentreSelector } from '#domain/alerting/rule.ts';
import { centreOf } from '../../../support/estate-builder.ts';

const plain = centreOf(1, 'lhr-001', { feederCategory: 'III' });
const centre = {
  ...plain,
  devices: plain.devices.map((device) =>
    device.kind === 'link' ? { ...device, isp: device.code === 'l1' ? 'PTCL' : 'Jazz' } : device,
  ),
};

test.each<[CentreSelector, boolean]>([
  [{}, true],
  [{ provinces: ['PB'] }, true],
  [{ provinces: ['SD'] }, false],
  [{ cities: ['Lahore'] }, true],
  [{ cities: ['لاہور'] }, false],
  [{ discos: ['LESCO', 'MEPCO'] }, true],
  [{ feeders: ['LESCO-1'] }, true],
  [{ feeders: ['LESCO-2'] }, false],
  [{ categories: ['III'] }, true],
  [{ categories: ['I'] }, false],
  [{ operators: ['Operator'] }, true],
  [{ isps: ['Jazz'] }, true],
  [{ isps: ['Zong'] }, false],
  [{ centres: ['lhr-001'] }, true],
  [{ centres: ['lhr-001'], provinces: ['SD'] }, false],
  [{ centres: [] }, false],
])('%j: %s', (selector, expected) => {
  expect(takesIn(selector, centre)).toBe(expected);
});

test('only a selection without any list takes in everything', () => {
  expect(takesInAll({})).toBe(true);
  expect(takesInAll({ centres: [] })).toBe(false);
});
