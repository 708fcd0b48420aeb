import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CAUSE_KINDS, type CauseKind } from '#domain/alerting/alert.ts';
import {
  type Affected,
  breadthOf,
  causeGroupsOf,
  causeOf,
  groupsInReachOf,
  isBroader,
  isBroadest,
  isCertain,
  isCommonCause,
  isEnough,
  primaryProviderOf,
  providersConcerned,
} from '#domain/alerting/cause-group.ts';
import { SYMPTOMS, type Symptom } from '#domain/alerting/rule.ts';
import type { Centre } from '#domain/centre.ts';
import { centreOf } from '../../../support/estate-builder.ts';

function withLinks(isps: {
  readonly primary: string | null;
  readonly backup: string | null;
}): Centre {
  const centre = centreOf(1, 'lhr-001', { feeder: 'LHR-7' });
  return {
    ...centre,
    devices: centre.devices.map((device) => ({
      ...device,
      isp: device.role === null ? null : isps[device.role],
    })),
  };
}

const CENTRE = withLinks({ primary: 'PTCL', backup: 'Jazz' });

describe('a trouble', () => {
  test.each([
    ['mains', '', ['grid ', 'disco LESCO', 'city Lahore', 'feeder LHR-7']],
    ['internet', 'Jazz', ['internet ', 'isp Jazz', 'isp-city Jazz, Lahore']],
    ['internet', '', ['internet ']],
    ['silence', 'Jazz', ['server ', 'internet ', 'isp Jazz', 'isp-city Jazz, Lahore']],
    ['silence', 'PTCL', ['server ', 'internet ', 'isp PTCL', 'isp-city PTCL, Lahore']],
    ['silence', '', ['server ', 'internet ']],
    ['path', '', ['path ']],
  ] as const)('%s of provider "%s" may have the causes %j', (symptom, provider, causes) => {
    const groups = causeGroupsOf({ centre: CENTRE, symptom, provider });
    expect(groups.map(({ kind, key }) => `${kind} ${key}`)).toEqual(causes);
    groups.forEach((group, at) => {
      if (at > 0) expect(isBroader(groups[at - 1]!.kind, group.kind)).toBe(true);
    });
  });

  test('of a feeder is told from the same code of another company, and towns of the same name', () => {
    const ids = [
      centreOf(1, 'a', { disco: 'LESCO', feeder: '11-A', province: 'PB' }),
      centreOf(2, 'b', { disco: 'GEPCO', feeder: '11-A', province: 'KP' }),
    ].map((centre) =>
      causeGroupsOf({ centre, symptom: 'mains', provider: '' }).map(({ id }) => id),
    );
    expect(ids[0]!.filter((id) => ids[1]!.includes(id))).toEqual(['grid']);
  });

  test.each([
    ['mains', ['PTCL'], ['']],
    ['path', ['PTCL'], ['']],
    ['internet', ['PTCL', 'Jazz'], ['PTCL', 'Jazz']],
    ['internet', [], ['']],
    ['silence', [], ['PTCL', 'Jazz']],
  ] as const)(
    '%s with links of %j in trouble is one for each of %j',
    (symptom, isps, providers) => {
      expect(providersConcerned(CENTRE, { symptom, isps })).toEqual(providers);
    },
  );

  test('of silence goes by the links that are named', () => {
    const unnamed = withLinks({ primary: null, backup: 'Zong' });
    expect(primaryProviderOf(unnamed)).toBeUndefined();
    expect(providersConcerned(unnamed, { symptom: 'silence', isps: [] })).toEqual(['Zong']);
    const bare = withLinks({ primary: null, backup: null });
    expect(providersConcerned(bare, { symptom: 'silence', isps: [] })).toEqual(['']);
  });

  test.each([
    ['internet', 'Jazz', true],
    ['silence', 'PTCL', true],
    ['silence', 'Jazz', false],
    ['mains', '', true],
  ] as const)('%s of provider "%s" is certain: %s', (symptom, provider, certain) => {
    expect(isCertain({ centre: CENTRE, symptom, provider })).toBe(certain);
    const unnamed = withLinks({ primary: null, backup: 'Jazz' });
    expect(isCertain({ centre: unnamed, symptom, provider })).toBe(true);
  });

  test('is one of groups in which its centre can be hit, but for us ourselves', () => {
    const within = new Set(groupsInReachOf(CENTRE).map(({ id }) => id));
    for (const symptom of SYMPTOMS) {
      for (const provider of providersConcerned(CENTRE, { symptom, isps: ['PTCL', 'Jazz'] })) {
        const ids = causeGroupsOf({ centre: CENTRE, symptom, provider }).map(({ id }) => id);
        expect(ids.filter((id) => !within.has(id) && id !== 'server')).toEqual([]);
      }
    }
  });

  test('of a centre that reports neither power nor lines reaches nothing', () => {
    expect(groupsInReachOf(centreOf(1, 'a', { devices: [] }))).toEqual([]);
  });

  test.each([
    ['internet', 'isp', 'internet'],
    ['silence', 'isp', 'internet'],
    ['silence', 'isp-city', 'internet'],
    ['silence', 'server', 'silence'],
    ['mains', 'feeder', 'mains'],
  ] as const)('%s makes an incident of kind %s one of %s', (symptom, kind, shown) => {
    const group = { id: 'x', kind, key: 'k', part: '' };
    expect(causeOf(group, symptom as Symptom)).toEqual({ kind, key: 'k', symptom: shown });
  });
});

