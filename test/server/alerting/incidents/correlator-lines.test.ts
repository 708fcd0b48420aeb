import { describe, expect, test } from 'vitest';
import { Desk, placedRow } from './support.ts';

describe('lines', () => {
  const PTCL = { isp: 'PTCL', backup: 'Jazz' };
  const cities = ['Lahore', 'Karachi', 'Multan', 'Quetta'];
  const ptcl = cities.flatMap((city, at) => placedRow(1 + at * 20, 10, { ...PTCL, city }));
  const nayatel = cities.flatMap((city, at) =>
    placedRow(101 + at * 20, 10, { isp: 'Nayatel', backup: 'Zong', city }),
  );

  test('a provider that fails in one city is an incident of that city', () => {
    const desk = new Desk([...ptcl, ...nayatel]);
    desk.say('internet', true, ptcl.slice(0, 10), ['PTCL']).tick().pass(16);
    expect(desk.causes()).toEqual(['isp-city PTCL, Lahore']);
    expect(desk.only().cause.symptom).toBe('internet');
  });

  test('a backbone fault is one incident for each provider it takes along', () => {
    const desk = new Desk([...ptcl, ...nayatel]);
    desk.say(
      'internet',
      true,
      ptcl.filter(({ id }) => id % 10 !== 0),
      ['PTCL', 'Jazz'],
    );
    desk.say(
      'internet',
      true,
      nayatel.filter(({ id }) => id % 2 === 0),
      ['Nayatel'],
    );
    desk.tick().pass(30);
    expect(desk.causes().toSorted()).toEqual(['isp Jazz', 'isp Nayatel', 'isp PTCL']);
    const byKey = new Map(desk.open().map((one) => [one.cause.key, one]));
    expect([...byKey.values()].map(({ centres }) => centres).toSorted()).toEqual([20, 36, 36]);
    // Its own link back, the centre is well for one of them and not for the other.
    desk.say('internet', true, ptcl.slice(0, 1), ['Jazz']).tick();
    const [atPtcl, atJazz] = [byKey.get('PTCL'), byKey.get('Jazz')];
    expect(desk.book.incident(atPtcl!.id)?.recovered).toBe(1);
    expect(desk.book.incident(atJazz!.id)?.recovered).toBe(0);
    expect(desk.book.coverOf(1, 'internet')).toBe(atJazz!.id);
  });

  test('it is the whole internet when three providers are all but gone', () => {
    const cybernet = cities.flatMap((city, at) =>
      placedRow(201 + at * 20, 10, { isp: 'Cybernet', backup: 'Ufone', city }),
    );
    const all = [...ptcl, ...nayatel, ...cybernet];
    const desk = new Desk(all);
    for (const centre of all) {
      desk.say('internet', true, [centre], [centre.devices.find(({ isp }) => isp)!.isp!]);
    }
    desk.tick().pass(16);
    expect(desk.causes()).toEqual(['internet']);
    expect(desk.only().centres).toBe(120);
  });

  test('who falls silent for want of a backup belongs to the provider of its primary link', () => {
    const desk = new Desk([...ptcl, ...nayatel]);
    desk.say('internet', true, ptcl.slice(0, 25), ['PTCL']);
    desk.say('silence', true, ptcl.slice(25, 38)).tick().pass(16);
    expect(desk.causes()).toEqual(['isp PTCL']);
    expect(desk.only().centres).toBe(38);
    expect(desk.book.coverOf(ptcl[30]!.id, 'silence')).toBe(desk.only().id);
  });

  test('silence alone says nothing of the backup’s provider, and adds to what others say', () => {
    const desk = new Desk([...ptcl, ...nayatel]);
    const jazzOnly = ptcl.filter(({ id }) => id % 10 === 0);
    desk.say('silence', true, ptcl.slice(0, 9)).say('silence', true, ptcl.slice(10, 19));
    desk.tick().pass(16);
    expect(desk.causes()).toEqual(['isp PTCL']);
    expect(jazzOnly).toHaveLength(4);
    desk.say('internet', true, jazzOnly.slice(0, 2), ['Jazz']).tick().pass(16);
    expect(desk.causes()).toEqual(['isp PTCL', 'isp Jazz']);
    expect(desk.open().map(({ centres }) => centres)).toEqual([18, 20]);
  });

  test('the way abroad is one incident, whoever the provider', () => {
    const desk = new Desk([...ptcl, ...nayatel]);
    desk
      .say('path', true, [...ptcl.slice(0, 10), ...nayatel.slice(0, 10)])
      .tick()
      .pass(1);
    expect(desk.only()).toMatchObject({ cause: { kind: 'path', key: '', symptom: 'path' } });
  });

  test('when most of those who report fall silent at once, it is us', () => {
    const desk = new Desk([...ptcl, ...nayatel]);
    const silent = [...ptcl.slice(0, 22), ...nayatel.slice(0, 24)];
    desk.say('silence', true, silent).tick();
    expect(desk.only()).toMatchObject({
      cause: { kind: 'server', key: '', symptom: 'silence' },
      centres: 46,
    });
    expect(desk.book.coverOf(1, 'mains'), 'stands for everything').toBe(desk.only().id);
    expect(desk.book.coverOf(1, null)).toBe(desk.only().id);
    expect(desk.book.coverOf(ptcl[39]!.id, 'mains')).toBeNull();
    desk.pass(30).say('silence', false, silent).tick().pass(60);
    expect(desk.open()).toEqual([]);
    expect(desk.eventTypes()).toEqual(['opened', 'left', 'closed']);
  });

  test('an estate of which much has never spoken does not make us blind', () => {
    const desk = new Desk([...ptcl, ...nayatel]);
    for (const { id } of ptcl) desk.unheard.add(id);
    desk.say('silence', true, ptcl).tick().pass(60);
    expect(desk.events).toEqual([]);
    // Of the forty that do report, more than half.
    desk.say('silence', true, nayatel.slice(0, 21)).tick();
    expect(desk.causes()).toEqual(['server']);
  });

  test('the largest provider alone is not us', () => {
    const desk = new Desk([...ptcl, ...nayatel.slice(0, 12)]);
    desk.say('silence', true, ptcl).tick().pass(16);
    expect(desk.causes()).toEqual(['isp PTCL']);
  });
});

