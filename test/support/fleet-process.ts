/** The sample fleet in a process of its own, as `npm start` runs it, and the summary it ends with. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cpuSecondsOf } from './product.ts';

const FLEET = fileURLToPath(new URL('../../simulators/main.ts', import.meta.url));

export interface FleetProcessOptions {
  readonly broker: string;
  readonly centres: number;
  readonly seed?: number;
  readonly scenario?: string;
  readonly extra?: readonly string[];
  /** On top of this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Counters of the fleet's own summary; see `simulators/`. */
export type FleetSummary = Readonly<Record<string, unknown>>;

export class FleetProcess {
  readonly process: ChildProcess;
  #output = '';
  #progress = '';

  constructor(options: FleetProcessOptions) {
    this.process = spawn(
      process.execPath,
      [
        FLEET,
        ...['--broker', options.broker, '--centres', String(options.centres)],
        ...['--seed', String(options.seed ?? 1)],
        ...(options.scenario === undefined ? [] : ['--scenario', options.scenario]),
        ...(options.extra ?? []),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...options.env } },
    );
    this.process.stdout?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    this.process.stderr?.on('data', (chunk: Buffer) => {
      this.#progress = (this.#progress + chunk.toString()).slice(-10_000);
    });
  }

  get progress(): string {
    return this.#progress;
  }

  cpuSeconds(): number {
    return cpuSecondsOf(this.process.pid ?? 0);
  }

  /** Ends it as a gateway shut-down would and gives its summary. */
  async stop(): Promise<FleetSummary> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGTERM');
      await ended;
    }
    const line = this.#output.trim().split('\n').at(-1) ?? '';
    try {
      return JSON.parse(line) as FleetSummary;
    } catch (cause) {
      throw new Error(`The fleet gave no summary:\n${this.#progress}`, { cause });
    }
  }
}
