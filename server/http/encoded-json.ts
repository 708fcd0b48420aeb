/** A large answer encoded once and sent many times. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

export interface EncodedJson {
  /** Weak, because it names the content whatever its encoding. */
  readonly etag: string;
  readonly bytes: Uint8Array;
  readonly gzipped: Uint8Array;
}

export async function encodeJson(value: unknown): Promise<EncodedJson> {
  const bytes = Buffer.from(JSON.stringify(value));
  const digest = createHash('sha256').update(bytes).digest('base64url');
  return { etag: `W/"${digest}"`, bytes, gzipped: await promisify(gzip)(bytes) };
}
