/**
 * `npm run check`: everything that can be said of the source without running it.
 *
 * Types, pages, lint, format, layers, dead code, text. Runs every step even when one fails, two at a
 * time, and prints each step's output whole, in the order below. Exit code 1 when any failed.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const ROOT = join(import.meta.dirname, '..');
/** The type-aware steps are bound by CPU and by memory: more at once is not faster. */
const PARALLEL_STEPS_MAX = 2;

interface Command {
  /** Program below node_modules. */
  readonly program: string;
  readonly args: readonly string[];
}

interface Step {
  readonly name: string;
  /** Run one after the other, the next only when the one before succeeded. */
  readonly commands: readonly Command[];
}

interface Outcome {
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

const TSC = 'typescript/bin/tsc';
const SOURCES = ['server', 'simulators', 'web', 'test'];

const SYNC: Step = {
  name: 'generated types (svelte-kit sync)',
  commands: [
    { program: '@sveltejs/kit/svelte-kit.js', args: ['sync', '--config', 'web/vite.config.ts'] },
  ],
};

const STEPS: readonly Step[] = [
  {
    name: 'types (tsc)',
    commands: [
      { program: TSC, args: ['-p', '.'] },
      { program: TSC, args: ['-p', 'test'] },
    ],
  },
  {
    name: 'pages (svelte-check)',
    commands: [
      {
        program: 'svelte-check/bin/svelte-check',
        args: ['--workspace', 'web', '--tsconfig', 'tsconfig.json', '--fail-on-warnings'],
      },
    ],
  },
  {
    name: 'lint (eslint)',
    commands: [
      {
        program: 'eslint/bin/eslint.js',
        args: ['--config', 'test/tidy/eslint.config.js', '--max-warnings', '0', ...SOURCES],
      },
    ],
  },
  {
    name: 'format (prettier)',
    commands: [
      {
        program: 'prettier/bin/prettier.cjs',
        args: ['--check', '--log-level', 'warn', ...SOURCES, '*.json'],
      },
    ],
  },
  {
    name: 'layers (dependency-cruiser)',
    commands: [
      {
        program: 'dependency-cruiser/bin/dependency-cruiser.mjs',
        args: ['--config', 'test/tidy/dependency-cruiser.js', 'server', 'simulators', 'web/src'],
      },
    ],
  },
  { name: 'dead code (knip)', commands: [{ program: 'knip/bin/knip.js', args: [] }] },
  {
    name: 'text (tidy)',
    commands: [
      {
        program: 'vitest/vitest.mjs',
        args: ['run', '--config', 'test/vitest.config.ts', '--project', 'tidy'],
      },
    ],
  },
];

function runCommand({ program, args }: Command): Promise<Omit<Outcome, 'seconds'>> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(ROOT, 'node_modules', program), ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.on('error', (error) => {
      resolve({ passed: false, output: error.message });
    });
    child.on('close', (code) => {
      resolve({ passed: code === 0, output });
    });
  });
}

async function runStep(step: Step): Promise<Outcome> {
  const startedMs = performance.now();
  let output = '';
  let passed = true;
  for (const command of step.commands) {
    const outcome = await runCommand(command);
    output += outcome.output;
    passed &&= outcome.passed;
    if (!passed) break;
  }
  return { passed, output, seconds: (performance.now() - startedMs) / 1_000 };
}

/** Starts the steps in order, a few at a time; each promise is settled by its own step. */
function startAll(steps: readonly Step[]): Promise<Outcome>[] {
  const running = new Set<Promise<unknown>>();
  let turn: Promise<unknown> = Promise.resolve();
  return steps.map((step) => {
    const outcome = turn.then(async () => {
      while (running.size >= PARALLEL_STEPS_MAX) await Promise.race(running);
      const run = runStep(step);
      const done = run.finally(() => running.delete(done));
      running.add(done);
      return { run };
    });
    turn = outcome;
    return outcome.then(({ run }) => run);
  });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<void> {
  const startedMs = performance.now();
  const failures: string[] = [];
  const report = (name: string, outcome: Outcome): void => {
    const verdict = outcome.passed ? 'passed' : 'FAILED';
    say(`\n== ${name}: ${verdict} in ${outcome.seconds.toFixed(1)} s`);
    if (outcome.passed) return;
    failures.push(name);
    say(outcome.output.trim());
  };

  // Alone and first: it writes the types that types, lint and pages all read.
  report(SYNC.name, await runStep(SYNC));
  const outcomes = startAll(STEPS);
  for (const [index, step] of STEPS.entries()) report(step.name, await outcomes[index]!);

  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  say(
    failures.length === 0
      ? `\nAll checks passed in ${seconds} s`
      : `\n${failures.length} checks failed in ${seconds} s: ${failures.join(', ')}`,
  );
  process.exitCode = failures.length === 0 ? 0 : 1;
}

await main();
