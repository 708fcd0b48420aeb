/**
 * The bytes of the spool: frames, segment files and how both are checked.
 *
 * Frame, little endian: u32 magic | u32 stored length | u32 raw length | u32 CRC32 of the stored
 * bytes | stored bytes (zstd, level 1). A segment file is frames and nothing else; its name is the
 * position of its first byte, so a position within it is that number plus the offset.
 */
import { open, readdir } from 'node:fs/promises';
import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { LogPosition } from '../ports/batch-log.ts';

const MAGIC = 0x3146_474e; // "NGF1"
export const FRAME_HEADER_BYTES = 16;
/** Most bytes of one frame before compression. */
export const FRAME_BYTES_MAX = 32 * 1024 * 1024;
/** zstd's own worst case for incompressible input of that size, with room. */
const STORED_BYTES_MAX = FRAME_BYTES_MAX + FRAME_BYTES_MAX / 128;

const ZSTD_LEVEL = 1;
const SEGMENT_NAME = /^(\d{16})\.frames$/;
const SCAN_BYTES = 1024 * 1024;

export interface FrameHeader {
  readonly storedBytes: number;
  readonly rawBytes: number;
  readonly checksum: number;
}

export function encodeFrame(bytes: Uint8Array): Uint8Array {
  const stored = zstdCompressSync(bytes, {
    params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL },
  });
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + stored.byteLength);
  frame.writeUInt32LE(MAGIC, 0);
  frame.writeUInt32LE(stored.byteLength, 4);
  frame.writeUInt32LE(bytes.byteLength, 8);
  frame.writeUInt32LE(crc32(stored), 12);
  frame.set(stored, FRAME_HEADER_BYTES);
  return frame;
}

/** The header at the start of `bytes`, or undefined when there is none that could be ours. */
export function headerOf(bytes: Uint8Array): FrameHeader | undefined {
  if (bytes.byteLength < FRAME_HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, FRAME_HEADER_BYTES);
  const storedBytes = view.getUint32(4, true);
  const rawBytes = view.getUint32(8, true);
  if (view.getUint32(0, true) !== MAGIC) return undefined;
  if (storedBytes > STORED_BYTES_MAX || rawBytes > FRAME_BYTES_MAX) return undefined;
  return { storedBytes, rawBytes, checksum: view.getUint32(12, true) };
}

/** The frame's bytes as they were appended, or undefined when the stored ones are damaged. */
export function contentOf(header: FrameHeader, stored: Uint8Array): Uint8Array | undefined {
  if (crc32(stored) !== header.checksum) return undefined;
  if (header.rawBytes === 0) return new Uint8Array(0);
  const raw = zstdDecompressSync(stored, { maxOutputLength: header.rawBytes });
  return raw.byteLength === header.rawBytes ? raw : undefined;
}

export function segmentFile(first: LogPosition): string {
  return `${String(first).padStart(16, '0')}.frames`;
}

/** First positions of a folder's segments, ascending; other files are not looked at. */
export async function listSegments(folder: string): Promise<LogPosition[]> {
  const names = await readdir(folder);
  return names
    .flatMap((name) => {
      const match = SEGMENT_NAME.exec(name);
      return match === null ? [] : [Number(match[1])];
    })
    .sort((one, other) => one - other);
}

/** Bytes from the start of a segment up to the end of its last whole, undamaged frame. */
export async function goodBytesOf(path: string): Promise<number> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    let good = 0;
    let offset = 0;
    let chunk = new Uint8Array(0);
    let chunkAt = 0;
    const at = async (start: number, length: number): Promise<Uint8Array> => {
      if (start < chunkAt || start + length > chunkAt + chunk.byteLength) {
        const bytes = new Uint8Array(Math.min(size - start, Math.max(length, SCAN_BYTES)));
        await handle.read(bytes, 0, bytes.byteLength, start);
        chunk = bytes;
        chunkAt = start;
      }
      return chunk.subarray(start - chunkAt, start - chunkAt + length);
    };
    while (offset + FRAME_HEADER_BYTES <= size) {
      const header = headerOf(await at(offset, FRAME_HEADER_BYTES));
      if (header === undefined) break;
      const end = offset + FRAME_HEADER_BYTES + header.storedBytes;
      if (end > size) break;
      const stored = await at(offset + FRAME_HEADER_BYTES, header.storedBytes);
      // A damaged frame between whole ones is kept: readers step over it, and those after it count.
      if (crc32(stored) === header.checksum) good = end;
      offset = end;
    }
    return good;
  } finally {
    await handle.close();
  }
}
