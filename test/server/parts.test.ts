import { expect, test } from 'vitest';
import { sightingKeeper } from '../../server/parts.ts';
import { SilentLog } from '../support/silent-log.ts';

test('a disk that takes no sightings is complained of once, and ends nothing', () => {
  const log = new SilentLog();
  let full = true;
  const keep = sightingKeeper(
    {
      recordUnclaimed() {
        if (full) throw new Error('database or disk is full');
      },
    },
    log,
  );
  keep([]);
  keep([]);
  expect(log.lines).toHaveLength(1);
  full = false;
  keep([]);
  full = true;
  keep([]);
  expect(log.lines).toHaveLength(2);
});
