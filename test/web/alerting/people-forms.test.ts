/** Promises of contacts, rotas, chains and channels as they are edited, and of faults at fields. */
import { describe, expect, test } from 'vitest';
import type { Channel, EscalationChain, Rota } from '#domain/alerting/notification.ts';
import type { Viewer } from '#domain/viewer.ts';
import { amountOf, secondsOf, unitFor } from '#lib/alerting/duration.ts';
import { deadbandScale } from '#lib/alerting/deadband-scale.ts';
import { FieldFaults, serverFaultsOf } from '#lib/alerting/field-faults.ts';
import {
  chainFaultsOf,
  chainFormOf,
  chainOf,
  channelFaultsOf,
  channelFormOf,
  channelOf,
  contactFormOf,
  contactOf,
  nextStep,
  rotaFaultsOf,
  rotaFormOf,
  rotaOf,
  type StepForm,
  waysTo,
} from '#lib/alerting/people-forms.ts';
import { permitsOf } from '#lib/alerting/permits.ts';
import {
  newSelector,
  optionsOf,
  selectorFormOf,
  selectorOf,
  takesIn,
} from '#lib/alerting/selector-form.ts';
import { en } from '#lib/i18n/en.ts';

const NOW_MS = Date.parse('2026-11-23T09:30Z');
const WORDS = en.alerting.faults;

describe('a contact', () => {
  const contact = {
    id: 4,
    name: 'Ayesha',
    email: 'a@example.pk',
    phone: null,
    telegramChatId: null,
    language: 'ur' as const,
    userId: 7,
  };

  test('comes out as it went in; addresses left empty are none', () => {
    const { id: _, ...draft } = contact;
    expect(contactOf(contactFormOf(contact, 'en'), 7)).toEqual(draft);
    expect(waysTo(contact)).toEqual(['email']);
  });
});

describe('a rota', () => {
  const rota: Rota = {
    id: 1,
    name: 'Night',
    contactIds: [3, 1],
    startsAtMs: Date.parse('2026-11-23T02:00Z'),
    shiftHours: 8,
    overrides: [{ fromMs: NOW_MS, untilMs: NOW_MS + 3_600_000, contactId: 2 }],
  };

  test('comes out as it went in', () => {
    const { id: _, ...draft } = rota;
    expect(rotaOf(rotaFormOf(rota, NOW_MS))).toEqual(draft);
    expect(rotaFaultsOf(rotaFormOf(rota, NOW_MS))).toEqual([]);
  });

  test('needs a name, people, and stand-ins that end after they begin', () => {
    const form = rotaFormOf(null, NOW_MS);
    form.overrides = [{ begins: '2026-11-23T10:00', ends: '2026-11-23T10:00', contact: [] }];
    expect(rotaFaultsOf(form).map(({ path }) => path)).toEqual([
      'name',
      'contactIds',
      'overrides.0.contactId',
      'overrides.0.untilMs',
    ]);
  });
});

describe('a chain', () => {
  const chain: EscalationChain = {
    id: 2,
    name: 'Punjab',
    position: 3,
    where: { provinces: ['PB'] },
    leastSeverity: 'major',
    via: ['sms', 'email'],
    steps: [{ afterMinutes: 0, contactIds: [1], rotaIds: [2], channelIds: [] }],
    tellCleared: true,
    tellBlind: true,
  };

  test('comes out as it went in', () => {
    const { id: _, ...draft } = chain;
    expect(chainOf(chainFormOf(chain), 3)).toEqual(draft);
  });

  test('gets steps at 0, 5, 15 and 30 minutes, then every half hour', () => {
    const steps: StepForm[] = [];
    for (let place = 0; place < 5; place += 1) steps.push(nextStep(steps));
    expect(steps.map(({ afterMinutes }) => afterMinutes)).toEqual([0, 5, 15, 30, 60]);
  });

  test('is sent with its steps in order of time', () => {
    const form = chainFormOf(chain);
    form.steps.unshift({ ...nextStep(form.steps), contacts: ['9'] });
    expect(chainOf(form, 0).steps.map(({ afterMinutes }) => afterMinutes)).toEqual([0, 5]);
  });

  test('cannot have a step that tells nobody', () => {
    const form = chainFormOf(null);
    form.name = 'All';
    expect(chainFaultsOf(form)).toEqual([{ path: 'steps.0.contactIds', code: 'missing' }]);
  });
});

describe('a channel', () => {
  const channel: Channel = {
    id: 1,
    name: 'Gateway',
    type: 'sms',
    enabled: true,
    url: 'https://sms.example.pk/send',
    hasSecret: true,
    ratePer10Min: 5,
    quietHours: null,
    bodyFormat: 'form',
  };

  test('keeps its secret when none is typed', () => {
    expect(channelOf(channelFormOf(channel))).not.toHaveProperty('secret');
  });

  test('takes a secret that is typed, and gives up one that is to go', () => {
    expect(channelOf({ ...channelFormOf(channel), secret: 's3' })).toMatchObject({ secret: 's3' });
    expect(channelOf({ ...channelFormOf(channel), removeSecret: true })).toMatchObject({
      secret: null,
    });
  });

  test('by e-mail has no address of its own', () => {
    const form = { ...channelFormOf(channel), type: 'email' as const };
    expect(channelOf(form)).toMatchObject({ url: null });
    expect(channelOf(form)).not.toHaveProperty('bodyFormat');
  });

  test('that posts somewhere needs to know where', () => {
    const form = { ...channelFormOf(null), name: 'Hook', type: 'webhook' as const };
    expect(channelFaultsOf(form).map(({ path }) => path)).toEqual(['url']);
    expect(channelFaultsOf({ ...form, type: 'telegram' })).toEqual([]);
  });
});

