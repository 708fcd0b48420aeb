import { expect, test } from 'vitest';
import { InvalidSettingError } from '../../../server/access/errors.ts';
import { SqliteSettings } from '../../../server/access/instance-settings.ts';
import { openAccessDatabase } from './support.ts';

test('settings begin unchosen, change one by one and outlive the process', () => {
  const database = openAccessDatabase();
  const settings = new SqliteSettings(database);
  expect(settings.current()).toEqual({
    programmeName: null,
    language: 'en',
    sampleCentres: null,
    sampleSeed: 1,
  });
  settings.change({ language: 'ur' });
  settings.change({ sampleCentres: 50, programmeName: ' ای روزگار ' });
  const chosen = { programmeName: 'ای روزگار', language: 'ur', sampleCentres: 50, sampleSeed: 1 };
  expect(settings.current()).toEqual(chosen);
  expect(new SqliteSettings(database).current()).toEqual(chosen);
});

test('a setting that cannot be is refused and the old one stays', () => {
  const settings = new SqliteSettings(openAccessDatabase());
  settings.change({ programmeName: 'e-Rozgar' });
  expect(() => settings.change({ programmeName: 'x'.repeat(61) })).toThrow(InvalidSettingError);
  expect(settings.current().programmeName).toBe('e-Rozgar');
});

test('a stored value that no longer fits is as if never chosen', () => {
  const database = openAccessDatabase();
  new SqliteSettings(database).change({ sampleCentres: 50 });
  database.sqlite.exec(`UPDATE setting SET value = '"fr"' WHERE name = 'language'`);
  expect(new SqliteSettings(database).current()).toMatchObject({
    language: 'en',
    sampleCentres: 50,
  });
});
