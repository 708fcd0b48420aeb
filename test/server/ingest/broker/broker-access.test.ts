import { expect, test } from 'vitest';
import { allowsSubscription } from '../../../../server/ingest/broker/broker-access.ts';

const ROOT = 'erozgar/v1';

function allows(filter: string, centre: string | null = null): boolean {
  return allowsSubscription(ROOT, { filter, centre });
}

test.each([
  '#',
  '+/#',
  '$SYS/#',
  `${ROOT}/#`,
  `${ROOT}/+/+/data`,
  `${ROOT}/PB/lhr-001/status`,
  `${ROOT}/PB/lhr-001/+`,
  `${ROOT}/+/+/cmd/#`,
  `${ROOT}/PB/lhr-001/ups/u1`,
  `${ROOT}/+/+/+/+`,
  `${ROOT}/server/#`,
  `${ROOT}/incidents/#/x`,
  `other/PB/lhr-001/cmd/#`,
])('nobody may subscribe to %s', (filter) => {
  expect(allows(filter)).toBe(false);
  expect(allows(filter, 'lhr-001')).toBe(false);
});

test.each([
  `${ROOT}/server/+/status`,
  `${ROOT}/server/n1/status`,
  `${ROOT}/incidents/+`,
  `${ROOT}/+/+/state`,
])('those who speak for no centre may subscribe to %s, centres may not', (filter) => {
  expect(allows(filter)).toBe(true);
  expect(allows(filter, 'lhr-001')).toBe(false);
});

test('a centre hears its own commands and state only', () => {
  expect(allows(`${ROOT}/PB/lhr-001/cmd/#`, 'lhr-001')).toBe(true);
  expect(allows(`${ROOT}/+/lhr-001/cmd/+`, 'lhr-001')).toBe(true);
  expect(allows(`${ROOT}/PB/lhr-001/state`, 'lhr-001')).toBe(true);
  expect(allows(`${ROOT}/PB/khi-001/cmd/#`, 'lhr-001')).toBe(false);
  expect(allows(`${ROOT}/PB/khi-001/state`, 'lhr-001')).toBe(false);
});
