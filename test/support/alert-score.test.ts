import { expect, test } from 'vitest';
import type { Need } from '../../simulators/truth-log.ts';
import { scoreOf, type PresentedItem } from './alert-score.ts';

const MINUTE_MS = 60_000;

const LOST: Need = {
  kind: 'power',
  centre: 'lhr-001',
  device: null,
  must: true,
  cause: 'unplanned LESCO-1',
  fromMs: 10 * MINUTE_MS,
  hurtFromMs: 25 * MINUTE_MS,
  untilMs: 60 * MINUTE_MS,
  people: 40,
};
const ALERT: PresentedItem = {
  key: 'alert:1',
  rule: 'power',
  symptom: null,
  centres: ['lhr-001'],
  device: null,
  fromMs: 15 * MINUTE_MS,
  untilMs: 62 * MINUTE_MS,
};

test('an alert about what needed a person is right and told of it, ahead of the harm', () => {
  expect(scoreOf([ALERT], [LOST])).toMatchObject({
    right: 1,
    rightStrictly: 1,
    wrong: [],
    needed: 1,
    told: 1,
    missed: [],
    toldAfterHurtSeconds: [-600],
  });
});

test('about another centre, another time or another sort of trouble it is wrong', () => {
  const others: PresentedItem[] = [
    { ...ALERT, centres: ['lhr-002'] },
    { ...ALERT, untilMs: 10 * MINUTE_MS, fromMs: 5 * MINUTE_MS },
    { ...ALERT, fromMs: 66 * MINUTE_MS, untilMs: Infinity },
    { ...ALERT, rule: 'on-backup' },
  ];
  for (const item of others) {
    expect(scoreOf([item], [LOST])).toMatchObject({ right: 0, wrong: [item], missed: [LOST] });
  }
});

test('an incident is right when one of its centres needed somebody, and tells of all of them', () => {
  const incident: PresentedItem = {
    ...ALERT,
    key: 'incident:1',
    rule: null,
    symptom: 'mains',
    centres: ['lhr-001', 'lhr-002', 'lhr-003'],
  };
  const second = { ...LOST, centre: 'lhr-003' };
  expect(scoreOf([incident], [LOST, second])).toMatchObject({ right: 1, told: 2 });
  expect(scoreOf([incident], [{ ...LOST, centre: 'lhr-009' }])).toMatchObject({ right: 0 });
});

test('what may be told of makes an alert right, not strictly so, and its absence no miss', () => {
  const close = { ...LOST, must: false, hurtFromMs: null };
  expect(scoreOf([ALERT], [close])).toMatchObject({ right: 1, rightStrictly: 0, needed: 0 });
  expect(scoreOf([], [close])).toMatchObject({ needed: 0, missed: [] });
});

test('an alert of one device tells nothing of another', () => {
  const worn: Need = { ...LOST, kind: 'battery', device: 'u1' };
  const alert = { ...ALERT, rule: 'replace-battery', device: 'u2' };
  expect(scoreOf([alert], [worn])).toMatchObject({ right: 0, told: 0 });
  expect(scoreOf([{ ...alert, device: 'u1' }], [worn])).toMatchObject({ right: 1, told: 1 });
});
