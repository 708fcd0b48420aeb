/**
 * Makes a fresh checkout runnable, then runs one of its scripts:
 * `node server/bootstrap.mjs server/start.ts --centres 50`.
 *
 * Decides two things only: whether the packages in node_modules are those of package-lock.json (and
 * has npm install them if not), and which Node runs the script: this one if it is new enough, else
 * the one pinned among the packages. Knows nothing of the product.
 *
 * Plain JavaScript without dependencies, because it runs before anything is installed and under a
 * Node (18 or later) that cannot read TypeScript. The script runs in this process where that is
 * possible, as the main module of it.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import Module from 'node:module';
import { constants } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Type stripping is stable from here on. */
const NODE_VERSION_MIN = [24, 12];
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_CHECK_PERIOD_MS = 1_000;
const PROGRESS_PERIOD_MS = 10_000;
const LOCK_POLL_MS = 200;
const LOCK_HEARTBEAT_MS = 2_000;
/** A lock whose owner has not been heard of for this long is nobody's. */
const LOCK_SILENCE_MAX_MS = 60_000;

const SELF = fileURLToPath(import.meta.url);
const ROOT = path.dirname(path.dirname(SELF));
const MODULES = path.join(ROOT, 'node_modules');
const STAMP = path.join(MODULES, '.stamp');
/** Beside node_modules and not inside: npm removes all of node_modules. */
const LOCK = path.join(ROOT, '.installing');

class LaunchError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function ownNodeIsNewEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return (
    major > NODE_VERSION_MIN[0] || (major === NODE_VERSION_MIN[0] && minor >= NODE_VERSION_MIN[1])
  );
}

