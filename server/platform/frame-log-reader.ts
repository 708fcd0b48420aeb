/**
 * Reads the spool in order, from any thread or process, while the writer goes on.
 *
 * Only whole frames whose checksum holds are handed out. A frame that is not whole is the end of the
 * log when it is in the newest segment, and is stepped over, and counted, in an older one: the writer
 * leaves such tails behind only for frames it never acknowledged.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { BatchLogReader, LoggedBatch, LogPosition } from '../ports/batch-log.ts';
import {
  contentOf,
  FRAME_HEADER_BYTES,
  headerOf,
  listSegments,
  segmentFile,
  type FrameHeader,
} from './frame-log-format.ts';

const READ_BYTES = 256 * 1024;

interface OpenSegment {
  readonly first: LogPosition;
  readonly handle: FileHandle;
}

export class FrameLogReader implements BatchLogReader {
  readonly #folder: string;
  #open: OpenSegment | undefined;
  #damagedFrames = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Frames, or tails of segments, that were stepped over since this reader began. */
  get damagedFrames(): number {
    return this.#damagedFrames;
  }

  async read(from: LogPosition, bytesMax: number): Promise<LoggedBatch[]> {
    const segments = await this.#segments();
    let index = Math.max(
      0,
      segments.findLastIndex((first) => first <= from),
    );
    const batches: LoggedBatch[] = [];
    let budget = bytesMax;
    for (; index < segments.length && (budget > 0 || batches.length === 0); index += 1) {
      const first = segments[index] ?? 0;
      const handle = await this.#handleOf(first);
      // Let go of by the writer since we looked: everything in it was released.
      if (handle === undefined) continue;
      const found = await this.#readSegment(handle, {
        first,
        offset: Math.max(0, from - first),
        bytesMax: budget,
        atLeastOne: batches.length === 0,
        newest: index === segments.length - 1,
      });
      for (const batch of found.batches) {
        batches.push(batch);
        budget -= batch.bytes.byteLength;
      }
      if (!found.exhausted) break;
    }
    return batches;
  }

  async close(): Promise<void> {
    await this.#open?.handle.close();
    this.#open = undefined;
  }

  async #segments(): Promise<LogPosition[]> {
    try {
      return await listSegments(this.#folder);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  async #handleOf(first: LogPosition): Promise<FileHandle | undefined> {
    if (this.#open?.first === first) return this.#open.handle;
    await this.close();
    try {
      const handle = await open(join(this.#folder, segmentFile(first)), 'r');
      this.#open = { first, handle };
      return handle;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async #readSegment(
    handle: FileHandle,
    ask: {
      readonly first: LogPosition;
      readonly offset: number;
      readonly bytesMax: number;
      readonly atLeastOne: boolean;
      readonly newest: boolean;
    },
  ): Promise<{ batches: LoggedBatch[]; exhausted: boolean }> {
    const batches: LoggedBatch[] = [];
    const window = new FileWindow(handle);
    let budget = ask.bytesMax;
    for (let offset = ask.offset; ;) {
      const frame = await storedFrameAt(window, offset);
      if (frame === undefined) {
        const tail = (await window.at(offset, 1)).byteLength > 0;
        if (tail && !ask.newest) this.#damagedFrames += 1;
        return { batches, exhausted: true };
      }
      const first = ask.atLeastOne && batches.length === 0;
      if (!first && frame.header.rawBytes > budget) return { batches, exhausted: false };
      const bytes = contentOf(frame.header, frame.stored);
      if (bytes !== undefined) {
        batches.push({ bytes, next: ask.first + frame.end });
        budget -= bytes.byteLength;
      } else if (ask.newest && !(await isFrameAt(window, frame.end))) {
        return { batches, exhausted: true };
      } else {
        this.#damagedFrames += 1;
      }
      offset = frame.end;
    }
  }
}

interface StoredFrame {
  readonly header: FrameHeader;
  readonly stored: Uint8Array;
  /** Offset after it. */
  readonly end: number;
}

/** The whole frame at `offset`, damaged or not; undefined when there is none, or not all of it. */
async function storedFrameAt(window: FileWindow, offset: number): Promise<StoredFrame | undefined> {
  const header = headerOf(await window.at(offset, FRAME_HEADER_BYTES));
  if (header === undefined) return undefined;
  const bodyAt = offset + FRAME_HEADER_BYTES;
  const stored = await window.at(bodyAt, header.storedBytes);
  if (stored.byteLength !== header.storedBytes) return undefined;
  return { header, stored, end: bodyAt + header.storedBytes };
}

async function isFrameAt(window: FileWindow, offset: number): Promise<boolean> {
  return headerOf(await window.at(offset, FRAME_HEADER_BYTES)) !== undefined;
}

/** A moving buffered view of a file; shorter than asked for at the end of the file. */
class FileWindow {
  readonly #handle: FileHandle;
  #bytes = new Uint8Array(0);
  #start = 0;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async at(offset: number, length: number): Promise<Uint8Array> {
    if (offset < this.#start || offset + length > this.#start + this.#bytes.byteLength) {
      const bytes = new Uint8Array(Math.max(length, READ_BYTES));
      const { bytesRead } = await this.#handle.read(bytes, 0, bytes.byteLength, offset);
      this.#bytes = bytes.subarray(0, bytesRead);
      this.#start = offset;
    }
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + length);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
