import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { guardUpgrades } from '../../../server/http/http-server.ts';

let server: Server;
let endUpgraded: () => void;

beforeEach(async () => {
  server = createServer();
  endUpgraded = guardUpgrades(server, '/live');
  // As the live connection does.
  server.on('upgrade', (request, socket) => {
    if (request.url?.startsWith('/live/') === true) {
      socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  endUpgraded();
  server.close();
});

function upgrade(path: string): Socket {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  );
  return socket;
}

test('a connection that wants to become what nobody serves is ended at once', async () => {
  const refused = upgrade('/elsewhere');
  await once(server, 'upgrade');
  await vi.waitFor(async () => {
    expect(await promisify(server.getConnections.bind(server))()).toBe(0);
  });
  refused.destroy();
});

test('a viewer that sleeps does not keep the server from closing', async () => {
  const viewer = upgrade('/live/');
  await once(viewer, 'data');
  const closed = once(server, 'close');
  server.close();
  endUpgraded();
  await closed;
});
