/** Promises of the two languages: nothing missing, nothing left in the other one. */
import { expect, test } from 'vitest';
import { en } from '../../../web/src/lib/i18n/en.ts';
import { directionOf } from '../../../web/src/lib/i18n/language.ts';
import { ur } from '../../../web/src/lib/i18n/ur.ts';

type Leaf = string | ((...values: string[]) => string);

function leavesOf(branch: object, path = ''): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  for (const [name, value] of Object.entries(branch) as [string, Leaf | object][]) {
    const at = path === '' ? name : `${path}.${name}`;
    if (typeof value === 'object')
      for (const [key, leaf] of leavesOf(value, at)) leaves.set(key, leaf);
    else leaves.set(at, value);
  }
  return leaves;
}

function textOf(leaf: Leaf): string {
  return typeof leaf === 'string' ? leaf : leaf('«1»', '«2»', '«3»');
}

const english = leavesOf(en);
const urdu = leavesOf(ur);
/** The same in both: numbers, and names of things that have no Urdu one. */
const SAME =
  /^(setup\.samples\..*\.title|list\.csv|chart\.describe|estate\.chosen|estate\.export(Csv|Json)|(figures|maintenance)\.by|rules\.versionBy|system\.engines\.influx)$/;

test('both languages have the same messages, lists of the same length included', () => {
  expect([...urdu.keys()].toSorted()).toEqual([...english.keys()].toSorted());
});

test('no message is empty', () => {
  for (const [path, leaf] of [...english, ...urdu]) expect(textOf(leaf).trim(), path).not.toBe('');
});

test('what stands in a message in English stands in it in Urdu', () => {
  for (const [path, leaf] of english) {
    const given = textOf(leaf).match(/«\d»/g)?.toSorted() ?? [];
    const shown =
      textOf(urdu.get(path) ?? '')
        .match(/«\d»/g)
        ?.toSorted() ?? [];
    expect(shown, path).toEqual(given);
  }
});

test('Urdu messages are in Urdu script', () => {
  for (const [path, leaf] of urdu) {
    if (!SAME.test(path)) expect(textOf(leaf), path).toMatch(/\p{Script=Arabic}/u);
  }
});

test('Urdu reads from the right', () => {
  expect(directionOf('ur')).toBe('rtl');
  expect(directionOf('en')).toBe('ltr');
});