describe('enough', () => {
  test.each([
    [0, 0, false],
    [1, 1, false],
    [1, 100, false],
    [2, 2, true],
    [2, 3, false],
    [3, 3, true],
    [3, 4, false],
    [4, 4, true],
    [4, 5, false],
    [5, 25, true],
    [5, 26, false],
    [359, 1_788, true],
    [357, 1_788, false],
  ])('%i of %i: %s', (affected, size, enough) => {
    expect(isEnough({ affected, size })).toBe(enough);
  });

  test('stays enough when more of the same group are hit', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(5_000), fc.nat(100), (one, other, more) => {
        const size = Math.max(one, other);
        const affected = Math.min(one, other);
        fc.pre(isEnough({ affected, size }));
        expect(isEnough({ affected: Math.min(size, affected + more), size })).toBe(true);
      }),
    );
  });
});

function counts(
  affected: number,
  size: number,
  parts: readonly (readonly [number, number])[] = [],
) {
  return {
    affected,
    size,
    certain: affected,
    parts: () => parts.map(([hit, of]): Affected => ({ affected: hit, size: of })),
  };
}

describe('a common cause', () => {
  test.each<[CauseKind, string, ReturnType<typeof counts>, boolean]>([
    ['feeder', 'all six', counts(6, 6), true],
    ['feeder', 'four of six', counts(4, 6), false],
    ['isp-city', 'a fifth', counts(5, 25), true],
    ['path', 'a fifth of the nation', counts(2_000, 10_000), true],
    ['city', 'one feeder of three', counts(6, 18, [[6, 6]]), false],
    [
      'city',
      'one feeder, and one more',
      counts(7, 18, [
        [6, 6],
        [1, 6],
      ]),
      false,
    ],
    [
      'city',
      'two feeders of three',
      counts(8, 12, [
        [4, 4],
        [4, 4],
      ]),
      true,
    ],
    ['city', 'all it has is one feeder', counts(6, 6, [[6, 6]]), false],
    [
      'city',
      'one feeder and the single centre beside it',
      counts(7, 7, [
        [6, 6],
        [1, 1],
      ]),
      true,
    ],
    [
      'disco',
      'its largest city',
      counts(1_073, 1_788, [
        [1_073, 1_073],
        [3, 80],
      ]),
      false,
    ],
    [
      'disco',
      'a fifth everywhere',
      counts(360, 1_788, [
        [216, 1_073],
        [16, 80],
      ]),
      true,
    ],
    ['isp', 'one city', counts(500, 900, [[500, 500]]), false],
    [
      'isp',
      'half of each',
      counts(450, 900, [
        [250, 500],
        [200, 400],
      ]),
      true,
    ],
    [
      'grid',
      'two companies',
      counts(200, 9_000, [
        [100, 400],
        [100, 400],
        [3, 900],
      ]),
      false,
    ],
    [
      'grid',
      'three companies',
      counts(300, 9_000, [
        [100, 400],
        [100, 400],
        [100, 500],
      ]),
      true,
    ],
    [
      'internet',
      'half of each',
      counts(300, 600, [
        [100, 200],
        [100, 200],
        [100, 200],
      ]),
      false,
    ],
    [
      'internet',
      'most of three',
      counts(450, 600, [
        [150, 200],
        [150, 200],
        [150, 200],
      ]),
      true,
    ],
    [
      'server',
      'just half',
      counts(50, 100, [
        [25, 50],
        [25, 50],
      ]),
      false,
    ],
    [
      'server',
      'more than half',
      counts(52, 100, [
        [26, 50],
        [26, 50],
      ]),
      true,
    ],
    ['server', 'the largest provider', counts(60, 100, [[60, 60]]), false],
    ['server', 'the only provider', counts(60, 100, [[60, 100]]), true],
    ['server', 'one centre of one', counts(1, 1, [[1, 1]]), false],
    ['manual', 'everything', counts(100, 100), false],
  ])('%s, %s: %#', (kind, _, found, common) => {
    expect(isCommonCause(kind, found)).toBe(common);
  });

  const affected = fc
    .tuple(fc.nat(500), fc.nat(500))
    .map(([one, other]): [number, number] => [Math.min(one, other), Math.max(one, other)]);

  test.each([
    ['isp-city', 1, false],
    ['isp-city', 2, true],
    ['isp', 1, false],
    ['isp', 2, true],
  ] as const)('of kind %s with %i centres hit for sure: %s', (kind, certain, common) => {
    const found = counts(20, 40, [
      [10, 20],
      [10, 20],
    ]);
    expect(isCommonCause(kind, { ...found, certain })).toBe(common);
  });

  test('of whatever kind needs two centres at least', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<CauseKind>('feeder', 'city', 'disco', 'isp-city', 'isp', 'path', 'server'),
        fc.nat(1),
        fc.nat(100),
        (kind, hit, size) => {
          expect(isCommonCause(kind, counts(hit, size, [[hit, size]]))).toBe(false);
        },
      ),
    );
  });

  test('that is broader is never claimed where only one part of it is hit', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<CauseKind>('city', 'disco', 'isp'),
        affected,
        fc.nat(500),
        (kind, part, rest) => {
          const [hit, of] = part;
          expect(isCommonCause(kind, counts(hit, of + rest, [part]))).toBe(false);
        },
      ),
    );
  });

  test('does not depend on the order of the parts', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<CauseKind>('city', 'disco', 'isp', 'grid', 'internet', 'server'),
        fc.array(affected, { maxLength: 8 }),
        (kind, parts) => {
          const hit = parts.reduce((sum, [one]) => sum + one, 0);
          const size = parts.reduce((sum, [, one]) => sum + one, 0);
          expect(isCommonCause(kind, counts(hit, size, parts))).toBe(
            isCommonCause(kind, counts(hit, size, parts.toReversed())),
          );
        },
      ),
    );
  });
});

describe('breadth', () => {
  test('orders the kinds of a family, and never those of two', () => {
    const kind = fc.constantFrom(...CAUSE_KINDS);
    fc.assert(
      fc.property(kind, kind, kind, (a, b, c) => {
        expect(isBroader(a, a)).toBe(false);
        if (isBroader(a, b)) {
          expect(isBroader(b, a)).toBe(false);
          expect(breadthOf(a)).toBeGreaterThan(breadthOf(b));
          if (isBroader(b, c)) expect(isBroader(a, c)).toBe(true);
        }
        if (isBroadest(a)) expect(isBroader(b, a)).toBe(false);
      }),
    );
    expect(isBroader('grid', 'feeder')).toBe(true);
    expect(isBroader('grid', 'isp')).toBe(false);
    expect(isBroader('server', 'isp-city')).toBe(true);
    expect(CAUSE_KINDS.filter(isBroadest)).toEqual(['grid', 'path', 'server', 'manual']);
  });
});
