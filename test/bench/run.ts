/**
 * `npm run bench [-- NAME ...]`: measures and prints one JSON line per figure.
 *
 * Ratios within one run are what counts: the same machine, the same minute. Needs the Debian services
 * that the tests use; a bench whose service is missing says so and is left out.
 */
import { parseArgs } from 'node:util';
import type { Figure } from './figure.ts';
import { BENCH_FLAGS, benchOptionsOf, type BenchOptions } from './options.ts';

type Bench = (options: BenchOptions) => AsyncIterable<Figure>;

const BENCHES: Readonly<Record<string, () => Promise<{ run: Bench }>>> = {
  store: async () => ({ run: (await import('./store.ts')).benchStore }),
  ingest: async () => ({ run: (await import('./ingest.ts')).benchIngest }),
  push: async () => ({ run: (await import('./push.ts')).benchPush }),
  nation: async () => ({ run: (await import('./nation.ts')).benchNation }),
  viewers: async () => ({ run: (await import('./viewers.ts')).benchViewers }),
  alerts: async () => ({ run: (await import('./alerts.ts')).benchAlerts }),
  storm: async () => ({ run: (await import('./storm.ts')).benchStorm }),
};

const { positionals: names, values } = parseArgs({ options: BENCH_FLAGS, allowPositionals: true });
const unknown = names.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  process.stderr.write(
    `Cannot run bench "${unknown.join(', ')}": there are ${Object.keys(BENCHES).join(', ')}\n`,
  );
  process.exit(2);
}
for (const [name, load] of Object.entries(BENCHES)) {
  if (names.length > 0 && !names.includes(name)) continue;
  process.stderr.write(`bench ${name} ...\n`);
  const { run } = await load();
  for await (const figure of run(benchOptionsOf(values)))
    process.stdout.write(`${JSON.stringify({ bench: name, ...figure })}\n`);
}
