/** The repository's own files as the text checks see them: everything but what is installed or made. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

const NOT_OURS = new Set(['.git', 'node_modules', '.svelte-kit', 'data', 'test-results', 'build']);
/** Pictures, fonts and maps: their bytes are not prose. */
const BINARY = /\.(png|jpe?g|webp|ico|woff2?|gz|br|duckdb|sqlite)$/;

/** Paths relative to the root, with `/`, sorted. */
export function filesBelow(folder = ''): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (NOT_OURS.has(entry.name)) continue;
    if (entry.isDirectory()) found.push(...filesBelow(path));
    else if (entry.isFile() && !BINARY.test(entry.name)) found.push(path);
  }
  return found.sort();
}

export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** `path:line: text` of every line of `paths` that matches. */
export function linesMatching(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    textOf(path)
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [],
      ),
  );
}
