/**
 * The simulator's command: reads its options, starts a fleet, reports, and stops it in good order.
 *
 * Progress goes to standard error every ten seconds; the summary is the one line on standard output.
 */
import { readFileSync } from 'node:fs';
import { sampleCentres } from '#domain/sample/estate.ts';
import type { FleetClock } from './clock.ts';
import { startFleet, type FleetSummary } from './fleet.ts';
import { parseOptions, USAGE, type SimulatorOptions } from './options.ts';
import { SimulatorError } from './simulator-error.ts';

const PROGRESS_EVERY_MS = 10_000;
const EXIT_BAD_OPTIONS = 2;

const clock: FleetClock = {
  nowMs: () => Date.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
  every(periodMs, action) {
    const timer = setInterval(action, periodMs);
    return () => {
      clearInterval(timer);
    };
  },
};

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), process.env, (path) =>
    readFileSync(path, 'utf8'),
  );
  if (options === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  await run(options);
}

async function run(options: SimulatorOptions): Promise<void> {
  const startedAtMs = clock.nowMs();
  const fleet = await startFleet({
    ...options,
    centres: sampleCentres({ centres: options.centres, seed: options.seed }),
    clock,
  });
  const stopProgress = clock.every(PROGRESS_EVERY_MS, () => {
    process.stderr.write(`${progressOf(fleet.summary())}\n`);
  });

  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    stopProgress();
    cancelDuration();
    void fleet.stop().then((summary) => {
      const { user, system } = process.cpuUsage();
      const line = {
        scenario: options.scenario,
        seed: options.seed,
        speed: options.speed,
        elapsedSeconds: Math.round((clock.nowMs() - startedAtMs) / 1_000),
        cpuSeconds: Number(((user + system) / 1e6).toFixed(1)),
        residentMegabytes: Math.round(process.memoryUsage().rss / 1e6),
        ...summary,
      };
      process.stdout.write(`${JSON.stringify(line)}\n`);
      if (process.connected) process.disconnect();
    });
  };
  const cancelDuration =
    options.durationSeconds === undefined
      ? () => undefined
      : clock.after(options.durationSeconds * 1_000, stop);
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  // Whoever launched it with a channel is gone, however it ended.
  process.once('disconnect', stop);
}

function progressOf(summary: FleetSummary): string {
  return [
    `connected ${summary.connected}/${summary.centres}`,
    `published ${summary.messagesPublished}`,
    `acknowledged ${summary.messagesAcknowledged}`,
    `backlog ${summary.backlogMessages}`,
    `dropped ${summary.messagesDropped}`,
    `reconnects ${summary.reconnects}`,
    `lag ${summary.lagMs} ms`,
  ].join(', ');
}

try {
  await main();
} catch (cause) {
  if (!(cause instanceof SimulatorError)) throw cause;
  process.stderr.write(`${cause.message}\n`);
  process.exitCode = EXIT_BAD_OPTIONS;
}
