import { expect, test } from 'vitest';
import { WeakPasswordError } from '../../../server/access/errors.ts';
import { checkPassword, PASSWORD_LENGTH_MAX } from '../../../server/access/password-rule.ts';

const email = 'ayesha.khan@example.pk';

test.each([
  ['nine characters', 'k7#pQ2vX9'],
  ['one of the worst', 'password123'],
  ['one of the worst in capitals', 'PASSWORD123'],
  ['one of the worst in wide letters', 'ｐａｓｓｗｏｒｄ１２３'],
  ['one character over and over', 'aaaaaaaaaaaa'],
  ['the address', email],
  ['the address in capitals', email.toUpperCase()],
  ['the name in the address', 'ayesha.khan'],
  ['more than can be wanted', 'x1'.repeat(PASSWORD_LENGTH_MAX)],
  ['nothing', ''],
])('refuses %s', (_what, password) => {
  expect(() => {
    checkPassword({ email, password });
  }).toThrow(WeakPasswordError);
});

test.each([
  ['ten small letters that nobody tries first', 'mulberryox'],
  ['a sentence', 'the tea is on the left of the samovar'],
  ['Urdu', 'چائے کی پیالی میز پر'],
  ['ten characters outside the basic plane', '🍵🍋🫖🧊🍯🥭🍇🍉🍌🍍'],
])('takes %s', (_what, password) => {
  expect(() => {
    checkPassword({ email, password });
  }).not.toThrow();
});
