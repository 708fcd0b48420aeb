/**
 * What every way of telling promises: it tries once, ends in time, never throws, and says what became
 * of the message in a way that tells whether to try again.
 *
 * Run by `test/server/alerting/notify/ways.test.ts` over all four ways against real receivers.
 */
import { expect, test } from 'vitest';
import type {
  ChannelAccess,
  Outgoing,
  WayAdapter,
} from '../../server/alerting/notify/ways/adapter.ts';
import type { Message } from '../../server/alerting/notify/message.ts';
import type { Behaviour } from '../support/receivers.ts';

/** Longer than any answer takes, on a machine that others use too. */
const TIMEOUT_MS = 10_000;
const SLOW_TIMEOUT_MS = 100;

export interface ReceiverUnderTest {
  readonly adapter: WayAdapter;
  readonly channel: ChannelAccess;
  readonly recipient: string;
  /** How the next attempts are met. */
  readonly behaviours: Behaviour[];
  /** Texts that arrived. */
  arrived(): readonly string[];
}

export interface WayUnderTest {
  start(options: { readonly timeoutMs: number }): Promise<ReceiverUnderTest>;
  /** The same way towards an address where nobody listens. */
  startNowhere(): Promise<Omit<ReceiverUnderTest, 'behaviours' | 'arrived'>>;
}

export function messageOf(fields: Partial<Message> = {}): Message {
  return {
    language: 'en',
    direction: 'ltr',
    subject: '[Critical] Gulberg (lhr-001), Lahore: short by 24 min at 15:36, 143 seated',
    paragraphs: ['Gulberg (lhr-001), Lahore: short by 24 min at 15:36, 143 seated'],
    rows: [{ label: 'Severity', value: 'Critical' }],
    links: [{ label: 'Open', url: 'http://nigehban.example/noc?item=alert:12' }],
    footer: ['You are told by the chain "Lahore", step 1.'],
    short: ['[Critical] lhr-001: short by 24 min at 15:36, 143 seated'],
    data: {},
    ...fields,
  };
}

export function outgoingOf(recipient: string, fields: Partial<Outgoing> = {}): Outgoing {
  return {
    id: 'n1.42',
    event: 'raised',
    item: 'alert:12',
    thread: 'n1.alert-12',
    recipient,
    message: messageOf(),
    createdAtMs: Date.UTC(2026, 10, 23, 9, 2),
    nowMs: Date.UTC(2026, 10, 23, 9, 3),
    ...fields,
  };
}

/** Registers the tests; call it inside a `describe`. */
export function wayContract({ start, startNowhere }: WayUnderTest): void {
  const never = new AbortController().signal;

  const attempt = async (behaviour: Behaviour, timeoutMs = TIMEOUT_MS) => {
    const receiver = await start({ timeoutMs });
    receiver.behaviours.push(behaviour);
    const outgoing = outgoingOf(receiver.recipient);
    const send = () => receiver.adapter.send(receiver.channel, outgoing, never);
    return { receiver, send, outcome: await send() };
  };

  test('a message that is taken has arrived once and whole', async () => {
    const { receiver, outcome } = await attempt('takes');
    expect(outcome.delivered).toBe(true);
    expect(receiver.arrived()).toHaveLength(1);
    expect(receiver.arrived()[0]).toContain('short by 24 min at 15:36, 143 seated');
  });

  test('a receiver that is not there may be there later', async () => {
    const { adapter, channel, recipient } = await startNowhere();
    const outcome = await adapter.send(channel, outgoingOf(recipient), never);
    expect(outcome).toMatchObject({ delivered: false, reason: 'refused', permanent: false });
  });

  test('a receiver that does not answer is left in time', async () => {
    const { outcome } = await attempt('slow', SLOW_TIMEOUT_MS);
    expect(outcome).toMatchObject({ delivered: false, reason: 'timed-out', permanent: false });
  });

  test('a receiver that is busy gets it at the next attempt', async () => {
    const { receiver, send, outcome } = await attempt('busy');
    expect(outcome).toMatchObject({ delivered: false, reason: 'server-error', permanent: false });
    expect((await send()).delivered).toBe(true);
    expect(receiver.arrived().length).toBeGreaterThanOrEqual(1);
  });

  test('an answer that makes no sense is no delivery', async () => {
    const { outcome } = await attempt('nonsense');
    expect(outcome).toMatchObject({ delivered: false, reason: 'malformed', permanent: false });
  });

  test('a message that is refused for good is not tried again', async () => {
    const { outcome } = await attempt('rejects');
    expect(outcome).toMatchObject({ delivered: false, reason: 'rejected', permanent: true });
  });

  test('an attempt ends when the server stops', async () => {
    const receiver = await start({ timeoutMs: TIMEOUT_MS });
    receiver.behaviours.push('slow');
    const stop = new AbortController();
    const outcome = receiver.adapter.send(
      receiver.channel,
      outgoingOf(receiver.recipient),
      stop.signal,
    );
    stop.abort();
    expect(await outcome).toMatchObject({ delivered: false, reason: 'stopped', permanent: false });
  });
}
