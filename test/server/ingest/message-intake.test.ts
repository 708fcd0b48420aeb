import { describe, expect, test } from 'vitest';
import {
  MESSAGE_BYTES_MAX,
  READINGS_PER_MESSAGE_MAX,
} from '../../../server/ingest/message-intake.ts';
import { QUARANTINE_ENTRIES_MAX, SIGHTINGS_MAX } from '../../../server/ingest/outbox.ts';
import { createIntake, DIRECTORY, shownReadings } from '../../support/intake.ts';

const NOW = Date.UTC(2026, 10, 23, 6);
const CENTRE = 'erozgar/v1/PB/lhr-001';

function setUp() {
  const parts = createIntake();
  const take = (topic: string, content: unknown, receivedAtMs = NOW): void => {
    const payload = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
    parts.intake.take({ topic, payload, receivedAtMs });
  };
  return { ...parts, take };
}

describe('presence', () => {
  test('comes from status messages, once per change', () => {
    const { take, outbox } = setUp();
    take(`${CENTRE}/status`, { online: true, at: NOW - 5, boot: 'b1' });
    expect(outbox.takePresence()).toEqual([
      { centreId: 1, online: true, atMs: NOW - 5, receivedAtMs: NOW, boot: 'b1' },
    ]);
    take(`${CENTRE}/status`, { online: true, at: NOW, boot: 'b1' });
    expect(outbox.takePresence()).toEqual([]);
    take(`${CENTRE}/status`, { online: false, boot: 'b1' }, NOW + 9);
    expect(outbox.takePresence()).toMatchObject([{ online: false, atMs: NOW + 9 }]);
  });

  test('is not ended by the will of an earlier boot, which live data reveals too', () => {
    const { take, outbox } = setUp();
    take(`${CENTRE}/status`, { online: true, at: NOW, boot: 'b1' });
    outbox.takePresence();
    take(`${CENTRE}/data`, { at: NOW, boot: 'b2', readings: [] });
    take(`${CENTRE}/status`, { online: false, at: NOW, boot: 'b1' });
    expect(outbox.takePresence()).toEqual([]);
    take(`${CENTRE}/status`, { online: false, at: NOW, boot: 'b2' });
    expect(outbox.takePresence()).toMatchObject([{ online: false }]);
  });

  test('a replayed message does not tell which boot is the present one', () => {
    const { take, outbox } = setUp();
    take(`${CENTRE}/status`, { online: true, at: NOW, boot: 'b2' });
    take(`${CENTRE}/data`, { at: NOW - 3_600_000, boot: 'b1', readings: [] });
    take(`${CENTRE}/data`, { at: NOW, hist: true, boot: 'b1', readings: [] });
    outbox.takePresence();
    take(`${CENTRE}/status`, { online: false, at: NOW, boot: 'b2' });
    expect(outbox.takePresence()).toMatchObject([{ online: false }]);
  });

  test('ends with the connection of a gateway that said nothing', () => {
    const { take, intake, outbox } = setUp();
    take(`${CENTRE}/status`, { online: true, at: NOW, boot: 'b1' });
    outbox.takePresence();
    intake.loseConnection({ centre: 'lhr-001', boot: 'b0', receivedAtMs: NOW });
    intake.loseConnection({ centre: 'nowhere', boot: null, receivedAtMs: NOW });
    expect(outbox.takePresence()).toEqual([]);
    intake.loseConnection({ centre: 'lhr-001', boot: 'b1', receivedAtMs: NOW });
    expect(outbox.takePresence()).toMatchObject([{ centreId: 1, online: false }]);
  });

  test('a wrong clock does not hide it', () => {
    const { take, outbox, counters } = setUp();
    take(`${CENTRE}/status`, { online: false, at: 'yesterday' });
    expect(outbox.takePresence()).toMatchObject([{ online: false, atMs: NOW }]);
    expect(counters.quarantined).toEqual({ bad_time: 1 });
  });

  test('a retained status that is taken back says nothing', () => {
    const { take, outbox, counters } = setUp();
    take(`${CENTRE}/status`, '');
    expect(outbox.takePresence()).toEqual([]);
    expect(counters.quarantined).toEqual({});
  });
});

