/** The embedded store keeps the contract, driven without a worker on a clock that stands still. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDbEngine } from '../../../server/history/embedded/duckdb-engine.ts';
import { pipelineUnderTest } from './pipeline-under-test.ts';
import { readingStoreContract } from '../../contracts/reading-store.contract.ts';

readingStoreContract('embedded', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'embedded-store-'));
  return pipelineUnderTest({
    makeEngine: () => new DuckDbEngine({ file: join(folder, 'readings.duckdb') }),
    remove: () => rm(folder, { recursive: true, force: true }),
  });
});
