import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  FEEDER_CATEGORIES,
  LIFE_CYCLES,
  LINK_ROLES,
  ROOM_KINDS,
  type CentreRecord,
  type DeviceRecord,
} from '#domain/centre.ts';
import { PROVINCE_CODES } from '#domain/province.ts';
import { directoryOf } from '../../../server/estate/directory.ts';
import {
  EstateNotEmptyError,
  InvalidCentreError,
  NoSuchCentreError,
  NotUnclaimedError,
} from '../../../server/estate/errors.ts';
import { UNCLAIMED_MAX } from '../../../server/estate/unclaimed-inbox.ts';
import type { UnclaimedSighting } from '../../../server/ports/ingest.ts';
import { centreRecord, deviceRecord, openRegister } from './support.ts';

const name = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.string({ unit: fc.constantFrom("'", '"', '=', '+', '-', '@', ',', ';', ' ', 'ل', 'a') }),
    fc.constantFrom('لاہور ۱', '+92 300 1234567', '=1+1', '007', '1e5', 'TRUE', 'null'),
  )
  .map((text) => text.trim())
  .filter((text) => text !== '' && /^\P{Cc}{1,200}$/u.test(text));
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { nil: null });
const code = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,7}$/);
const amount = fc.double({ min: 0.001, max: 1e5, noNaN: true });
const timeOfDay = fc.stringMatching(/^([01]\d|2[0-3]):[0-5]\d$/);
const bank = fc.record({
  blocks: fc.integer({ min: 1, max: 64 }),
  strings: fc.integer({ min: 1, max: 8 }),
  ampereHours: fc.double({ min: 1, max: 300, noNaN: true }),
});
const named = { model: orNull(name), nameEn: orNull(name), nameUr: orNull(name) };
const device: fc.Arbitrary<DeviceRecord> = fc.oneof(
  fc
    .record({ ...named, ratedWatts: orNull(amount), battery: orNull(bank), code })
    .map(({ code: own, ...fields }) => deviceRecord('ups', own, fields)),
  fc
    .record({
      ...named,
      isp: orNull(name),
      role: orNull(fc.constantFrom(...LINK_ROLES)),
      contractedBitsPerSecond: orNull(amount),
      code,
    })
    .map(({ code: own, ...fields }) => deviceRecord('link', own, fields)),
  fc
    .record({
      ...named,
      roomKind: orNull(fc.constantFrom(...ROOM_KINDS)),
      capacity: orNull(fc.nat(300)),
      code,
    })
    .map(({ code: own, ...fields }) => deviceRecord('zone', own, fields)),
);
const centre: fc.Arbitrary<CentreRecord> = fc.record({
  code,
  nameEn: name,
  nameUr: name,
  province: fc.constantFrom(...PROVINCE_CODES),
  district: name,
  cityEn: name,
  cityUr: name,
  latitude: fc.double({ min: 24, max: 37, noNaN: true }),
  longitude: fc.double({ min: 61, max: 77, noNaN: true }),
  lifeCycle: fc.constantFrom(...LIFE_CYCLES),
  operator: name,
  contactName: orNull(name),
  contactPhone: orNull(name),
  disco: name,
  feeder: name,
  feederCategory: fc.constantFrom(...FEEDER_CATEGORIES),
  opensAt: timeOfDay,
  closesAt: timeOfDay,
  sample: fc.boolean(),
  devices: fc.uniqueArray(device, {
    maxLength: 6,
    selector: ({ kind, code: own }) => `${kind}/${own}`,
  }),
});

function importJson(register: ReturnType<typeof openRegister>['register'], records: unknown) {
  return register.importCentres(
    { format: 'json', text: JSON.stringify(records) },
    { dryRun: false },
  );
}

