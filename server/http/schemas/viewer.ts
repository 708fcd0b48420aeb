/** Accounts on the wire: who is signed in, and what they send to become so. */
import { z } from 'zod';
import { LANGUAGES } from '#domain/page-context.ts';
import { PROVINCE_CODES } from '#domain/province.ts';
import { ROLES } from '#domain/viewer.ts';
import { SAMPLE_SIZES } from '../../ports/setup.ts';

/** Longer passwords would let strangers make us hash for long. */
const PASSWORD_LENGTH_MAX = 256;
const NAME_LENGTH_MAX = 100;
const EMAIL_LENGTH_MAX = 254;
const TOKEN_DAYS_MAX = 730;

const name = z.string().trim().min(1).max(NAME_LENGTH_MAX);
const password = z.string().min(1).max(PASSWORD_LENGTH_MAX);

export const viewerSchema = z
  .strictObject({
    id: z.int(),
    email: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    scope: z.union([
      z.strictObject({ type: z.literal('nation') }),
      z.strictObject({ type: z.literal('province'), province: z.enum(PROVINCE_CODES) }),
      z.strictObject({ type: z.literal('centres'), codes: z.array(z.string()) }),
    ]),
  })
  .meta({ id: 'Viewer', description: 'An account, and how much of the country it may see.' });

export const sessionSchema = z
  .strictObject({
    viewer: viewerSchema,
    expiresAtMs: z.number().meta({ description: 'Epoch milliseconds.' }),
  })
  .meta({ id: 'Session' });

export const setupRequestSchema = z.strictObject({
  language: z.enum(LANGUAGES),
  name,
  email: z.email().max(EMAIL_LENGTH_MAX),
  password,
  sampleCentres: z
    .literal(SAMPLE_SIZES)
    .nullable()
    .meta({ description: 'Centres of the sample estate; null keeps the estate as it is.' }),
});

/** Any text may be tried as an address: whether an account has it is not said here. */
export const signInRequestSchema = z.strictObject({
  email: z.string().max(EMAIL_LENGTH_MAX),
  password,
});

export const tokenRequestSchema = z.strictObject({
  name: name.meta({ description: 'What the token is for, as lists will show it.' }),
  days: z.int().min(1).max(TOKEN_DAYS_MAX),
});

export const tokenSchema = z.strictObject({
  token: z.string().meta({ description: 'Shown this once; only its hash is kept.' }),
  expiresAtMs: z.number(),
});
