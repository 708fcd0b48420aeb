import fc from 'fast-check';
import { expect, test } from 'vitest';
import { READINGS_PER_ENTRY, WaitingReadings } from '../../../server/ingest/waiting-readings.ts';

test('the figure is exact up to one entry, and nought once everything is stored', () => {
  const batches = fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(batches, fc.nat(200), (sizes, storedCount) => {
      const waiting = new WaitingReadings();
      sizes.forEach((readings, position) => {
        waiting.add(position + 1, readings);
      });
      waiting.release(storedCount);
      const truth = sizes.slice(storedCount).reduce((sum, readings) => sum + readings, 0);
      expect(waiting.total).toBeGreaterThanOrEqual(truth);
      expect(waiting.total).toBeLessThanOrEqual(truth + READINGS_PER_ENTRY);
      waiting.release(sizes.length);
      expect(waiting.total).toBe(0);
    }),
  );
});
