/** The launcher in a checkout of its own, with an npm that only notes that it was called. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const BOOTSTRAP = join(import.meta.dirname, '../../server/bootstrap.mjs');

/** Installs as npm does, as far as the launcher can see, and notes each call in `calls`. */
const FAKE_NPM = `
import { appendFileSync, copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
if (existsSync('npm-fails')) process.exit(3);
rmSync('node_modules', { recursive: true, force: true });
await new Promise((resolve) => setTimeout(resolve, 300));
mkdirSync('node_modules');
copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
`;

const SCRIPTS: Readonly<Record<string, string>> = {
  'show.ts': 'const shown: string[] = process.argv.slice(2); console.log(JSON.stringify(shown));',
  'main.ts': 'console.log(import.meta.main, import.meta.filename === process.argv[1]);',
  'exit.ts': 'process.exit(7);',
  'wait.ts': `process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1_000); console.log('up');`,
};

describe('the launcher', () => {
  let checkout: string;

  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'nigehban-bootstrap-'));
    mkdirSync(join(checkout, 'server'));
    mkdirSync(join(checkout, 'npm'));
    copyFileSync(BOOTSTRAP, join(checkout, 'server/bootstrap.mjs'));
    writeFileSync(join(checkout, 'npm/npm-cli.js'), FAKE_NPM);
    writeFileSync(join(checkout, 'package.json'), '{"type":"module"}');
    writeFileSync(join(checkout, 'package-lock.json'), '{"packages":{}}');
    for (const [name, text] of Object.entries(SCRIPTS)) writeFileSync(join(checkout, name), text);
  });
  afterEach(() => {
    rmSync(checkout, { recursive: true, force: true });
  });

  function environment(): NodeJS.ProcessEnv {
    return { ...process.env, npm_execpath: join(checkout, 'npm/npm-cli.js') };
  }
  function launch(...args: readonly string[]) {
    return spawnSync(process.execPath, [join(checkout, 'server/bootstrap.mjs'), ...args], {
      cwd: checkout,
      env: environment(),
      encoding: 'utf8',
    });
  }
  function npmCalls(): number {
    return readFileSync(join(checkout, 'calls'), 'utf8').trim().split('\n').length;
  }

  test('installs once, and runs the script with its arguments', () => {
    const first = launch('show.ts', '--centres', '50');
    expect(first.stdout).toBe('["--centres","50"]\n');
    expect(first.stderr).toContain('Installing packages');
    const second = launch('show.ts');
    expect(second.stdout).toBe('[]\n');
    expect(second.stderr).toBe('');
    expect(npmCalls()).toBe(1);
  });

  test('installs again when the lock file changed', () => {
    launch('show.ts');
    const packages = { 'node_modules/some': { version: '1.0.0' } };
    writeFileSync(join(checkout, 'package-lock.json'), JSON.stringify({ packages }));
    launch('show.ts');
    expect(npmCalls()).toBe(2);
  });

  test('believes an installation that somebody made with npm', () => {
    mkdirSync(join(checkout, 'node_modules'));
    writeFileSync(join(checkout, 'node_modules/.package-lock.json'), '{"packages":{}}');
    expect(launch('show.ts').stderr).toBe('');
  });

  test('lets two commands that start at once install only once', async () => {
    const commands = [1, 2].map(() =>
      spawn(process.execPath, [join(checkout, 'server/bootstrap.mjs'), 'exit.ts'], {
        cwd: checkout,
        env: environment(),
        stdio: 'ignore',
      }),
    );
    const codes = await Promise.all(commands.map((command) => once(command, 'exit')));
    expect(codes.map(([code]) => code as number)).toEqual([7, 7]);
    expect(npmCalls()).toBe(1);
  });

  test('takes over from an installation whose process has died', () => {
    mkdirSync(join(checkout, '.installing'));
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(join(checkout, '.installing/pid'), String(pid));
    expect(launch('exit.ts').status).toBe(7);
  });

  test('says in one sentence that npm failed, and passes its exit code on', () => {
    writeFileSync(join(checkout, 'npm-fails'), '');
    const { status, stderr } = launch('show.ts');
    expect(status).toBe(3);
    expect(stderr).toMatch(/Cannot install packages: npm ended with exit code 3\n$/);
  });

  test('runs the script as the main module', () => {
    expect(launch('main.ts').stdout).toBe('true true\n');
  });

  test('passes the exit code of the script on', () => {
    expect(launch('exit.ts').status).toBe(7);
  });

  test('ends the script when npm is killed', async () => {
    launch('show.ts');
    // A shell between the killed process and the launcher, as with npm, that passes nothing on.
    const shell = spawn('sh', ['-c', `"${process.execPath}" server/bootstrap.mjs wait.ts; true`], {
      cwd: checkout,
      env: { ...environment(), npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(shell.stdout, 'data');
    shell.kill('SIGKILL');
    // The pipe closes when the last process that holds it has gone.
    await once(shell.stdout, 'close');
  });
});
