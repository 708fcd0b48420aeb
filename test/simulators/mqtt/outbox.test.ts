import { beforeEach, describe, expect, test } from 'vitest';
import { newPublishCounters, type PublishCounters } from '../../../simulators/mqtt/counters.ts';
import {
  Outbox,
  OUTBOX_MESSAGES_MAX,
  OutboxBudget,
  type StoredMessage,
} from '../../../simulators/mqtt/outbox.ts';

const MESSAGE_BYTES = 100;

function messageOf(queuedAtMs: number): StoredMessage {
  return {
    packet: Buffer.alloc(MESSAGE_BYTES),
    idOffset: 4,
    queuedAtMs,
    readings: 9,
    repeat: false,
    messageId: 0,
    sentAtMs: 0,
    acknowledged: false,
  };
}

/** Sends all that may be sent, with ids counted from `firstId`, and returns their order. */
function sendAll(outbox: Outbox, firstId: number): number[] {
  const order: number[] = [];
  for (let message = outbox.takeNext(); message !== undefined; message = outbox.takeNext()) {
    message.messageId = firstId + order.length;
    order.push(message.queuedAtMs);
  }
  return order;
}

let counters: PublishCounters;
let budget: OutboxBudget;
let outbox: Outbox;

beforeEach(() => {
  counters = newPublishCounters();
  budget = new OutboxBudget(1_000_000);
  outbox = new Outbox(budget, counters);
});

test('messages leave in the order in which they came, and stay until acknowledged', () => {
  for (let at = 1; at <= 5; at += 1) outbox.add(messageOf(at));
  expect(sendAll(outbox, 1)).toEqual([1, 2, 3, 4, 5]);
  expect(outbox.inFlight).toBe(5);
  expect(outbox.acknowledge(1)?.queuedAtMs).toBe(1);
  expect(outbox.length).toBe(4);
  expect(outbox.acknowledge(1), 'acknowledged twice').toBeUndefined();
  expect(outbox.acknowledge(99), 'never sent').toBeUndefined();
});

test('what was not acknowledged is sent again, and first', () => {
  for (let at = 1; at <= 4; at += 1) outbox.add(messageOf(at));
  sendAll(outbox, 1);
  outbox.acknowledge(1);
  outbox.acknowledge(3);
  outbox.rewind();
  outbox.add(messageOf(5));
  expect(sendAll(outbox, 10)).toEqual([2, 3, 4, 5]);
});

test('acknowledgements may come in any order', () => {
  for (let at = 1; at <= 3; at += 1) outbox.add(messageOf(at));
  sendAll(outbox, 1);
  for (const id of [3, 1, 2]) expect(outbox.acknowledge(id)).toBeDefined();
  expect(outbox.length).toBe(0);
  expect(budget).toMatchObject({ bytes: 0, messages: 0 });
});

describe('when it is full', () => {
  test('the oldest goes and is counted', () => {
    for (let at = 0; at < OUTBOX_MESSAGES_MAX + 10; at += 1) outbox.add(messageOf(at));
    expect(outbox.length).toBe(OUTBOX_MESSAGES_MAX);
    expect(counters).toMatchObject({ messagesDropped: 10, readingsDropped: 90 });
    expect(outbox.takeNext()?.queuedAtMs).toBe(10);
  });

  test('the bytes of the whole fleet are the bound', () => {
    const small = new OutboxBudget(10 * MESSAGE_BYTES);
    const one = new Outbox(small, counters);
    const other = new Outbox(small, counters);
    for (let at = 0; at < 8; at += 1) one.add(messageOf(at));
    for (let at = 0; at < 8; at += 1) other.add(messageOf(at));
    expect(one.length + other.length).toBe(10);
    expect(small.bytes).toBe(10 * MESSAGE_BYTES);
    expect(counters.messagesDropped).toBe(6);
  });
});

test('a long life leaves nothing behind', () => {
  for (let at = 1; at <= 10_000; at += 1) {
    outbox.add(messageOf(at));
    const message = outbox.takeNext();
    if (message === undefined) throw new Error('nothing to send');
    message.messageId = (at % 65_535) + 1;
    expect(outbox.acknowledge(message.messageId)).toBe(message);
  }
  expect(outbox.length).toBe(0);
  expect(counters.messagesDropped).toBe(0);
  expect(budget.bytes).toBe(0);
});
