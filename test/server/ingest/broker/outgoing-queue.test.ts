import { expect, test } from 'vitest';
import type { OutgoingMessage } from '../../../../server/ingest/broker/message-source.ts';
import {
  OutgoingQueue,
  WAITING_TOPICS_MAX,
} from '../../../../server/ingest/broker/outgoing-queue.ts';

function setUp() {
  const sent: string[] = [];
  const done: (() => void)[] = [];
  const queue = new OutgoingQueue(({ topic, payload }: OutgoingMessage, finish) => {
    sent.push(`${topic}=${payload}`);
    done.push(finish);
  });
  const put = (topic: string, payload: string): void => {
    queue.put({ topic, payload, retain: true });
  };
  return { sent, done, queue, put };
}

test('a slow broker gets the latest of each topic, not a queue of them', () => {
  const { sent, done, put } = setUp();
  for (let index = 0; index < 64; index += 1) put(`filler/${index}`, 'x');
  for (const payload of ['1', '2', '3']) put('a', payload);
  put('b', '1');
  expect(sent).toHaveLength(64);
  done[0]?.();
  done[0]?.();
  expect(sent.slice(64), 'one answer frees one place, however often it comes').toEqual(['a=3']);
  done[1]?.();
  expect(sent.slice(64)).toEqual(['a=3', 'b=1']);
});

test('more topics than may wait are dropped and counted', () => {
  const { queue, put } = setUp();
  for (let index = 0; index < WAITING_TOPICS_MAX + 64 + 5; index += 1) put(`topic/${index}`, 'x');
  expect(queue.dropped).toBe(5);
});