describe('import and export', () => {
  test.each(['csv', 'json'] as const)(
    'importing a %s export changes nothing, here or elsewhere',
    (format) => {
      const estate = fc.uniqueArray(centre, { maxLength: 5, selector: (record) => record.code });
      fc.assert(
        fc.property(estate, (records) => {
          const { register } = openRegister();
          expect(importJson(register, records).faults).toEqual([]);
          const { version } = register;
          const text = register.exportCentres(format);
          const again = register.importCentres({ format, text }, { dryRun: false });
          expect(again).toMatchObject({ created: 0, updated: 0, unchanged: records.length });
          expect(register.version).toBe(version);
          const elsewhere = openRegister().register;
          elsewhere.importCentres({ format, text }, { dryRun: false });
          expect(elsewhere.exportCentres(format)).toBe(text);
        }),
        { numRuns: 12 },
      );
    },
  );

  test('says what it would do, and with a dry run does not', () => {
    const { register } = openRegister();
    importJson(register, [centreRecord('a'), centreRecord('b')]);
    const before = register.exportCentres('json');
    const text = JSON.stringify([
      centreRecord('a'),
      centreRecord('b', { district: 'Kasur' }),
      centreRecord('c'),
    ]);
    const outcome = { created: 1, updated: 1, unchanged: 1, faults: [] };
    expect(register.importCentres({ format: 'json', text }, { dryRun: true })).toEqual({
      ...outcome,
      dryRun: true,
      applied: false,
    });
    expect(register.exportCentres('json')).toBe(before);
    expect(register.importCentres({ format: 'json', text }, { dryRun: false })).toEqual({
      ...outcome,
      dryRun: false,
      applied: true,
    });
    expect(register.centre('b')?.district).toBe('Kasur');
  });

  test('one fault keeps everything out', () => {
    const { register } = openRegister();
    const { version } = register;
    const report = importJson(register, [
      centreRecord('a'),
      { ...centreRecord('b'), province: 'X' },
    ]);
    expect(report).toMatchObject({ applied: false, faults: [{ row: 2, field: 'province' }] });
    expect(register.centres()).toEqual([]);
    expect(register.version).toBe(version);
  });

  test('ten thousand centres go in, out and in again', { timeout: 60_000 }, () => {
    const { register, reopened } = openRegister();
    register.replaceSample({ centres: 10_000, seed: 1 });
    const text = register.exportCentres('csv');
    const report = register.importCentres({ format: 'csv', text }, { dryRun: false });
    expect(report).toMatchObject({ created: 0, updated: 0, unchanged: 10_000, faults: [] });
    expect(reopened().exportCentres('csv')).toBe(text);
  });
});

describe('ids', () => {
  test('stay with a device while it is there, and are never given again', () => {
    const { register, reopened } = openRegister();
    const idsOf = (from = register): number[] =>
      from.centre('a')?.devices.map(({ id }) => id) ?? [];
    register.put(centreRecord('a'));
    const [ups, zone] = idsOf();
    register.put(centreRecord('a', { district: 'Kasur' }));
    expect(idsOf()).toEqual([ups, zone]);
    register.put(centreRecord('a', { devices: [deviceRecord('ups', 'u1')] }));
    expect(idsOf()).toEqual([ups]);
    const first = register.centre('a')?.id ?? 0;
    register.remove('a');
    const later = reopened();
    later.put(centreRecord('a'));
    expect(later.centre('a')?.id).toBeGreaterThan(first);
    expect(Math.min(...idsOf(later))).toBeGreaterThan(Math.max(ups ?? 0, zone ?? 0));
  });
});

describe('changes', () => {
  test('outlive a restart, with their version', () => {
    const { register, reopened } = openRegister();
    register.put(centreRecord('b', { devices: [deviceRecord('zone', 'z1', { capacity: 60 })] }));
    register.put(centreRecord('a'));
    const { version } = register;
    const before = register.centres();
    const later = reopened();
    expect(later.version).toBe(version);
    expect(later.centres()).toEqual(before);
    expect(later.centres().map(({ code: own }) => own)).toEqual(['a', 'b']);
  });

  test('each raises the version once and tells listeners after it shows', () => {
    const { register } = openRegister();
    const heard: string[] = [];
    const stop = register.onChange(() => {
      heard.push(`${register.version}: ${register.centres().length}`);
    });
    register.put(centreRecord('a'));
    register.put(centreRecord('a'));
    importJson(register, [centreRecord('b'), centreRecord('c')]);
    register.remove('b');
    expect(register.remove('b')).toBe(false);
    stop();
    register.remove('c');
    expect(heard).toEqual(['2: 1', '3: 3', '4: 2']);
  });

  test('that the disk refuses are not shown', () => {
    const { register, database } = openRegister();
    register.put(centreRecord('a'));
    database.sqlite.exec('PRAGMA query_only = ON');
    expect(() => register.put(centreRecord('b'))).toThrow(/readonly/);
    expect(register.centres().map(({ code: own }) => own)).toEqual(['a']);
    expect(register.version).toBe(2);
  });

  test('a record that breaks a rule is refused with the rule', () => {
    const { register } = openRegister();
    const put = (): unknown => register.put(centreRecord('a', { latitude: 91 }));
    expect(put).toThrow(InvalidCentreError);
    expect(put).toThrow('"latitude" must be at most 37.2, is "91"');
  });

  test('one sample takes the place of another; centres of both keep their ids', () => {
    const { register, reopened } = openRegister();
    register.replaceSample({ centres: 3, seed: 1 });
    const { id } = register.centre('lhr-001') ?? {};
    register.replaceSample({ centres: 40, seed: 2 });
    expect(register.centres()).toHaveLength(40);
    register.replaceSample({ centres: 5, seed: 2 });
    expect(register.centre('lhr-001')).toMatchObject({ id, sample: true });
    const later = reopened();
    expect(later.centres()).toEqual(register.centres());
    later.replaceSample({ centres: 0, seed: 2 });
    expect(later.centres()).toEqual([]);
  });

  test('no sample takes the place of a real centre', () => {
    const { register } = openRegister();
    register.replaceSample({ centres: 3, seed: 1 });
    register.put(centreRecord('a'));
    expect(() => {
      register.replaceSample({ centres: 3, seed: 1 });
    }).toThrow(EstateNotEmptyError);
    expect(register.centres()).toHaveLength(4);
  });
});

