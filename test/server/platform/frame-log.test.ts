import { createCipheriv, createHash } from 'node:crypto';
import { appendFile, mkdtemp, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FrameLogReader } from '../../../server/platform/frame-log-reader.ts';
import { FrameLogWriter, SpoolFullError } from '../../../server/platform/frame-log.ts';

const MEBIBYTE = 1024 * 1024;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frame-log-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Bytes that do not compress, from a seed. */
function noise(length: number, seed: number): Uint8Array {
  const key = createHash('sha256').update(String(seed)).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}

async function contents(from = 0): Promise<string[]> {
  const reader = new FrameLogReader(folder);
  const texts: string[] = [];
  let position = from;
  for (;;) {
    const batches = await reader.read(position, MEBIBYTE);
    if (batches.length === 0) break;
    for (const { bytes, next } of batches) {
      texts.push(Buffer.from(bytes).toString());
      position = next;
    }
  }
  await reader.close();
  return texts;
}

async function segmentPaths(): Promise<string[]> {
  return (await readdir(folder)).sort().map((name) => join(folder, name));
}

describe('a log of frames', () => {
  test('hands out what was appended, in order, to a reader that was there before', async () => {
    const reader = new FrameLogReader(join(folder, 'spool'));
    expect(await reader.read(0, MEBIBYTE)).toEqual([]);
    const writer = await FrameLogWriter.open(join(folder, 'spool'), { bytesMax: MEBIBYTE });
    const first = await writer.append(Buffer.from('one'));
    const [batch] = await reader.read(0, MEBIBYTE);
    expect(Buffer.from(batch?.bytes ?? []).toString()).toBe('one');
    expect(batch?.next).toBe(first);
    expect(await reader.read(first, MEBIBYTE)).toEqual([]);
    const next = await Promise.all(
      ['two', 'three'].map((text) => writer.append(Buffer.from(text))),
    );
    expect(writer.end).toBe(next[1]);
    const following = await reader.read(first, MEBIBYTE);
    expect(following.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['two', 'three']);
    await writer.close();
    await reader.close();
  });

  test('gives no position twice over a restart, and continues where it was', async () => {
    const before = await FrameLogWriter.open(folder, { bytesMax: MEBIBYTE });
    const position = await before.append(Buffer.from('before'));
    await before.close();
    const after = await FrameLogWriter.open(folder, { bytesMax: MEBIBYTE });
    expect(after.end).toBeGreaterThan(position);
    await after.append(Buffer.from('after'));
    await after.close();
    expect(await contents()).toEqual(['before', 'after']);
    expect(await contents(position)).toEqual(['after']);
  });

  test('of an older copy goes on after what its reader has stored since', async () => {
    const copied = await FrameLogWriter.open(folder, { bytesMax: MEBIBYTE });
    const stored = (await copied.append(Buffer.from('copied'))) + 500 * MEBIBYTE;
    await copied.close();
    const writer = await FrameLogWriter.open(folder, { bytesMax: MEBIBYTE, positionMin: stored });
    await writer.append(Buffer.from('new'));
    expect(await contents(stored)).toEqual(['new']);
    await writer.release(stored);
    await writer.close();
    expect(await contents()).toEqual(['new']);
  });

  test('ends at a torn tail, and a new writer cuts it off', async () => {
    const writer = await FrameLogWriter.open(folder, { bytesMax: MEBIBYTE });
    await writer.append(Buffer.from('whole'));
    await writer.append(Buffer.from('torn'));
    await writer.close();
    const [path = ''] = await segmentPaths();
    const { size } = await stat(path);
    const handle = await open(path, 'r+');
    await handle.truncate(size - 3);
    await handle.close();
    expect(await contents()).toEqual(['whole']);
    const again = await FrameLogWriter.open(folder, { bytesMax: MEBIBYTE });
    await again.append(Buffer.from('later'));
    await again.close();
    expect(await contents()).toEqual(['whole', 'later']);
  });

  test('takes anything at all as a torn tail', async () => {
    const writer = await FrameLogWriter.open(folder, { bytesMax: MEBIBYTE });
    await writer.append(Buffer.from('whole'));
    await writer.close();
    const [path = ''] = await segmentPaths();
    await appendFile(path, noise(100_000, 7));
    expect(await contents()).toEqual(['whole']);
    await (await FrameLogWriter.open(folder, { bytesMax: MEBIBYTE })).close();
    expect(await contents()).toEqual(['whole']);
  });

  test('steps over a damaged frame and counts it', async () => {
    const writer = await FrameLogWriter.open(folder, { bytesMax: MEBIBYTE });
    const start = writer.end;
    const afterFirst = await writer.append(Buffer.from('first'));
    await writer.append(Buffer.from('second'));
    await writer.append(Buffer.from('third'));
    await writer.close();
    const [path = ''] = await segmentPaths();
    const handle = await open(path, 'r+');
    await handle.write(Buffer.from([0xff, 0xff]), 0, 2, afterFirst - start + 18);
    await handle.close();
    const reader = new FrameLogReader(folder);
    const batches = await reader.read(0, MEBIBYTE);
    expect(batches.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['first', 'third']);
    expect(reader.damagedFrames).toBe(1);
    await reader.close();
  });

  test('reads no more than asked for, but always at least one', async () => {
    const writer = await FrameLogWriter.open(folder, { bytesMax: 8 * MEBIBYTE });
    for (let seed = 0; seed < 3; seed += 1) await writer.append(noise(400_000, seed));
    const reader = new FrameLogReader(folder);
    expect(await reader.read(0, 1)).toHaveLength(1);
    expect(await reader.read(0, 900_000)).toHaveLength(2);
    expect(await reader.read(0, 8 * MEBIBYTE)).toHaveLength(3);
    await reader.close();
    await writer.close();
  });

  test('refuses more than its limit until stored segments are let go', async () => {
    const writer = await FrameLogWriter.open(folder, { bytesMax: MEBIBYTE });
    const positions: number[] = [];
    let refusal: unknown;
    for (let seed = 0; refusal === undefined; seed += 1) {
      await writer.append(noise(100_000, seed)).then(
        (position) => positions.push(position),
        (error: unknown) => (refusal = error),
      );
    }
    expect(refusal).toBeInstanceOf(SpoolFullError);
    expect(writer.bytes).toBeLessThanOrEqual(MEBIBYTE);
    expect(positions.length).toBeGreaterThan(8);
    await writer.release(writer.end);
    await writer.append(Buffer.from('room again'));
    expect((await contents()).at(-1)).toBe('room again');
    await writer.close();
  });

  test('a position before the oldest kept segment continues at the oldest', async () => {
    const writer = await FrameLogWriter.open(folder, { bytesMax: MEBIBYTE });
    const first = await writer.append(noise(300_000, 1));
    const second = await writer.append(Buffer.from('kept'));
    await writer.release(first);
    expect(await segmentPaths()).toHaveLength(1);
    expect(await contents(0)).toEqual(['kept']);
    await writer.release(second);
    expect(await segmentPaths(), 'the newest segment stays').toHaveLength(1);
    expect(await contents(0)).toEqual(['kept']);
    await writer.close();
  });

  test('what is stored makes room even where the newest segment holds it all', async () => {
    const writer = await FrameLogWriter.open(folder, { bytesMax: MEBIBYTE });
    const position = await writer.append(noise(700_000, 1));
    await expect(writer.append(noise(700_000, 2))).rejects.toBeInstanceOf(SpoolFullError);
    await writer.release(position);
    const next = await writer.append(noise(700_000, 2));
    expect(next).toBeGreaterThan(position);
    const reader = new FrameLogReader(folder);
    expect(await reader.read(position, MEBIBYTE)).toHaveLength(1);
    await reader.close();
    await writer.close();
  });

  test('a disk that refuses a segment rejects that append only, and nothing is half there', async () => {
    const writer = await FrameLogWriter.open(folder, { bytesMax: MEBIBYTE });
    const obstacle = join(folder, `${String(writer.end).padStart(16, '0')}.frames`);
    await writeFile(obstacle, '');
    await expect(writer.append(Buffer.from('refused'))).rejects.toMatchObject({
      code: 'spool_write_failed',
    });
    expect(writer.bytes).toBe(0);
    await writer.append(Buffer.from('accepted'));
    await writer.close();
    expect(await contents()).toEqual(['accepted']);
  });

  test('refuses to append once closed', async () => {
    const writer = await FrameLogWriter.open(folder, { bytesMax: MEBIBYTE });
    await writer.close();
    await expect(writer.append(Buffer.from('late'))).rejects.toThrow('it is closed');
  });
});
