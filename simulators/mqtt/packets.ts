/**
 * The MQTT 3.1.1 packets of a gateway, and what is changed in them when they are sent again.
 *
 * A stored PUBLISH is encoded once and patched in place: message id, DUP flag, and the word that says
 * it has become history.
 */
import { generate, parser, type Packet } from 'mqtt-packet';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export const KEEPALIVE_SECONDS = 30;
export const PING_PACKET = generate({ cmd: 'pingreq' });
export const DISCONNECT_PACKET = generate({ cmd: 'disconnect' });

const DUP_BIT = 0x08;
const HIST_FALSE = '"hist":false';
/** As long as the word it replaces. */
const HIST_TRUE = '"hist":true ';

export function connectPacket(options: {
  readonly clientId: string;
  readonly will: { readonly topic: string; readonly payload: string };
  readonly credentials: Credentials | undefined;
}): Buffer {
  const { clientId, will, credentials } = options;
  return generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clientId,
    clean: true,
    keepalive: KEEPALIVE_SECONDS,
    will: { ...will, qos: 1, retain: true },
    ...(credentials === undefined
      ? {}
      : { username: credentials.username, password: Buffer.from(credentials.password) }),
  });
}

/** A PUBLISH of QoS 1. */
export function publishPacket(message: {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  readonly messageId: number;
}): Buffer {
  return generate({ cmd: 'publish', qos: 1, dup: false, ...message });
}

/** What a gateway listens for. */
export interface Answers {
  connected(returnCode: number): void;
  acknowledged(messageId: number): void;
  pingAnswered(): void;
  /** A packet that no gateway should receive, or bytes that are no packet. */
  nonsense(): void;
}

/** Returns what takes the bytes of a socket as they come. */
export function listen(answers: Answers): (chunk: Buffer) => void {
  const incoming = parser({ protocolVersion: 4 });
  incoming.on('packet', (packet: Packet) => {
    if (packet.cmd === 'puback' && packet.messageId !== undefined) {
      answers.acknowledged(packet.messageId);
    } else if (packet.cmd === 'connack') answers.connected(packet.returnCode ?? 0);
    else if (packet.cmd === 'pingresp') answers.pingAnswered();
    else answers.nonsense();
  });
  incoming.on('error', () => {
    answers.nonsense();
  });
  return (chunk) => {
    incoming.parse(chunk);
  };
}

/** Where the message id of a QoS 1 PUBLISH stands: behind its length and its topic. */
export function idOffsetOf(packet: Buffer): number {
  let offset = 1;
  while (((packet[offset] ?? 0) & 0x80) !== 0) offset += 1;
  const topicOffset = offset + 1;
  return topicOffset + 2 + packet.readUInt16BE(topicOffset);
}

/** Gives a stored PUBLISH a new message id. */
export function setMessageId(packet: Buffer, idOffset: number, messageId: number): void {
  packet.writeUInt16BE(messageId, idOffset);
}

/** Marks a stored PUBLISH as sent before. */
export function markRepeated(packet: Buffer): void {
  packet[0] = (packet[0] ?? 0) | DUP_BIT;
}

/** Says in place that a batch is history; both words are equally long. */
export function markHistorical(packet: Buffer, payloadFrom: number): void {
  const at = packet.indexOf(HIST_FALSE, payloadFrom);
  if (at >= 0) packet.write(HIST_TRUE, at);
}