describe('mains and lines at once', () => {
  const feeder = placedRow(1, 10);
  const elsewhere = placedRow(101, 10, { city: 'Kasur', feeder: 'K1' });

  test('links that fail for want of power are the feeder’s, whichever is seen first', () => {
    const desk = new Desk([...feeder, ...elsewhere]);
    desk.say('internet', true, feeder.slice(0, 6), ['PTCL']).tick().pass(5);
    desk.say('mains', true, feeder).tick().pass(5);
    desk.say('silence', true, feeder.slice(6)).tick().pass(20);
    expect(desk.causes()).toEqual(['feeder F1']);
    const { id } = desk.only();
    expect(desk.book.coverOf(1, 'internet')).toBe(id);
    expect(desk.book.coverOf(7, 'silence')).toBe(id);
    expect(desk.book.coverOf(7, 'path')).toBeNull();
  });

  test('an incident of the provider that was opened too soon becomes part of the feeder’s', () => {
    const desk = new Desk([...feeder, ...elsewhere]);
    desk.say('internet', true, feeder, ['PTCL']).tick().pass(20);
    expect(desk.causes()).toEqual(['isp-city PTCL, Lahore']);
    const child = desk.only();
    desk.say('mains', true, feeder).tick().pass(16);
    expect(desk.causes()).toEqual(['feeder F1']);
    expect(desk.only()).toMatchObject({ centres: 10, children: [child.id] });
    expect(desk.book.coverOf(1, 'internet')).toBe(desk.only().id);
  });

  test('a provider that failed long before stays the provider’s', () => {
    const desk = new Desk([...feeder, ...elsewhere]);
    desk.say('internet', true, feeder, ['PTCL']).tick().pass(20);
    const provider = desk.only();
    desk.pass(600, 1_000).say('mains', true, feeder).tick().pass(16);
    expect(desk.causes()).toEqual(['isp-city PTCL, Lahore', 'feeder F1']);
    expect(desk.book.coverOf(1, 'internet')).toBe(provider.id);
  });

  test('a centre is back when its link is, or ten minutes after its mains', () => {
    const desk = new Desk([...feeder, ...elsewhere]);
    desk.say('mains', true, feeder).tick().pass(20);
    desk.say('internet', true, feeder, ['PTCL']).tick();
    const { id } = desk.only();
    desk.say('mains', false, feeder).tick();
    expect(desk.only()).toMatchObject({ centres: 10, recovered: 0 });
    desk.pass(60).say('internet', false, feeder.slice(0, 4)).tick();
    expect(desk.only().recovered).toBe(4);
    expect(desk.book.coverOf(5, 'internet')).toBe(id);
    desk.pass(541).pass(16);
    // The others have a trouble of their own by then, and together it has a cause.
    expect(desk.book.incident(id)).toMatchObject({ centres: 10, recovered: 10 });
    expect(desk.causes()).toContain('isp-city PTCL, Lahore');
  });

  test('silence while on battery never makes us blind', () => {
    const desk = new Desk([...feeder, ...elsewhere]);
    desk
      .say('mains', true, [...feeder, ...elsewhere])
      .tick()
      .pass(20);
    const before = desk.causes();
    desk
      .say('silence', true, [...feeder, ...elsewhere])
      .tick()
      .pass(20);
    expect(desk.causes()).toEqual(before);
  });
});
