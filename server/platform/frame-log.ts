/**
 * Writes the spool: an append-only log of opaque frames in segment files of one folder.
 *
 * A frame is acknowledged to the caller only when it is on disk (fdatasync, shared by everything
 * that waits at that moment). After a failed write the segment is cut back to its last good frame
 * and left behind; the next frame begins a new one. Positions are never given twice, not even to
 * frames that were seen by a reader and then lost to a power cut: every segment that does not follow
 * a clean end begins `POSITION_GAP` further on, and an empty folder begins at a position taken from
 * the clock. One writer per folder; readers (`frame-log-reader.ts`) may be anywhere.
 *
 * It never interprets frames and never decides what may be let go: its owner does.
 */
import { mkdir, open, stat, truncate, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogPosition } from '../ports/batch-log.ts';
import { OperationalError } from './errors.ts';
import {
  encodeFrame,
  FRAME_BYTES_MAX,
  goodBytesOf,
  listSegments,
  segmentFile,
} from './frame-log-format.ts';

export const SEGMENT_BYTES_MAX = 16 * 1024 * 1024;

/** Most bytes of one write, a single larger frame excepted. */
const GROUP_BYTES_MAX = 16 * 1024 * 1024;

/** More than one write can hold, so that what an interrupted write has shown is never reused. */
const POSITION_GAP = 2 * FRAME_BYTES_MAX;

/** An empty folder begins here per millisecond of clock: faster than any log of ours grows. */
const POSITIONS_PER_MS = 1_024;

/** The log holds as much as it may; nothing was kept of the refused frame. */
export class SpoolFullError extends OperationalError {
  readonly code = 'spool_full';
}

/** The disk refused a frame; nothing was kept of it, and a later one may succeed. */
export class SpoolWriteError extends OperationalError {
  readonly code = 'spool_write_failed';
}

interface Segment {
  readonly first: LogPosition;
  bytes: number;
}

interface PendingFrame {
  readonly frame: Uint8Array;
  readonly resolve: (next: LogPosition) => void;
  readonly reject: (error: Error) => void;
}

export interface FrameLogOptions {
  /** Most bytes on disk; above, `append` rejects with SpoolFullError until `release` frees some. */
  readonly bytesMax: number;
  /**
   * No frame begins before this: what its reader has stored up to, by its own account. A folder that
   * was put back from an older copy would else give positions that the reader takes for stored.
   */
  readonly positionMin?: LogPosition;
}

export class FrameLogWriter {
  readonly #folder: string;
  readonly #bytesMax: number;
  readonly #segmentBytesMax: number;
  readonly #segments: Segment[];
  #end: LogPosition;
  #handle: FileHandle | undefined;
  #keptBytes: number;
  #pending: PendingFrame[] = [];
  #pendingBytes = 0;
  #flushing: Promise<void> | undefined;
  #closed = false;

