/**
 * A real Mosquitto for tests: the configuration and ACL we ship, with ports and folders of its own
 * on 127.0.0.1. It can be killed and started again on the same data.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from './free-ports.ts';
import { pathOf } from './services.ts';

const SHIPPED = new URL('../../deploy/mosquitto/', import.meta.url);
/** Comes with the broker, in the same package. */
const PASSWORD_PROGRAM = 'mosquitto_passwd';
const START_TIMEOUT_MS = 10_000;

export interface MosquittoOptions {
  /** Centres that have credentials; their password is `secret of {code}`. */
  readonly centres?: readonly string[];
  /** Lets gateways without credentials publish: for fleets that have none. Default true. */
  readonly anonymousGateways?: boolean;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export class Mosquitto {
  /** The server's listener; client ids are as given. */
  readonly url: string;
  /** The gateways' listener; client ids are user names. */
  readonly gatewayUrl: string;
  readonly server: Credentials = { username: 'nigehban', password: 'secret of nigehban' };
  readonly #folder: string;
  readonly #port: number;
  #process: ChildProcess | undefined;
  #output = '';

  constructor(folder: string, ports: { readonly server: number; readonly gateways: number }) {
    this.#folder = folder;
    this.#port = ports.server;
    this.url = `mqtt://127.0.0.1:${ports.server}`;
    this.gatewayUrl = `mqtt://127.0.0.1:${ports.gateways}`;
  }

  /** What it has logged. */
  get output(): string {
    return this.#output;
  }

  credentialsOf(centre: string): Credentials {
    return { username: centre, password: `secret of ${centre}` };
  }

  /** Starts the process, again after `kill` on the data of before. */
  async run(): Promise<void> {
    const child = spawn(pathOf('mosquitto') ?? 'mosquitto', [
      '-c',
      join(this.#folder, 'mosquitto.conf'),
    ]);
    this.#process = child;
    child.stderr.on('data', (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-20_000);
    });
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (performance.now() < deadline) {
      if (child.exitCode !== null) throw new Error(`mosquitto ended: ${this.#output}`);
      if (await this.#answers()) return;
      await delay(20);
    }
    throw new Error(`mosquitto does not answer: ${this.#output}`);
  }

  /** Ends the process: by SIGTERM it saves what it holds, by SIGKILL it does not. */
  async kill(signal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child?.exitCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }

  /** Ends the process and removes its folder. */
  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.#port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => {
        resolve(false);
      });
    });
  }
}

export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const { centres = [], anonymousGateways = true } = options;
  const folder = await mkdtemp(join(tmpdir(), 'mosquitto-'));
  const [server = 0, gateways = 0] = await freePorts(2);
  const mosquitto = new Mosquitto(folder, { server, gateways });
  const shipped = await readFile(new URL('mosquitto.conf', SHIPPED), 'utf8');
  const configuration = shipped
    .replace('listener 1883 0.0.0.0', `listener ${gateways} 127.0.0.1`)
    .replace('listener 1884', `listener ${server}`)
    .replaceAll('/etc/mosquitto/', `${folder}/`)
    .replace('/var/lib/mosquitto/', `${folder}/`)
    .replace('allow_anonymous false', `allow_anonymous ${anonymousGateways}`)
    .concat(`user ${userInfo().username}\n`);
  const acl = await readFile(new URL('acl', SHIPPED), 'utf8');
  // Lines before the first user are those of clients without one.
  const anonymous = anonymousGateways ? 'topic write erozgar/v1/#\n' : '';
  const accounts = [mosquitto.server, ...centres.map((code) => mosquitto.credentialsOf(code))];
  const passwords = accounts.map(({ username, password }) => `${username}:${password}\n`).join('');
  await writeFile(join(folder, 'mosquitto.conf'), configuration);
  await writeFile(join(folder, 'acl'), `${anonymous}${acl}`, { mode: 0o600 });
  await writeFile(join(folder, 'passwords'), passwords, { mode: 0o600 });
  execFileSync(PASSWORD_PROGRAM, ['-U', join(folder, 'passwords')]);
  await mosquitto.run();
  return mosquitto;
}
