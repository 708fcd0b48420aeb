/**
 * The peer of the `viewers` bench: many viewers of the nation in one process. Once told over the
 * channel, says how long frames took from the server's clock to here; both clocks are the machine's.
 */
import { io } from 'socket.io-client';
import { setTimeout as sleep } from 'node:timers/promises';
import { LIVE_PATH } from '#domain/live-protocol.ts';
import { decodeNationFrame } from '#domain/nation-frame.ts';

const [, , url = '', cookie = '', count = '0'] = process.argv;
const CONNECTS_AT_ONCE = 25;

let measuring = false;
let latenciesMs: number[] = [];
for (let viewer = 0; viewer < Number(count); viewer += 1) {
  const socket = io(url, {
    path: LIVE_PATH,
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { cookie },
  });
  socket.on('connect', () => {
    socket.emit('watch', { view: 'nation' }, () => undefined);
  });
  socket.on('nation', (frame: Uint8Array) => {
    if (measuring) latenciesMs.push(Date.now() - decodeNationFrame(frame).serverTimeMs);
  });
  if (viewer % CONNECTS_AT_ONCE === 0) await sleep(50);
}
process.on('message', (message) => {
  measuring = message === 'measure';
  if (!measuring) process.send?.(latenciesMs);
  latenciesMs = [];
});
process.send?.('connected');
