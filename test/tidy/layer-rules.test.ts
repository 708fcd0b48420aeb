/** Each layer rule still catches a planted breach, and a well-built tree breaks none. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from './sources.ts';

/** A small house that keeps every rule. */
const HOUSE: Readonly<Record<string, string>> = {
  'package.json':
    '{"type":"module","imports":{"#domain/*":"./server/domain/*"},"dependencies":{"mqtt":"1"}}',
  'tsconfig.json': '{"compilerOptions":{"module":"nodenext","moduleResolution":"nodenext"}}',
  'node_modules/mqtt/package.json': '{"name":"mqtt","version":"1.0.0","main":"index.js"}',
  'node_modules/mqtt/index.js': 'export const connect = () => 1;',
  'server/domain/reading.ts': 'export const reading = 1;',
  'server/ports/log.ts':
    "import { reading } from '#domain/reading.ts'; export const log = reading;",
  'server/platform/errors.ts': "import { log } from '../ports/log.ts'; export const errors = log;",
  'server/ingest/client.ts': "import { connect } from 'mqtt'; export const client = connect;",
  'server/live/hub.ts':
    "import { errors } from '../platform/errors.ts'; export const hub = errors;",
  'server/main.ts': "import './ingest/client.ts'; import './live/hub.ts'; export const main = 1;",
  'simulators/main.ts':
    "import { reading } from '#domain/reading.ts'; export const fleet = reading;",
  'web/src/routes/+page.svelte':
    '<script lang="ts">import { reading } from \'#domain/reading.ts\';</script>{reading}',
};

/** Files that break a rule, each named in what must be reported. */
const BREACHES: readonly [rule: string, path: string, text: string][] = [
  ['domain-is-pure', 'server/domain/files.ts', "import 'node:fs';"],
  ['domain-is-pure', 'server/domain/vendor.ts', "import 'mqtt';"],
  ['ports-know-only-domain', 'server/ports/feature.ts', "import '../live/hub.ts';"],
  ['platform-knows-no-feature', 'server/platform/feature.ts', "import '../ingest/client.ts';"],
  ['features-are-strangers', 'server/live/value.ts', "import '../ingest/client.ts';"],
  [
    'features-are-strangers',
    'server/live/type.ts',
    "import type { client } from '../ingest/client.ts'; export type Client = typeof client;",
  ],
  ['web-and-simulators-see-only-domain', 'simulators/hub.ts', "import '../server/live/hub.ts';"],
  [
    'web-and-simulators-see-only-domain',
    'web/src/lib/Hub.svelte',
    '<script lang="ts">import \'../../../server/live/hub.ts\';</script>',
  ],
  ['only-main-wires', 'server/live/entry.ts', "import '../main.ts';"],
  ['vendor-stays-in-its-adapter', 'server/live/vendor.ts', "import 'mqtt';"],
  ['no-cycles', 'server/live/circle.ts', "import './round.ts';"],
  ['no-orphans', 'server/live/lonely.ts', 'export const lonely = 1;'],
  ['not-to-unresolvable', 'server/live/nowhere.ts', "import './there-is-none.ts';"],
];

/** The other half of the circle; a circle is reported by one of its files. */
const CIRCLE_BACK = ['server/live/round.ts', "import './circle.ts';"] as const;

function build(files: Iterable<readonly [path: string, text: string]>): string {
  const house = mkdtempSync(join(tmpdir(), 'nigehban-layers-'));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), `${text}\n`);
  }
  // Components are compiled before their imports are read, and then import Svelte itself.
  symlinkSync(join(ROOT, 'node_modules/svelte'), join(house, 'node_modules/svelte'));
  return house;
}

/** `rule: file` of every violation in a house, which is torn down. */
function violationsIn(house: string): string[] {
  const cruiser = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const config = join(ROOT, 'test/tidy/dependency-cruiser.js');
  const folders = ['server', 'simulators', 'web/src'];
  const args = [cruiser, '--config', config, '--output-type', 'json', ...folders];
  try {
    const output = execFileSync(process.execPath, args, { cwd: house, encoding: 'utf8' });
    const { summary } = JSON.parse(output) as {
      summary: { violations: { from: string; rule: { name: string } }[] };
    };
    return summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`);
  } finally {
    rmSync(house, { recursive: true, force: true });
  }
}

test('a house in order breaks no rule', () => {
  expect(violationsIn(build(Object.entries(HOUSE)))).toEqual([]);
});

describe('a breach is reported', () => {
  let violations: string[];
  beforeAll(() => {
    const planted = BREACHES.map(([, path, text]) => [path, text] as const);
    violations = violationsIn(build([...Object.entries(HOUSE), ...planted, CIRCLE_BACK]));
  });

  test.each(BREACHES)('%s by %s', (rule, path) => {
    expect(violations).toContain(`${rule}: ${path}`);
  });
});
