import { parser, type IPublishPacket, type Packet } from 'mqtt-packet';
import { expect, test } from 'vitest';
import {
  idOffsetOf,
  markHistorical,
  markRepeated,
  publishPacket,
  setMessageId,
} from '../../../simulators/mqtt/packets.ts';

function parsed(packet: Buffer): IPublishPacket {
  let result: IPublishPacket | undefined;
  const incoming = parser({ protocolVersion: 4 });
  incoming.on('packet', (each: Packet) => {
    if (each.cmd === 'publish') result = each;
  });
  incoming.parse(packet);
  if (result === undefined) throw new Error('not a packet');
  return result;
}

test.each([10, 100, 1_500, 20_000])(
  'a stored PUBLISH of %i bytes can be sent again under another id, as history',
  (padding) => {
    const payload = `{"seq":1,"hist":false,"x":"${'.'.repeat(padding)}"}`;
    const packet = publishPacket({ topic: 'a/b/data', payload, retain: false, messageId: 1 });
    const idOffset = idOffsetOf(packet);
    setMessageId(packet, idOffset, 40_000);
    markRepeated(packet);
    markHistorical(packet, idOffset);
    const again = parsed(packet);
    expect(again).toMatchObject({ topic: 'a/b/data', messageId: 40_000, dup: true, qos: 1 });
    const body = again.payload.toString();
    expect(JSON.parse(body)).toMatchObject({ seq: 1, hist: true });
    expect(body.length).toBe(payload.length);
  },
);

test('a single reading has no such word and stays as it is', () => {
  const payload = '{"at":1,"seq":2,"up":true}';
  const packet = publishPacket({ topic: 'a/link/l1', payload, retain: false, messageId: 1 });
  markHistorical(packet, idOffsetOf(packet));
  expect(parsed(packet).payload.toString()).toBe(payload);
});
