/**
 * Each house rule of the linter still catches a planted breach.
 *
 * The text is linted under the path of an existing file, so that the type-aware rules see a project.
 */
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import { ROOT } from './sources.ts';

const eslint = new ESLint({ cwd: ROOT, overrideConfigFile: 'test/tidy/eslint.config.js' });

async function rulesBroken(text: string, filePath: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath });
  return (result?.messages ?? []).map(({ ruleId }) => ruleId);
}

const DOMAIN_FILE = 'server/domain/topic.ts';
const FEATURE_FILE = 'server/live/live-hub.ts';
const MACHINE_FILE = 'server/platform/system-clock.ts';
const COMPONENT = 'web/src/lib/map/NationMap.svelte';

const BREACHES: readonly [breach: string, rule: string, text: string][] = [
  ['Date.now', 'no-restricted-properties', 'export const at = Date.now();\n'],
  ['performance.now', 'no-restricted-properties', 'export const at = performance.now();\n'],
  ['Math.random', 'no-restricted-properties', 'export const chance = Math.random();\n'],
  ['process.env', 'no-restricted-properties', "export const home = process.env['HOME'];\n"],
  ['new Date()', 'no-restricted-syntax', 'export const at = new Date();\n'],
  ['a default export', 'no-restricted-syntax', 'const one = 1;\nexport default one;\n'],
  ['a timer', 'no-restricted-globals', 'export const t = setTimeout(() => undefined, 5);\n'],
  ['console.log', 'no-console', "console.log('here');\n"],
  ['a floating promise', '@typescript-eslint/no-floating-promises', 'Promise.resolve(1);\n'],
  ['any', '@typescript-eslint/no-explicit-any', 'export const x: any = 1;\n'],
  ['a 401-line file', 'max-lines', 'export {};\n'.repeat(401)],
  [
    'a 71-line function',
    'max-lines-per-function',
    `export function long(): void {\n${'  void 0;\n'.repeat(70)}}\n`,
  ],
  [
    'thirteen branches',
    'complexity',
    `export function f(n: number): number {\n${'  if (n > 1) n += 1;\n'.repeat(12)}  return n;\n}\n`,
  ],
];

describe('the linter refuses', () => {
  test.each(BREACHES)('%s', async (_breach, rule, text) => {
    expect(await rulesBroken(text, FEATURE_FILE)).toContain(rule);
  });

  test('an each block without a key in a component', async () => {
    const text = '<ul>\n  {#each [1, 2] as n}<li>{n}</li>{/each}\n</ul>\n';
    expect(await rulesBroken(text, COMPONENT)).toContain('svelte/require-each-key');
  });

  test('markup from a string in a component', async () => {
    expect(await rulesBroken("{@html '<b>no</b>'}\n", COMPONENT)).toContain(
      'svelte/no-at-html-tags',
    );
  });
});

describe('the linter allows', () => {
  test('the machine to the files that hand it out', async () => {
    const text = 'export const at = (): number => Date.now();\n';
    expect(await rulesBroken(text, MACHINE_FILE)).toEqual([]);
  });

  test('numbers in templates, async functions without await, dates made from a time', async () => {
    const text = [
      'export async function textOf(atMs: number): Promise<string> {',
      '  return `${atMs} is ${new Date(atMs).toISOString()}`;',
      '}',
      '',
    ].join('\n');
    expect(await rulesBroken(text, DOMAIN_FILE)).toEqual([]);
  });
});
