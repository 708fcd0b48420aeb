/**
 * Limits what a connection of the embedded broker may make it buffer.
 *
 * The broker's parser collects a packet whole before anyone sees it, however long it says it is, and
 * has no option against that. The guard looks at the length as soon as it is known. It relies on the
 * inside of mqtt-packet 9.0 as used by aedes 1.2: a test sends an oversize packet.
 */
import type { Client } from 'aedes';

/** Largest packet before a connection has introduced itself. */
export const CONNECT_BYTES_MAX = 16 * 1024;
/** Largest packet after; above the largest message, so that one of those is refused by name. */
export const PACKET_BYTES_MAX = 512 * 1024;

interface GuardedParser {
  readonly packet: { readonly length: number };
  _parseLength(): boolean;
  _emitError(error: Error): boolean;
}

/** Makes the parser of a new connection give up on packets that are too long. */
export function guardParser(client: Client): void {
  const parser = (client as unknown as { readonly _parser: GuardedParser })._parser;
  const parseLength = parser._parseLength.bind(parser);
  parser._parseLength = () => {
    if (!parseLength()) return false;
    const known = client.connecting || client.connected;
    if (parser.packet.length <= (known ? PACKET_BYTES_MAX : CONNECT_BYTES_MAX)) return true;
    return parser._emitError(new Error('packet too large'));
  };
}
