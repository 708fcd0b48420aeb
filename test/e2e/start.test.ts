/** The one command: what it says, what it starts, how it ends, and how it refuses to start. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { NationSummary } from '#domain/nation.ts';
import { ADMINISTRATOR } from '../support/product.ts';

const ROOT = join(import.meta.dirname, '../..');
const CENTRES = 5;
const START_PATIENCE_MS = 60_000;
const EXIT_CANNOT_START = 2;

/** One run of the command, with the folder that also marks every process it starts. */
class Run {
  readonly process: ChildProcess;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.process = spawn(process.execPath, ['server/bootstrap.mjs', 'server/start.ts', ...args], {
      cwd: ROOT,
      env: {
        ...process.env,
        HTTP_PORT: '0',
        MQTT_PORT: '0',
        ADMIN_EMAIL: ADMINISTRATOR.email,
        ADMIN_PASSWORD: ADMINISTRATOR.password,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.process.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
  }

  /** The address it prints. */
  async url(): Promise<string> {
    await expect
      .poll(() => this.stdout, { timeout: START_PATIENCE_MS })
      .toMatch(/watching at http:\/\/127\.0\.0\.1:\d+\n/);
    return /watching at (\S+)/.exec(this.stdout)?.[1] ?? '';
  }

  /** How many centres the fleet says it has connected; at least one. */
  async connected(): Promise<number> {
    const onTheAir = /on the air: connected ([1-9]\d*)\//;
    await expect.poll(() => this.stdout, { timeout: START_PATIENCE_MS }).toMatch(onTheAir);
    return Number(onTheAir.exec(this.stdout)?.[1]);
  }

  async exitCode(): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      await once(this.process, 'exit');
    }
    return this.process.exitCode;
  }
}

/** Command lines of every process that was started with this setting, children's children included. */
function processesWith(setting: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
        if (!environment.includes(setting)) return [];
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        // A process that has ended and was not yet collected by its parent has no command line.
        return line === '' ? [] : [line];
      } catch {
        return [];
      }
    });
}

async function occupiedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return String((server.address() as AddressInfo).port);
}

describe.skipIf(process.platform !== 'linux')('npm start', () => {
  let folder: string;
  let dataFolder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nigehban-start-'));
    dataFolder = join(folder, 'data');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Run => {
    const run = new Run(args, { DATA_DIR: dataFolder, ...env });
    onTestFinished(async () => {
      run.process.kill('SIGTERM');
      await run.exitCode();
    });
    return run;
  };

  test.for(['SIGINT', 'SIGTERM'] as const)(
    'says where to look, has the whole fleet report, and ends everything at %s',
    async (signal) => {
      const run = start(['--centres', String(CENTRES)]);
      const url = await run.url();
      const signedIn = await fetch(`${url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(ADMINISTRATOR),
      });
      const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
      await expect
        .poll(
          async () => {
            const response = await fetch(`${url}/api/v1/summary`, { headers: { cookie } });
            return ((await response.json()) as NationSummary).nation.reporting;
          },
          { timeout: 30_000, interval: 200 },
        )
        // All that are on the air: at the hour it is, a centre may truly be without line or power.
        .toBeGreaterThanOrEqual(await run.connected());
      const running = processesWith(`DATA_DIR=${dataFolder}`);
      expect(running.filter((line) => line.includes('main.ts'))).toHaveLength(2);

      run.process.kill(signal);
      expect(await run.exitCode()).toBe(0);
      expect(processesWith(`DATA_DIR=${dataFolder}`)).toEqual([]);
      expect(run.stderr).toBe('');
    },
  );

  /** One sentence, exit code 2, and no process left. */
  async function expectRefusal(run: Run, sentence: RegExp): Promise<void> {
    expect(await run.exitCode()).toBe(EXIT_CANNOT_START);
    expect(run.stderr).toMatch(sentence);
    expect(run.stderr, 'no stack').not.toMatch(/\n\s+at /);
    expect(processesWith(`DATA_DIR=${dataFolder}`)).toEqual([]);
  }

  test('refuses a busy HTTP port', async () => {
    const port = await occupiedPort();
    const run = start(['--centres', '5'], { HTTP_PORT: port });
    const sentence = `^Cannot listen on "127.0.0.1:${port}": another program uses it.*HTTP_PORT.*\\n$`;
    await expectRefusal(run, new RegExp(sentence));
  });

  test('refuses a busy MQTT port', async () => {
    const port = await occupiedPort();
    const run = start(['--centres', '5'], { MQTT_PORT: port });
    await expectRefusal(run, new RegExp(`^Cannot [^\\n]*${port}[^\\n]*\\n$`));
  });

  test('refuses a data folder it cannot write to', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    dataFolder = join(file, 'data');
    const run = start(['--centres', '5']);
    await expectRefusal(run, /^Cannot [^\n]*file\/data[^\n]*\n$/);
  });

  test('names every wrong setting at once', async () => {
    const run = start([], { HTTP_PORT: 'eighty', MQTT_PROT: '1883', LOG_LEVEL: 'loud' });
    await expectRefusal(run, /^Cannot start: the configuration has 3 problem\(s\)\n/);
    for (const name of ['HTTP_PORT', 'MQTT_PROT', 'LOG_LEVEL']) expect(run.stderr).toContain(name);
  });

  test.for([
    ['--centres', 'many'],
    ['--centres', '0'],
    ['--center', '5'],
  ])('refuses the option %s %s, and says which there are', async (args) => {
    const run = start(args);
    await expectRefusal(run, /Usage: npm start/);
  });

  test.for([
    ['--speed', 'fast'],
    ['--scenario', 'apocalypse'],
  ])(
    'refuses the option %s %s, which the fleet would not take',
    async ([option = '', value = '']) => {
      const run = start(['--centres', '5', option, value]);
      await expectRefusal(run, new RegExp(`^Cannot [^\\n]*${value}`, 's'));
    },
  );
});
