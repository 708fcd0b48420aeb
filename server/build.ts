/**
 * Builds the pages when what they are made of has changed since the last build.
 *
 * What they are made of is hashed and kept as a stamp inside the build, which each build empties: a
 * build that failed leaves no stamp and is done again. Called by `npm start` and the tests; runs alone.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const STAMP = join(ROOT, 'web/build/.stamp');
const VITE = join(ROOT, 'node_modules/vite/bin/vite.js');
const MAP_SCRIPT = join(ROOT, 'web/map-asset.ts');
const MAP_ASSET = join(ROOT, 'web/static/map.json');

const MAP_SOURCES = ['web/map-asset.ts', 'server/domain/sample/cities.ts', 'package-lock.json'];
const PAGE_SOURCES = [
  'web/src/**/*',
  'web/static/**/*',
  'web/vite.config.ts',
  'web/tsconfig.json',
  'server/domain/**/*',
  'package.json',
  'package-lock.json',
];
/** Of a failed build, what is repeated in the error. */
const OUTPUT_SHOWN_LENGTH = 4_000;

export class WebBuildError extends Error {
  override readonly name = 'WebBuildError';
}

/** Brings `web/build` up to date. `say` is told what takes time. Throws WebBuildError. */
export async function buildWeb(say: (text: string) => void): Promise<void> {
  await buildMap(say);
  const hash = hashOf(PAGE_SOURCES);
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return;
  say('Building the pages ...');
  await run([VITE, 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn']);
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, hash);
}

/** The map's own age tells whether it is stale: it may also have been put there by hand. */
async function buildMap(say: (text: string) => void): Promise<void> {
  if (existsSync(MAP_ASSET)) {
    const builtAtMs = statSync(MAP_ASSET).mtimeMs;
    const changed = MAP_SOURCES.some((path) => statSync(join(ROOT, path)).mtimeMs > builtAtMs);
    if (!changed) return;
  }
  say('Building the map ...');
  await run([MAP_SCRIPT]);
}

/** Of the names and contents of every file that a pattern names, whatever the order of the disk. */
function hashOf(patterns: readonly string[]): string {
  const hash = createHash('sha256');
  const paths = globSync([...patterns], { cwd: ROOT }).map((path) => path.replaceAll(sep, '/'));
  for (const path of paths.toSorted()) {
    const file = join(ROOT, path);
    if (statSync(file).isDirectory()) continue;
    hash.update(`${path}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

async function run(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_SHOWN_LENGTH);
    });
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  if (exitCode !== 0) {
    throw new WebBuildError(
      `Cannot build the pages "${args[0] ?? ''}": exit code ${String(exitCode)}, wanted 0\n${output}`,
    );
  }
}

if (import.meta.main) {
  await buildWeb((text) => {
    process.stdout.write(`${text}\n`);
  });
}
