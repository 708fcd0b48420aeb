import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guarded, separatorOf, unguarded } from '../../../server/platform/spreadsheet-cells.ts';

test.each([
  ['=HYPERLINK("http://x")', `'=HYPERLINK("http://x")`],
  ['+92 42 111', `'+92 42 111`],
  ['-1', `'-1`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['＝1+1', `'＝1+1`],
  [`'=1`, `''=1`],
  [`'tis plain`, `'tis plain`],
  ['لاہور', 'لاہور'],
])('%s is exported as %s', (text, cell) => {
  expect(guarded(text)).toBe(cell);
});

test('no cell begins a formula, and every text comes back', () => {
  const text = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', 'a', 'ل') });
  fc.assert(
    fc.property(text, (original) => {
      expect(guarded(original)).not.toMatch(/^[=+\-@\t\r]/);
      expect(unguarded(guarded(original))).toBe(original);
    }),
  );
});

test.each([
  ['code,name\na;b;c,d', ','],
  ['code;name;city\r\na,b,c,d,e', ';'],
  ['code\tname', '\t'],
  ['code', ','],
])('the separator of %j is %j', (text, separator) => {
  expect(separatorOf(text)).toBe(separator);
});
