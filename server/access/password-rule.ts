/**
 * Which passwords are refused: short ones, those everybody tries first, and the account's own name.
 *
 * Length is what counts; there are no rules on what it is composed of.
 */
import { WeakPasswordError } from './errors.ts';

const PASSWORD_LENGTH_MIN = 10;
/** Bounds the work that a password can make. */
export const PASSWORD_LENGTH_MAX = 200;

/** The most tried ones that are long enough, in lower case. */
const WORST = new Set([
  '0123456789',
  '01234567890',
  '0987654321',
  '1234567890',
  '12345678910',
  '1234567891',
  '123456789a',
  '123456789q',
  '1234512345',
  '1122334455',
  '1q2w3e4r5t',
  '1q2w3e4r5t6y',
  '1qaz2wsx3edc',
  'q1w2e3r4t5',
  'q1w2e3r4t5y6',
  'qwertyuiop',
  'qwertyuiop123',
  'qwerty1234',
  'qwerty12345',
  'qwerty123456',
  'asdfghjkl1',
  'asdfghjkl;',
  'asdfghjkl123',
  'zaq12wsxcde3',
  'abcdefghij',
  'abcdefghijk',
  'abc123456789',
  'abcd123456',
  'password01',
  'password11',
  'password12',
  'password123',
  'password1234',
  'password12345',
  'password123!',
  'passwordpassword',
  'p@ssw0rd123',
  'p@ssword123',
  'passw0rd123',
  'iloveyou123',
  'letmein123',
  'welcome123',
  'welcome1234',
  'changeme123',
  'administrator',
  'administrator1',
  'adminadmin',
  'admin12345',
  'admin123456',
  'admin@12345',
  'superadmin',
  'pakistan12',
  'pakistan123',
  'pakistan1234',
  'pakistan786',
  'pakistan1947',
  'pakistan@123',
  'islamabad123',
  'lahore12345',
  'karachi123',
  'bismillah786',
  'bismillah1',
  'nigehban12',
  'nigehban123',
  'nigehban1234',
  'erozgar123',
  'e-rozgar123',
]);

/** Throws WeakPasswordError with the reason. */
export function checkPassword({
  email,
  password,
}: {
  readonly email: string;
  readonly password: string;
}): void {
  const { length } = Array.from(password);
  if (length < PASSWORD_LENGTH_MIN) {
    throw new WeakPasswordError(
      `it has ${length} characters, wanted at least ${PASSWORD_LENGTH_MIN}`,
    );
  }
  if (length > PASSWORD_LENGTH_MAX) {
    throw new WeakPasswordError(
      `it has ${length} characters, wanted at most ${PASSWORD_LENGTH_MAX}`,
    );
  }
  const folded = password.normalize('NFKC').toLowerCase();
  if (WORST.has(folded) || new Set(folded).size === 1) {
    throw new WeakPasswordError('it is one of those that are tried first, wanted another');
  }
  const account = email.toLowerCase();
  if (folded === account || folded === account.split('@', 1)[0]) {
    throw new WeakPasswordError('it is the name of the account, wanted another');
  }
}