/** Name of the package that holds a Node for this machine, whether or not there is one. */
const pinnedPackage = `node-${process.platform}-${process.arch}`;
/** By its directory and never through node_modules/.bin: npm 10 makes no link there. */
const pinnedNode = path.join(
  MODULES,
  pinnedPackage,
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

function refuseUnsupportedMachine() {
  if (ownNodeIsNewEnough()) return;
  const { optionalDependencies = {} } = JSON.parse(textOf(path.join(ROOT, 'package.json')));
  if (pinnedPackage in optionalDependencies) return;
  throw new LaunchError(
    `Cannot run on ${process.platform}-${process.arch} with Node ${process.versions.node}: ` +
      `no newer Node is published for this platform as a package, ` +
      `install Node ${NODE_VERSION_MIN.join('.')} or newer and try again`,
  );
}

function lockDigest() {
  return createHash('sha256')
    .update(readFileSync(path.join(ROOT, 'package-lock.json')))
    .digest('hex');
}

/** Whether npm's own list of what it put into node_modules agrees with package-lock.json. */
function npmListAgrees() {
  const list = textOf(path.join(MODULES, '.package-lock.json'));
  if (list === undefined) return false;
  const present = JSON.parse(list).packages ?? {};
  const wanted = JSON.parse(textOf(path.join(ROOT, 'package-lock.json'))).packages ?? {};
  return Object.entries(wanted).every(([place, { version, optional }]) => {
    if (place === '' || (optional === true && present[place] === undefined)) return true;
    return present[place]?.version === version;
  });
}

/** Spares the next start the comparison. A service may run from a folder that it cannot write to. */
function stamp(digest) {
  try {
    writeFileSync(STAMP, digest);
  } catch (error) {
    if (error.code !== 'EACCES' && error.code !== 'EROFS') throw error;
  }
}

function isInstalled() {
  if (!ownNodeIsNewEnough() && !existsSync(pinnedNode)) return false;
  const digest = lockDigest();
  if (textOf(STAMP) === digest) return true;
  // Somebody ran npm by hand: what is there is right, only our stamp is missing.
  if (!npmListAgrees()) return false;
  stamp(digest);
  return true;
}

/** Runs a child to its end and passes our signals on to it. A death by signal n is 128 + n. */
function runToEnd(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    const forward = (signal) => {
      // A terminal has already told the whole process group, and one Ctrl-C must not count as two.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, forward);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const each of SIGNALS) process.off(each, forward);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/** How to call npm: the one that called us, by its own Node, else the one on PATH. */
function npmCommand() {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  if (cli !== undefined && path.basename(cli) === 'npm-cli.js') {
    return { command: node ?? process.execPath, args: [cli], shell: false };
  }
  return { command: 'npm', args: [], shell: process.platform === 'win32' };
}

async function install() {
  const startedMs = Date.now();
  const elapsed = () => `${Math.round((Date.now() - startedMs) / 1000)} s`;
  say('Installing packages (once for each change of package-lock.json, about a minute) ...');
  const progress = setInterval(() => {
    say(`Installing packages ... ${elapsed()}`);
  }, PROGRESS_PERIOD_MS);
  try {
    const { command, args, shell } = npmCommand();
    // No package here needs its install script. Development packages build the web application, so
    // they are wanted under NODE_ENV=production too. npm 11 grumbles about engines under Node 20.
    const flags =
      '--ignore-scripts --include=dev --include=optional --no-audit --no-fund --loglevel=error';
    const exitCode = await runToEnd(command, [...args, 'ci', ...flags.split(' ')], {
      cwd: ROOT,
      shell,
      // The script's standard output is the caller's; npm's chatter goes to standard error.
      stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    });
    if (exitCode !== 0) {
      throw new LaunchError(
        `Cannot install packages: npm ended with exit code ${exitCode}`,
        exitCode,
      );
    }
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new LaunchError('Cannot install packages: npm is not on PATH, install it and try again');
  } finally {
    clearInterval(progress);
  }
  stamp(lockDigest());
  say(`Installed packages in ${elapsed()}`);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function lockOwner() {
  return Number(textOf(path.join(LOCK, 'pid')) ?? Number.NaN);
}

function lockIsStale() {
  const owner = lockOwner();
  if (!Number.isNaN(owner) && !isAlive(owner)) return true;
  try {
    return Date.now() - statSync(LOCK).mtimeMs > LOCK_SILENCE_MAX_MS;
  } catch (error) {
    if (error.code === 'ENOENT') return false; // given back in this very moment
    throw error;
  }
}

async function takeLock() {
  let told = false;
  for (;;) {
    try {
      mkdirSync(LOCK);
      writeFileSync(path.join(LOCK, 'pid'), String(process.pid));
      // Two who found the same dead lock may both have removed it: the last to write has it.
      await sleep(LOCK_POLL_MS);
      if (lockOwner() === process.pid) return;
    } catch (error) {
      if (error.code !== 'EEXIST' && error.code !== 'ENOENT') throw error;
    }
    if (lockIsStale()) {
      rmSync(LOCK, { recursive: true, force: true });
      continue;
    }
    if (!told) say('Waiting for another command that is installing packages ...');
    told = true;
    await sleep(LOCK_POLL_MS);
  }
}

async function installIfNeeded() {
  if (isInstalled()) return;
  await takeLock();
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimesSync(LOCK, now, now);
  }, LOCK_HEARTBEAT_MS);
  try {
    if (!isInstalled()) await install();
  } finally {
    clearInterval(heartbeat);
    rmSync(LOCK, { recursive: true, force: true });
  }
}

/**
 * Ends us when our parent has gone: npm does not pass signals on through its shell, so killing npm
 * would leave a server running that nobody owns. Started by hand or by a supervisor we stay: there
 * a vanished parent is how people detach a process.
 */
function endWithParent() {
  const parent = process.ppid;
  const launched = process.env.NIGEHBAN_LAUNCHER_PID === String(parent);
  delete process.env.NIGEHBAN_LAUNCHER_PID;
  if (!launched && process.env.npm_lifecycle_event === undefined) return;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, PARENT_CHECK_PERIOD_MS).unref();
}

/** Puts our Node and the packages' programs first on PATH, for whatever the script starts. */
function preferOnPath(nodeDirectory) {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const places = [nodeDirectory, path.join(MODULES, '.bin'), process.env[key] ?? ''];
  process.env[key] = places.join(path.delimiter);
}

async function runUnderPinnedNode(args) {
  preferOnPath(path.dirname(pinnedNode));
  try {
    process.exitCode = await runToEnd(pinnedNode, [SELF, ...args], {
      stdio: 'inherit',
      // So that it knows us for its parent and ends with us.
      env: { ...process.env, NIGEHBAN_LAUNCHER_PID: String(process.pid) },
    });
  } catch (error) {
    throw new LaunchError(
      `Cannot start the pinned Node "${pinnedNode}": ${error.message}, ` +
        `install Node ${NODE_VERSION_MIN.join('.')} or newer and try again`,
    );
  }
}

async function main() {
  const [script, ...args] = process.argv.slice(2);
  if (script === undefined) throw new LaunchError('Usage: node server/bootstrap.mjs SCRIPT', 2);
  endWithParent();
  refuseUnsupportedMachine();
  await installIfNeeded();
  if (!ownNodeIsNewEnough()) {
    await runUnderPinnedNode([script, ...args]);
    return;
  }
  preferOnPath(path.dirname(process.execPath));
  process.argv = [process.argv[0], path.resolve(ROOT, script), ...args];
  // As if Node had been started with the script: `import.meta.main` is true in it.
  Module.runMain();
}

try {
  await main();
} catch (error) {
  if (!(error instanceof LaunchError)) throw error;
  say(error.message);
  process.exitCode = error.exitCode;
}
