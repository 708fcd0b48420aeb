import { describe, expect, test } from 'vitest';
import {
  COMMIT_MS,
  GroupCommit,
  PENDING_READINGS_MAX,
  pendingReadingsMax,
  RETRY_MS,
} from '../../../server/ingest/group-commit.ts';
import { decodeBatch } from '../../../server/domain/reading-batch.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** A spool that answers when the test says so. */
class SlowLog {
  readonly waiting: {
    readonly rows: number;
    readonly resolve: (position: number) => void;
    readonly reject: (error: Error) => void;
  }[] = [];

  append(bytes: Uint8Array): Promise<number> {
    const rows = decodeBatch(bytes).reduce((sum, { length }) => sum + length, 0);
    return new Promise((resolve, reject) => {
      this.waiting.push({ rows, resolve, reject });
    });
  }
}

function setUp() {
  const log = new SlowLog();
  const clock = new FakeClock();
  const told: (string | null)[] = [];
  const committed: [number, number | undefined][] = [];
  const commit = new GroupCommit({
    log,
    clock,
    readingsMax: 100,
    onCommitted: (count, batch) => committed.push([count, batch?.position]),
    onTrouble: (error) => told.push(error?.message ?? null),
  });
  const done: string[] = [];
  const take = (name: string, rows = 1): void => {
    for (let row = 0; row < rows; row += 1) {
      const time = { atMs: row, receivedAtMs: clock.nowMs() };
      commit.builder.add('ups', { deviceId: 1, flags: 0, ...time });
    }
    commit.whenDurable(() => done.push(name), clock.nowMs());
  };
  return { log, clock, told, committed, commit, done, take };
}

/** Lets promise continuations run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

describe('a group commit', () => {
  test('acknowledges what was taken together, once it is durable and not before', async () => {
    const { log, clock, committed, done, take, commit } = setUp();
    take('a');
    take('b', 2);
    clock.advance(COMMIT_MS);
    await settle();
    expect(log.waiting.map(({ rows }) => rows)).toEqual([3]);
    expect(done).toEqual([]);
    expect(commit.backlog).toBe(2);
    log.waiting[0]?.resolve(77);
    await settle();
    expect(done).toEqual(['a', 'b']);
    expect(committed).toEqual([[2, 77]]);
    expect(commit.backlog).toBe(0);
  });

  test('keeps the order: a repeat without readings of its own waits for the group before', async () => {
    const { log, clock, done, take } = setUp();
    take('reading');
    clock.advance(COMMIT_MS);
    take('repeat', 0);
    clock.advance(10 * COMMIT_MS);
    await settle();
    expect(done).toEqual([]);
    log.waiting[0]?.resolve(1);
    await settle();
    clock.advance(COMMIT_MS);
    await settle();
    expect(done).toEqual(['reading', 'repeat']);
  });

  test('keeps a refused group and tries again, telling of trouble once each way', async () => {
    const { log, clock, told, done, take } = setUp();
    take('a');
    clock.advance(COMMIT_MS);
    log.waiting[0]?.reject(new Error('no room'));
    await settle();
    clock.advance(RETRY_MS);
    await settle();
    expect(log.waiting).toHaveLength(2);
    expect(done).toEqual([]);
    log.waiting[1]?.resolve(5);
    await settle();
    expect(done).toEqual(['a']);
    expect(told).toEqual(['no room', null]);
  });

  test('tries again at once when told that there may be room', async () => {
    const { log, clock, take, commit } = setUp();
    take('a');
    clock.advance(COMMIT_MS);
    log.waiting[0]?.reject(new Error('no room'));
    await settle();
    commit.retry();
    await settle();
    expect(log.waiting).toHaveLength(2);
  });

  test('is full at its limit', () => {
    const { take, commit } = setUp();
    take('a', 99);
    expect(commit.full).toBe(false);
    take('b');
    expect(commit.full).toBe(true);
  });

  test('lets fewer readings wait for a small spool, so that a group always fits it', () => {
    expect(pendingReadingsMax(64 * 1024)).toBe(128);
    expect(pendingReadingsMax(2 ** 40)).toBe(PENDING_READINGS_MAX);
  });

  test('draining commits what waits, and gives up unacknowledged what is refused', async () => {
    const { log, clock, done, take, commit } = setUp();
    take('a');
    clock.advance(COMMIT_MS);
    take('b');
    const drained = commit.drain();
    log.waiting[0]?.resolve(1);
    await settle();
    log.waiting[1]?.reject(new Error('no room'));
    await drained;
    expect(done).toEqual(['a']);
  });
});