  private constructor(
    folder: string,
    { bytesMax, positionMin = 0 }: FrameLogOptions,
    found: { segments: Segment[]; end: LogPosition },
  ) {
    this.#folder = folder;
    this.#bytesMax = bytesMax;
    this.#segmentBytesMax = Math.min(SEGMENT_BYTES_MAX, Math.ceil(bytesMax / 4));
    this.#segments = found.segments;
    this.#end = Math.max(found.end, positionMin);
    this.#keptBytes = found.segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Opens or creates the log in `folder`, cutting off a torn tail. */
  static async open(folder: string, options: FrameLogOptions): Promise<FrameLogWriter> {
    await mkdir(folder, { recursive: true });
    const segments: Segment[] = [];
    for (const first of await listSegments(folder)) {
      const { size } = await stat(join(folder, segmentFile(first)));
      segments.push({ first, bytes: size });
    }
    const last = segments.at(-1);
    if (last === undefined) {
      return new FrameLogWriter(folder, options, { segments, end: Date.now() * POSITIONS_PER_MS });
    }
    const path = join(folder, segmentFile(last.first));
    const goodBytes = await goodBytesOf(path);
    if (goodBytes < last.bytes) await truncate(path, goodBytes);
    last.bytes = goodBytes;
    return new FrameLogWriter(folder, options, {
      segments,
      end: last.first + goodBytes + POSITION_GAP,
    });
  }

  /** Where the next frame will begin. */
  get end(): LogPosition {
    return this.#end;
  }

  /** Bytes on disk, plus those on their way there. */
  get bytes(): number {
    return this.#keptBytes + this.#pendingBytes;
  }

  /**
   * Resolves to the position after the frame once it is durable. Rejects with SpoolFullError or
   * SpoolWriteError; then nothing of it remains and a later append may succeed.
   */
  append(bytes: Uint8Array): Promise<LogPosition> {
    if (this.#closed) {
      return Promise.reject(new SpoolWriteError('Cannot append to the spool: it is closed'));
    }
    if (bytes.byteLength > FRAME_BYTES_MAX) {
      return Promise.reject(
        new SpoolWriteError(
          `Cannot append ${bytes.byteLength} bytes to the spool: at most ${FRAME_BYTES_MAX} fit a frame`,
        ),
      );
    }
    const frame = encodeFrame(bytes);
    if (this.bytes + frame.byteLength > this.#bytesMax) {
      return Promise.reject(
        new SpoolFullError(
          `Cannot append to the spool "${this.#folder}": it holds ${this.bytes} of ${this.#bytesMax} bytes`,
        ),
      );
    }
    this.#pendingBytes += frame.byteLength;
    const { promise, resolve, reject } = Promise.withResolvers<LogPosition>();
    this.#pending.push({ frame, resolve, reject });
    this.#flushing ??= this.#flush();
    return promise;
  }

  /**
   * Deletes the segments that lie wholly before `position`. The newest stays, so that positions go on
   * from it, unless room is short; then an empty one takes its place.
   */
  async release(position: LogPosition): Promise<void> {
    if (this.#flushing === undefined && this.#isNewestInTheWay(position)) {
      this.#flushing = this.#replaceNewest();
      await this.#flushing;
    }
    for (;;) {
      const [oldest, second] = this.#segments;
      if (oldest === undefined || second === undefined || second.first > position) return;
      this.#segments.shift();
      this.#keptBytes -= oldest.bytes;
      await unlink(join(this.#folder, segmentFile(oldest.first)));
    }
  }

  /** Waits for what was appended, then closes the file. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#flushing;
    await this.#handle?.close();
    this.#handle = undefined;
  }

  /** Writes until nothing waits. Never rejects: each frame's caller hears of its own fate. */
  async #flush(): Promise<void> {
    while (this.#pending.length > 0) await this.#flushGroup(this.#takeGroup());
    // In the same turn as the last look at the queue: an append after it must start a new flush.
    this.#flushing = undefined;
  }

  async #flushGroup(group: readonly PendingFrame[]): Promise<void> {
    const bytes = Buffer.concat(group.map(({ frame }) => frame));
    try {
      await this.#write(bytes);
    } catch (cause) {
      await this.#abandonSegment();
      this.#pendingBytes -= bytes.byteLength;
      const state = cause instanceof Error ? cause.message : String(cause);
      const error = new SpoolWriteError(`Cannot append to the spool "${this.#folder}": ${state}`, {
        cause,
      });
      for (const { reject } of group) reject(error);
      return;
    }
    this.#pendingBytes -= bytes.byteLength;
    for (const { frame, resolve } of group) {
      this.#end += frame.byteLength;
      resolve(this.#end);
    }
  }

  #isNewestInTheWay(position: LogPosition): boolean {
    const newest = this.#segments.at(-1);
    if (newest === undefined || newest.bytes === 0 || this.#closed) return false;
    return position >= newest.first + newest.bytes && this.bytes > this.#bytesMax / 2;
  }

  async #replaceNewest(): Promise<void> {
    try {
      await this.#handle?.close();
      this.#handle = undefined;
      await this.#beginSegment();
    } catch {
      // No new file, no matter: the newest stays, and the next append meets the same disk.
      await this.#abandonSegment();
    }
    await this.#flush();
  }

  #takeGroup(): PendingFrame[] {
    let bytes = 0;
    let count = 0;
    for (const { frame } of this.#pending) {
      if (count > 0 && bytes + frame.byteLength > GROUP_BYTES_MAX) break;
      bytes += frame.byteLength;
      count += 1;
    }
    return this.#pending.splice(0, count);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const { segment, handle } = await this.#writableSegment();
    let written = 0;
    while (written < bytes.byteLength) {
      const { bytesWritten } = await handle.write(
        bytes,
        written,
        bytes.byteLength - written,
        segment.bytes + written,
      );
      written += bytesWritten;
    }
    await handle.datasync();
    segment.bytes += bytes.byteLength;
    this.#keptBytes += bytes.byteLength;
  }

  async #writableSegment(): Promise<{ segment: Segment; handle: FileHandle }> {
    const current = this.#segments.at(-1);
    if (this.#handle !== undefined && current !== undefined) {
      if (current.bytes < this.#segmentBytesMax) return { segment: current, handle: this.#handle };
      await this.#handle.close();
      this.#handle = undefined;
    }
    return this.#beginSegment();
  }

  async #beginSegment(): Promise<{ segment: Segment; handle: FileHandle }> {
    const segment: Segment = { first: this.#end, bytes: 0 };
    this.#handle = await open(join(this.#folder, segmentFile(segment.first)), 'wx');
    this.#segments.push(segment);
    await syncFolder(this.#folder);
    return { segment, handle: this.#handle };
  }

  /** Leaves the current segment with its good frames only; a segment without any is removed. */
  async #abandonSegment(): Promise<void> {
    this.#end += POSITION_GAP;
    const handle = this.#handle;
    const segment = this.#segments.at(-1);
    if (handle === undefined || segment === undefined) return;
    this.#handle = undefined;
    // A disk that refuses these too leaves a tail that fails its checksum: readers step over it.
    await handle.truncate(segment.bytes).catch(ignoreSecondFailure);
    await handle.close().catch(ignoreSecondFailure);
    if (segment.bytes > 0 || this.#segments.length === 1) return;
    this.#segments.pop();
    await unlink(join(this.#folder, segmentFile(segment.first))).catch(ignoreSecondFailure);
  }
}

function ignoreSecondFailure(): void {
  return undefined;
}

/** Makes a new file's name durable. Systems that cannot sync a folder do so by themselves. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
