import type { CentreState } from '#domain/nation.ts';
import { createFormat } from '#lib/format.ts';
import { expect, test } from 'vitest';
import { nameOf, peopleOf, troublesOf } from '../../../web/src/routes/wall/callout-words.ts';
import type { CentreCallout, CityCallout } from '../../../web/src/routes/wall/callouts.ts';
import { WALL_WORDS } from '../../../web/src/routes/wall/wall-words.ts';

const FORMAT = createFormat('en');
const STATE: CentreState = {
  health: 'degraded',
  power: 'mains',
  internet: 'up',
  presumed: false,
  offline: false,
  incomplete: false,
  seated: 112,
  minutesLeft: null,
  sinceSeconds: 1_000,
};

function centre(state: Partial<CentreState>, nameEn = 'Career Hub'): CentreCallout {
  const whole = { ...STATE, ...state };
  return {
    kind: 'centre',
    key: 'c-1',
    code: 'c-1',
    nameEn,
    nameUr: 'کیریئر ہب',
    cityEn: 'Multan',
    cityUr: 'ملتان',
    tone: 'degraded',
    seats: 150,
    seated: whole.seated,
    sinceSeconds: whole.sinceSeconds,
    place: null,
    state: whole,
  };
}

const CITY: CityCallout = {
  kind: 'city',
  key: 'city 1',
  nameEn: 'Multan',
  nameUr: 'ملتان',
  tone: 'red',
  bad: 86,
  down: 0,
  centres: 168,
  cause: 'power',
  seats: 8_600,
  seated: null,
  sinceSeconds: 1_000,
  place: null,
};

test.each<[string, Partial<CentreState>, readonly string[]]>([
  [
    'a battery that ends, with its minutes',
    { power: 'low', minutesLeft: 11 },
    ['battery low, 11 min'],
  ],
  ['a battery that says no time', { power: 'low' }, ['battery low']],
  ['lost power, and not what follows from it', { power: 'lost', internet: 'down' }, ['no power']],
  [
    'that power is only presumed lost',
    { power: 'lost', presumed: true },
    ['power lost (presumed)'],
  ],
  [
    'a part that is presumed lost, and the link',
    { power: 'partial', presumed: true, internet: 'backup' },
    ['part of the power lost (presumed)', 'on backup link'],
  ],
  [
    'no internet, and the battery it has besides',
    { internet: 'down', power: 'battery', minutesLeft: 95 },
    ['no internet', 'on battery, 1 h 35 min'],
  ],
  ['a weak line', { internet: 'impaired' }, ['internet impaired']],
  ['a bypassed UPS', { power: 'bypass' }, ['UPS bypassed']],
])('a centre says %s', (_what, state, troubles) => {
  expect(troublesOf(centre(state), 'en', FORMAT)).toEqual(troubles);
});

test('a city says how many of its centres, and what they lack', () => {
  expect(troublesOf(CITY, 'en', FORMAT)).toEqual(['86 of 168', 'power']);
  expect(troublesOf({ ...CITY, down: 60 }, 'en', FORMAT)).toEqual([
    '86 of 168',
    '60 down',
    'power',
  ]);
});

test('a centre bears its city unless its name does', () => {
  expect(nameOf(centre({}), 'en')).toBe('Career Hub, Multan');
  expect(nameOf(centre({}), 'ur')).toBe('کیریئر ہب، ملتان');
  expect(nameOf(centre({}, 'Centre Multan 4'), 'en')).toBe('Centre Multan 4');
  expect(nameOf(CITY, 'en')).toBe('Multan');
});

test('people seated, or seats where nobody counts people', () => {
  expect(peopleOf(centre({}), WALL_WORDS.en, FORMAT)).toBe('112 seated');
  expect(peopleOf(CITY, WALL_WORDS.en, FORMAT)).toBe('8,600 seats');
});
