/** Promises about the text of this repository that no compiler or linter keeps. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { METRICS } from '../../server/domain/metric.ts';
import { SETTING_NAMES } from '../../server/platform/config.ts';
import { filesBelow, linesMatching, ROOT, textOf } from './sources.ts';

const FILES = filesBelow();
const SOURCES = FILES.filter((path) =>
  /^(server|simulators|web|test)\/.*\.(ts|js|mjs)$/.test(path),
);
const COMPONENTS = FILES.filter((path) => path.endsWith('.svelte'));

describe('the README', () => {
  const readme = (): string => textOf('README.md');
  const map = (): string[] =>
    [...readme().matchAll(/^\| `([\w.-]+\/[\w./-]*)` \|/gm)].map(([, path = '']) => path);

  test('names only folders and files that exist', () => {
    expect(map().length).toBeGreaterThan(10);
    expect(map().filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test('names every folder of the first level and of the server', () => {
    const folders = new Set(
      FILES.flatMap((path) => {
        const [top = '', second = '', third] = path.split('/');
        if (top.startsWith('.') || second === '') return [];
        return top === 'server' && third !== undefined ? [`server/${second}/`] : [`${top}/`];
      }),
    );
    folders.delete('server/');
    expect([...folders].filter((folder) => !map().includes(folder))).toEqual([]);
  });

  test('explains every setting', () => {
    expect(SETTING_NAMES.filter((name) => !readme().includes(`\`${name}\``))).toEqual([]);
  });
});

describe('every file', () => {
  test('that holds code opens with a comment saying what it is for', () => {
    const code = [...SOURCES, ...COMPONENTS].filter((path) => !path.endsWith('.test.ts'));
    const bare = code.filter((path) => !/^(#!.*\n)?\s*(\/\*\*|\/\/|<!--|\/\*)/.test(textOf(path)));
    expect(bare).toEqual([]);
  });

  test('has a name that says what is in it', () => {
    const vague = /(^|[/.-])(utils?|helpers?|common|misc|manager)([/.-]|$)/i;
    expect(FILES.filter((path) => vague.test(path))).toEqual([]);
  });

  test('is finished', () => {
    // Put together here, so that this file does not find itself.
    const marks = ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'];
    const prose = FILES.filter((path) => path !== 'package-lock.json');
    expect(linesMatching(prose, new RegExp(`\\b(${marks.join('|')})\\b`))).toEqual([]);
  });

  test('runs as a whole: no test is narrowed to itself', () => {
    const tests = SOURCES.filter((path) => path.endsWith('.test.ts'));
    expect(linesMatching(tests, /\b(test|it|describe)\.(only|todo|skip)\(/)).toEqual([]);
  });

  test('is free of the machine it was written on', () => {
    expect(linesMatching(FILES, /(^|[^\w.*])\/(work|farm|tmp|root|home)\/\w/)).toEqual([]);
  });

  test('names no package registry', () => {
    const hosts = ['registry\\.npm', 'npmmirror', 'deb\\.debian', 'pypi\\.org', 'verdaccio'];
    expect(linesMatching(FILES, new RegExp(`(${hosts.join('|')})[./]`))).toEqual([]);
  });
});

describe('names', () => {
  test('in the metric catalogue end in the unit', () => {
    const words: Readonly<Record<string, string>> = {
      V: 'Volts',
      Hz: 'Hertz',
      '%': 'Percent',
      s: 'Seconds',
      ms: 'Ms',
      '°C': 'Celsius',
      W: 'Watts',
      'bit/s': 'BitsPerSecond',
    };
    const measured = Object.values(METRICS).flatMap((metrics) =>
      metrics.filter(({ unit }) => unit !== ''),
    );
    const wrong = measured.filter(({ name, unit }) => !name.endsWith(words[unit] ?? `<${unit}>`));
    expect(wrong).toEqual([]);
  });

  test('of numbers that need a unit have one', () => {
    const unitless =
      /(timeout|interval|delay|period|duration|age|latency|jitter|loss|runtime|voltage|charge|load|temperature|uptime|throughput|rate|power|energy|frequency)$/i;
    const shared = SOURCES.filter((path) => /^server\/(domain|ports)\//.test(path));
    const wrong = shared.flatMap((path) =>
      declarationsOf(path)
        .filter(({ name, type }) => /^number\b/.test(type) && unitless.test(name))
        .map(({ name }) => `${path}: ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test('use the words of the glossary', () => {
    // We say alert, and name a thing after what it does. ALARM is a word of the UPS protocol.
    const refused = /^(alarms?|utils?|helpers?|misc)$/;
    const ours = SOURCES.filter((path) => !path.startsWith('test/'));
    const wrong = ours.flatMap((path) =>
      declarationsOf(path)
        .filter(({ name }) => name !== 'ALARM' && wordsOf(name).some((word) => refused.test(word)))
        .map(({ name }) => `${path}: ${name}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the lock file', () => {
  interface Locked {
    readonly optionalDependencies?: Readonly<Record<string, string>>;
  }
  const { packages } = JSON.parse(textOf('package-lock.json')) as {
    packages: Readonly<Record<string, Locked>>;
  };

  // npm forgets other platforms' packages when it works on an installed tree, and then refuses to
  // install from what it wrote.
  test('lists the packages of every platform', () => {
    const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) =>
          packages[`node_modules/${name}`] === undefined &&
          packages[`${place}/node_modules/${name}`] === undefined,
      ),
    );
    expect(missing).toEqual([]);
  });
});

/** Names a file declares, each with the text of its type where one is written. */
function declarationsOf(path: string): { name: string; type: string }[] {
  const file = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true);
  const found: { name: string; type: string }[] = [];
  const visit = (node: ts.Node): void => {
    const { name, type } = node as { name?: ts.Node; type?: ts.Node };
    if (name !== undefined && ts.isIdentifier(name)) {
      found.push({ name: name.text, type: type?.getText(file) ?? '' });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** `batteryRuntimeMs` is battery, runtime, ms. */
function wordsOf(name: string): string[] {
  return name
    .split(/_|(?<=[a-z0-9])(?=[A-Z])/)
    .map((word) => word.toLowerCase())
    .filter((word) => word !== '');
}