describe('the directory', () => {
  test('lists every centre and accepts readings from those at work', () => {
    const { register } = openRegister();
    LIFE_CYCLES.forEach((lifeCycle) => register.put(centreRecord(lifeCycle, { lifeCycle })));
    const directory = directoryOf(register);
    const accepting = directory.filter(({ accepts }) => accepts).map(({ code: own }) => own);
    expect(directory).toHaveLength(LIFE_CYCLES.length);
    expect(accepting).toEqual(['commissioning', 'live', 'maintenance']);
    expect(directory[0]?.devices[0]).toEqual({
      id: register.centres()[0]?.devices[0]?.id,
      kind: 'ups',
      code: 'u1',
      intervalSeconds: 10,
    });
  });
});

describe('unclaimed devices', () => {
  const sighting = (fields: Partial<UnclaimedSighting> = {}): UnclaimedSighting => ({
    province: 'PB',
    centre: 'a',
    kind: 'link',
    device: 'l9',
    receivedAtMs: 1_000,
    messages: 1,
    sample: '{}',
    ...fields,
  });

  test('are gathered by name and outlive a restart', () => {
    const { register, reopened } = openRegister();
    register.recordUnclaimed([
      sighting(),
      sighting({ receivedAtMs: 2_000, sample: 'x'.repeat(999) }),
    ]);
    register.recordUnclaimed([sighting({ kind: null, device: null, messages: 4 })]);
    const expected = [
      { ...sighting(), firstSeenAtMs: 1_000, lastSeenAtMs: 2_000, messages: 2 },
      {
        ...sighting({ kind: null, device: null }),
        firstSeenAtMs: 1_000,
        lastSeenAtMs: 1_000,
        messages: 4,
      },
    ].map(({ receivedAtMs: _receivedAtMs, ...entry }, at) => ({
      ...entry,
      sample: at === 0 ? 'x'.repeat(200) : '{}',
    }));
    expect(register.unclaimed()).toEqual(expected);
    expect(reopened().unclaimed()).toEqual(expected);
  });

  test('are bounded: the one silent for longest makes room and is counted', () => {
    const { register, reopened } = openRegister();
    register.recordUnclaimed(
      Array.from({ length: UNCLAIMED_MAX + 5 }, (_none, at) =>
        sighting({ device: `d${at}`, receivedAtMs: at }),
      ),
    );
    expect(register.unclaimed()).toHaveLength(UNCLAIMED_MAX);
    expect(register.unclaimed().at(-1)?.device).toBe('d5');
    expect(register.unclaimedDropped).toBe(5);
    expect(reopened().unclaimed()).toHaveLength(UNCLAIMED_MAX);
  });

  test('a claim puts the device under its centre and out of the inbox', () => {
    const { register } = openRegister();
    const key = { centre: 'a', kind: 'link', device: 'l9' } as const;
    register.recordUnclaimed([sighting(), sighting({ device: 'l10' })]);
    expect(() => register.claim(key)).toThrow(NoSuchCentreError);
    register.put(centreRecord('a', { devices: [] }));
    expect(register.claim(key).devices).toMatchObject([
      { kind: 'link', code: 'l9', role: 'primary', intervalSeconds: 10 },
    ]);
    register.claim({ ...key, device: 'l10' });
    expect(
      register.centre('a')?.devices.map(({ code: own, role }) => `${own} ${String(role)}`),
    ).toEqual(['l10 backup', 'l9 primary']);
    expect(register.unclaimed()).toEqual([]);
    expect(() => register.claim(key)).toThrow(NotUnclaimedError);
  });

  test('leave the inbox once they are entered by any way, and do not come back', () => {
    const { register } = openRegister();
    register.recordUnclaimed([
      sighting({ kind: null, device: null }),
      sighting(),
      sighting({ device: 'l8' }),
    ]);
    register.put(centreRecord('a', { devices: [deviceRecord('link', 'l9')] }));
    register.recordUnclaimed([sighting(), sighting({ kind: null, device: null })]);
    expect(register.unclaimed().map(({ device: own }) => own)).toEqual(['l8']);
  });
});
