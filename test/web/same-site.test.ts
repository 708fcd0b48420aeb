/** Promise: signing in never leads to another site. */
import { expect, test } from 'vitest';
import { sameSitePath } from '../../web/src/lib/same-site.ts';

test('addresses of this site are kept with their search and fragment', () => {
  expect(sameSitePath('/noc?q=lhr&health=down#top')).toBe('/noc?q=lhr&health=down#top');
});

test.each([
  null,
  '',
  'https://elsewhere.example/',
  '//elsewhere.example/',
  '/\\elsewhere.example/',
  '\\\\elsewhere.example',
  '/\t/elsewhere.example',
  'javascript:alert(1)',
  'noc',
])('%j leads to the wall', (next) => {
  expect(sameSitePath(next)).toBe('/wall');
});