describe('faults', () => {
  const fault = {
    status: 400,
    code: 'invalid_request',
    message: '',
    details: [
      { path: 'body.rule.levels.0.when.fire', message: 'must be a number' },
      { path: 'body.expectedVersion', message: 'must be whole' },
    ],
    retryAfterSeconds: null,
  };

  test('of the server are read by the paths of the form', () => {
    expect(serverFaultsOf(fault, 'rule').map(({ path }) => path)).toEqual([
      'levels.0.when.fire',
      'expectedVersion',
    ]);
    expect(serverFaultsOf({ ...fault, details: { faults: fault.details } }, 'rule')).toHaveLength(
      2,
    );
    expect(serverFaultsOf({ ...fault, details: 'nothing of the sort' })).toEqual([]);
    expect(serverFaultsOf(null)).toEqual([]);
  });

  test('stand at their fields, those of the form first', () => {
    const faults = new FieldFaults({
      form: [{ path: 'levels.0.when.fire', code: 'missing' }],
      server: serverFaultsOf(fault, 'rule'),
      words: WORDS,
    });
    expect(faults.at('levels.0.when.fire')).toBe(WORDS.missing);
    expect(faults.below('levels.0')).toEqual([WORDS.missing]);
    expect(faults.below('levels.01')).toEqual([]);
    expect(faults.any).toBe(true);
  });
});

describe('a selector', () => {
  const centre = {
    code: 'lhr-001',
    nameEn: 'Lahore 1',
    nameUr: 'لاہور 1',
    province: 'PB' as const,
    cityEn: 'Lahore',
    disco: 'LESCO',
    feeder: 'LESCO-LHR-001',
    feederCategory: 'III',
    operator: 'Mehran',
    isps: null,
  };

  test('that asks nothing takes in everything and is sent empty', () => {
    expect(takesIn(newSelector(), centre)).toBe(true);
    expect(selectorOf(newSelector())).toEqual({});
  });

  test('takes in what all its facets ask for', () => {
    const form = selectorFormOf({ provinces: ['PB', 'SD'], discos: ['LESCO'] });
    expect(takesIn(form, centre)).toBe(true);
    expect(takesIn({ ...form, cities: ['Kasur'] }, centre)).toBe(false);
    expect(takesIn({ ...form, isps: ['PTCL'] }, { ...centre, isps: ['PTCL', 'Zong'] })).toBe(true);
    expect(takesIn({ ...form, isps: ['PTCL'] }, centre)).toBe(false);
  });

  test('offers what there is, with how many answer to it', () => {
    const others = [
      centre,
      { ...centre, code: 'fsd-001', disco: 'FESCO' },
      { ...centre, code: 'x' },
    ];
    expect(optionsOf(others, 'discos')).toEqual([
      { value: 'FESCO', count: 1 },
      { value: 'LESCO', count: 2 },
    ]);
  });
});

test.each([
  [0, 's', 0],
  [90, 's', 90],
  [300, 'min', 5],
  [7_200, 'h', 2],
] as const)('%s seconds are typed in %s', (seconds, unit, amount) => {
  expect(unitFor(seconds)).toBe(unit);
  expect(amountOf(seconds, unit)).toBe(amount);
  expect(secondsOf(amount, unit)).toBe(seconds);
});

test('the deadband lies on the well side of the limit, with room on either side', () => {
  const above = deadbandScale({ type: 'above', fire: 10, clear: 8 });
  expect(above.clearPercent).toBeLessThan(above.firePercent);
  expect(above.raises).toBe('right');
  const below = deadbandScale({ type: 'below', fire: 10, clear: 12 });
  expect(below.clearPercent).toBeGreaterThan(below.firePercent);
  for (const percent of [above.clearPercent, above.firePercent, below.clearPercent]) {
    expect(percent).toBeGreaterThan(5);
    expect(percent).toBeLessThan(95);
  }
  const none = deadbandScale({ type: 'above', fire: 0, clear: 0 });
  expect(none.firePercent).toBeCloseTo(50);
});

test.each([
  ['viewer', false, false, false],
  ['manager', true, false, false],
  ['operator', true, true, false],
  ['lead', true, true, true],
] as const)('a %s of the nation may work, read notifications, change rules: %s %s %s', (...row) => {
  const [role, work, readNotification, changeRules] = row;
  const viewer: Pick<Viewer, 'role' | 'scope'> = { role, scope: { type: 'nation' } };
  expect(permitsOf(viewer)).toMatchObject({ work, readNotification, changeRules });
});

test('a lead of a province changes no rules: they are the nation’s', () => {
  const permits = permitsOf({ role: 'lead', scope: { type: 'province', province: 'PB' } });
  expect(permits).toMatchObject({ changeRules: false, changeSchedules: true });
});
