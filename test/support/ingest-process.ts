/** Entry of a process that runs nothing but ingest, to be killed by tests. Options come as argument. */
import { startIngest, type IngestOptions } from '../../server/ingest/ingest.ts';

const options = JSON.parse(process.argv[2] ?? '') as IngestOptions;
const nothing = (): void => undefined;
const ingest = await startIngest(options, {
  onBatch: nothing,
  onPresence: nothing,
  onQuarantine: nothing,
  onUnclaimed: nothing,
  onSkew: nothing,
  onStatus: (status) => {
    process.send?.({ connected: status.brokerConnected });
  },
  onCrash: (error) => {
    throw error;
  },
});
process.send?.({ address: ingest.address, connected: ingest.status().brokerConnected });
