/**
 * Receivers of messages on free ports of 127.0.0.1: a mail server and an HTTP server, both real, that
 * answer as a test tells them to, one answer after the other.
 */
import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { connect, createServer as createNetServer, type AddressInfo, type Server } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';

/** How a receiver meets the next attempt; without one it takes what comes. */
export type Behaviour = 'takes' | 'busy' | 'rejects' | 'slow' | 'nonsense';

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

export interface HttpRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export class HttpReceiver {
  readonly requests: HttpRequest[] = [];
  readonly behaviours: Behaviour[] = [];
  /** Given in place of what a behaviour says. */
  readonly answers: HttpAnswer[] = [];
  /** Of the 200 it answers with. */
  readonly okBody: string;
  #port = 0;

  constructor(okBody = '') {
    this.okBody = okBody;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<this> {
    const server = createHttpServer((request, response) => void this.#take(request, response));
    onTestFinished(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    this.#port = await listen(server);
    return this;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    this.requests.push({ path: request.url ?? '', headers: request.headers, body });
    const answer = this.answers.shift();
    if (answer !== undefined) {
      response.writeHead(answer.status, answer.headers).end(answer.body);
      return;
    }
    switch (this.behaviours.shift() ?? 'takes') {
      case 'takes':
        response.writeHead(200).end(this.okBody);
        break;
      case 'busy':
        response.writeHead(503).end('busy');
        break;
      case 'rejects':
        response.writeHead(422).end('no such recipient');
        break;
      case 'nonsense':
        request.socket.end('NONSENSE\r\n\r\n');
        break;
      case 'slow':
        break;
    }
  }
}

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came: headers and parts. */
  readonly raw: string;
}

export class SmtpReceiver {
  readonly mails: ReceivedMail[] = [];
  readonly behaviours: Behaviour[] = [];
  #port = 0;

  get url(): string {
    return `smtp://127.0.0.1:${this.#port}`;
  }

  /** `secure` speaks TLS from the first byte, with a certificate that nobody trusts. */
  async start({ secure = false }: { readonly secure?: boolean } = {}): Promise<this> {
    let behaviour: Behaviour = 'takes';
    const smtp = new SMTPServer({
      secure,
      // Its own certificate is known to all, and it says so unless it may not.
      logger: false,
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo(_address, _session, done) {
        const refused = Object.assign(new Error('no such mailbox'), { responseCode: 550 });
        done(behaviour === 'rejects' ? refused : null);
      },
      onData: (stream, session, done) => {
        let raw = '';
        stream.on('data', (chunk: Buffer) => (raw += chunk.toString('utf8')));
        stream.on('end', () => {
          if (behaviour === 'busy') {
            done(Object.assign(new Error('try again later'), { responseCode: 451 }));
            return;
          }
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom === false ? '' : mailFrom.address;
          this.mails.push({ from, to: rcptTo.map(({ address }) => address), raw });
          done();
        });
      },
    });
    smtp.on('error', () => undefined);
    const inner = await listen(smtp.server);
    // In front of it, for answers that no mail server gives.
    const front = createNetServer((socket) => {
      socket.on('error', () => undefined);
      behaviour = this.behaviours.shift() ?? 'takes';
      if (behaviour === 'nonsense') socket.end('NONSENSE\r\n');
      else if (behaviour !== 'slow') {
        const through = connect(inner, '127.0.0.1');
        through.on('error', () => socket.destroy());
        socket.on('close', () => through.destroy());
        socket.pipe(through).pipe(socket);
      }
      sockets.add(socket);
    });
    const sockets = new Set<{ destroy(): unknown }>();
    onTestFinished(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        smtp.close(resolve);
      });
      await new Promise((resolve) => front.close(resolve));
    });
    this.#port = await listen(front);
    return this;
  }
}
