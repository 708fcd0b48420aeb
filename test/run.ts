/**
 * `npm test`: every test, on a machine that may have nothing but Node and npm.
 *
 * Installs the Debian programs that suites start, where it may (root, or sudo without a password);
 * builds the pages; runs vitest with the arguments it was given (`npm test -- test/server/ingest`);
 * names what was skipped. The last line is always `N passed, N failed`, with `, N skipped` where
 * some were. It never fails for want of a program: the suites that need it are skipped instead.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEBIAN_PACKAGES, missingServices } from './support/services.ts';
import { skippedSuites, tally, type VitestReport } from './support/test-report.ts';

const ROOT = join(import.meta.dirname, '..');
const INSTALL_PATIENCE_MS = 15 * 60_000;
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

/** Runs a command with our terminal; true when it succeeded. */
function run(command: string, args: readonly string[], timeoutMs?: number): boolean {
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', timeout: timeoutMs });
  return status === 0;
}

/** How to run a command as root, undefined when we may not. */
function rootCommand(): readonly string[] | undefined {
  if (process.getuid?.() === 0) return [];
  const mayBecomeRoot = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
  return mayBecomeRoot ? ['sudo', '-n'] : undefined;
}

function installMissingServices(): void {
  const missing = missingServices();
  if (missing.length === 0) return;
  const hasApt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
  const asRoot = hasApt ? rootCommand() : undefined;
  if (asRoot === undefined) return;

  const packages = missing.map((service) => DEBIAN_PACKAGES[service]);
  say(`Installing ${packages.join(', ')} ...`);
  const install = ['sh', 'test/support/install-services.sh', ...packages];
  if (!run('env', [...asRoot, ...install], INSTALL_PATIENCE_MS)) {
    say('Some could not be installed; the suites that need them are skipped');
  }
}

function readReport(file: string): VitestReport {
  if (!existsSync(file)) return { testResults: [] };
  return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
}

function main(): void {
  installMissingServices();
  const built =
    !existsSync(join(ROOT, 'server/build.ts')) || run(process.execPath, ['server/build.ts']);
  if (!built) say('Cannot build the web application: see above');

  const folder = mkdtempSync(join(tmpdir(), 'nigehban-test-'));
  const reportFile = join(folder, 'report.json');
  const passed = run(process.execPath, [
    ...[VITEST, 'run', '--config', 'test/vitest.config.ts'],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`],
    ...process.argv.slice(2),
  ]);
  const report = readReport(reportFile);
  rmSync(folder, { recursive: true, force: true });

  const suites = skippedSuites(report, ROOT);
  if (suites.length > 0) say(`\nSkipped:\n${suites.map((suite) => `  ${suite}`).join('\n')}`);
  for (const service of missingServices()) {
    say(`Not installed: ${service} (Debian package ${DEBIAN_PACKAGES[service]})`);
  }
  const succeeded = built && passed;
  say(tally(report, succeeded));
  process.exitCode = succeeded ? 0 : 1;
}

main();
