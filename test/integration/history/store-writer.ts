/**
 * A server reduced to its spool and its store, to be killed: appends batches as fast as the disk
 * takes them, as `node store-writer.ts FOLDER LIFE`, and says `ready` once the first are stored.
 */
import { join } from 'node:path';
import { startReadingStore } from '../../../server/history/store.ts';
import { FrameLogWriter } from '../../../server/platform/frame-log.ts';
import { systemClock } from '../../../server/platform/system-clock.ts';
import { batchOf, DIRECTORY, steadyReadings } from '../../server/history/readings.ts';
import { SilentLog } from '../../support/silent-log.ts';

const HOUR_MS = 3_600_000;
const READINGS_PER_BATCH = 500;

const [folder = '', life = '0'] = process.argv.slice(2);
const spoolFolder = join(folder, 'spool');
const spool = await FrameLogWriter.open(spoolFolder, { bytesMax: 1024 * 1024 * 1024 });
const store = await startReadingStore(
  { dataFolder: join(folder, 'data'), spoolFolder },
  { clock: systemClock, log: new SilentLog() },
);
store.setDirectory(DIRECTORY);
store.onStatus(({ storedReadings }) => {
  if (storedReadings > 0) process.stdout.write('ready\n');
});
// Every life writes readings of its own, in an hour of its own.
const hourMs = Math.floor(systemClock.nowMs() / HOUR_MS) * HOUR_MS;
const startMs = hourMs - (5 - Number(life)) * HOUR_MS;
for (let step = 0; ; step += 1) {
  const readings = steadyReadings(startMs, READINGS_PER_BATCH * 10_000).map((reading, index) => ({
    ...reading,
    atMs: startMs + step * READINGS_PER_BATCH + index,
  }));
  store.logGrew(await spool.append(batchOf(readings)));
}