describe('limits', () => {
  test('a single message may have 16 KiB, data more', () => {
    const { take, counters } = setUp();
    const padding = 'x'.repeat(MESSAGE_BYTES_MAX);
    take(`${CENTRE}/ups/u1`, { at: NOW, status: 'OL', padding });
    expect(counters.quarantined).toEqual({ too_large: 1 });
    take(`${CENTRE}/data`, { at: NOW, padding, readings: [{ device: 'ups/u1', status: 'OL' }] });
    expect(counters.readings).toBe(1);
    take(`${CENTRE}/data`, { at: NOW + 1, padding: padding.repeat(16), readings: [] });
    expect(counters.quarantined).toEqual({ too_large: 2 });
  });

  test('a message may not have more readings than fit a sensible one', () => {
    const { take, counters } = setUp();
    const readings = Array.from({ length: READINGS_PER_MESSAGE_MAX + 1 }, () => ({}));
    take(`${CENTRE}/data`, { at: NOW, readings });
    expect(counters.quarantined).toEqual({ too_many_readings: 1 });
  });

  test('what is told of refusals and strangers is bounded, what is counted is not', () => {
    const { take, outbox, counters } = setUp();
    for (let index = 0; index < 2 * SIGHTINGS_MAX; index += 1) {
      take(`${CENTRE}/ups/u1`, 'nonsense');
      take(`erozgar/v1/PB/stranger-${index}/ups/u1`, { at: NOW });
    }
    expect(outbox.takeQuarantine()).toHaveLength(QUARANTINE_ENTRIES_MAX);
    expect(outbox.takeSightings()).toHaveLength(SIGHTINGS_MAX);
    expect(counters.quarantined.not_json).toBe(2 * SIGHTINGS_MAX);
    expect(counters.unclaimedMessages).toBe(2 * SIGHTINGS_MAX);
  });

  test('deeply nested values are refused without being walked', () => {
    const { take, outbox } = setUp();
    const deep = `${'['.repeat(7_000)}${']'.repeat(7_000)}`;
    take(`${CENTRE}/ups/u1`, `{"at":${NOW},"loadPercent":${deep}}`);
    expect(outbox.takeQuarantine()).toMatchObject([{ reason: 'wrong_type', field: 'loadPercent' }]);
  });
});

describe('strangers', () => {
  test('an unknown centre is sighted with its devices, and nothing of it is kept', () => {
    const { take, outbox, builder } = setUp();
    const readings = [{ device: 'ups/u1', status: 'OL' }, { device: 'link/n1' }, { device: 'x' }];
    take('erozgar/v1/PB/new-001/data', { at: NOW, readings });
    take('erozgar/v1/PB/new-001/status', { online: true });
    expect(outbox.takeSightings()).toMatchObject([
      { centre: 'new-001', kind: null, device: null, messages: 2 },
      { centre: 'new-001', kind: 'ups', device: 'u1', messages: 1 },
      { centre: 'new-001', kind: 'link', device: 'n1', messages: 1 },
    ]);
    expect(builder.length).toBe(0);
    expect(outbox.takePresence()).toEqual([]);
  });

  test('an inventory announces devices that are not in the register', () => {
    const { take, outbox } = setUp();
    take(`${CENTRE}/meta`, {
      devices: [{ device: 'ups/u1' }, { device: 'zone/z9', model: 'VS133' }],
    });
    expect(outbox.takeSightings()).toMatchObject([{ kind: 'zone', device: 'z9' }]);
  });

  test('are known once the register has them, and forgotten when it has not', () => {
    const { take, intake, counters } = setUp();
    take(`${CENTRE}/ups/u1`, { at: NOW });
    intake.setDirectory(DIRECTORY.filter(({ code }) => code !== 'lhr-001'));
    take(`${CENTRE}/ups/u1`, { at: NOW + 1 });
    expect(counters).toMatchObject({ readings: 1, unclaimedMessages: 1 });
    intake.setDirectory(DIRECTORY);
    take(`${CENTRE}/ups/u1`, { at: NOW + 2 });
    expect(counters.readings).toBe(2);
  });
});

describe('time', () => {
  test('the skew of a gateway is told when it changes by half a second', () => {
    const { take, outbox } = setUp();
    for (let index = 0; index < 20; index += 1) {
      take(`${CENTRE}/data`, { at: NOW + index, readings: [] }, NOW + index + 7_000);
    }
    expect(outbox.takeSkews()).toEqual([{ centreId: 1, skewMs: 7_000 }]);
  });

  test('readings whose clock ran ahead are each kept, at our own time', () => {
    const { take, builder } = setUp();
    const at = NOW + 3_600_000;
    const readings = [-20, -10, 0].map((dt) => ({ device: 'ups/u1', dt, status: 'OL' }));
    take(`${CENTRE}/data`, { at, readings });
    take(`${CENTRE}/data`, { at, readings });
    expect(shownReadings(builder).map(({ atMs }) => atMs - NOW)).toEqual([0, 1, 2]);
  });
});
