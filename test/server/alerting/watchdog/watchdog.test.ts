/** When we count as blind, who is told, and what a restart makes of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Blindness } from '#domain/alerting/queue.ts';
import { watchdogMigrations } from '../../../../server/alerting/watchdog/migrations.ts';
import { Watchdog } from '../../../../server/alerting/watchdog/watchdog.ts';
import { type Database, openDatabase } from '../../../../server/platform/database.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { SilentLog } from '../../../support/silent-log.ts';
import { INGEST_STATUS } from '../../http/support.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

class Rig {
  readonly clock = new FakeClock(0);
  readonly told: string[] = [];
  readonly changes: (string | null)[] = [];
  accepting = true;
  writable = true;
  messages = 0;
  watchdog: Watchdog;
  #database: Database;
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'nigehban-watchdog-'));

  constructor() {
    this.#database = this.#open();
    this.watchdog = this.#build();
    onTestFinished(() => {
      this.watchdog.close();
      this.#database.close();
      rmSync(this.#dataDir, { recursive: true });
    });
  }

  #open(): Database {
    return openDatabase({ dataDir: this.#dataDir, migrations: watchdogMigrations });
  }

  #build(): Watchdog {
    const reasonsOf = ({ reasons }: Blindness) => reasons.join('+');
    const seconds = () => this.clock.nowMs() / SECOND_MS;
    return new Watchdog({
      database: this.#database,
      clock: this.clock,
      log: new SilentLog(),
      ingest: () => ({
        accepting: this.accepting,
        brokerConnected: true,
        counters: { ...INGEST_STATUS.counters, messages: this.messages },
      }),
      store: () => ({ writable: this.writable }),
      notifier: {
        tellBlind: (blindness) => this.told.push(`${seconds()} blind ${reasonsOf(blindness)}`),
        tellSight: ({ sinceMs }, endedAtMs) =>
          this.told.push(`${seconds()} sees after ${(endedAtMs - sinceMs) / SECOND_MS}`),
      },
      onChange: (blindness) => this.changes.push(blindness === null ? null : reasonsOf(blindness)),
    });
  }

  restart(): void {
    this.watchdog.close();
    this.#database.close();
    this.messages = 0;
    this.#database = this.#open();
    this.watchdog = this.#build();
  }

  /** With a message every second, or none. */
  pass(seconds: number, { heard = true }: { readonly heard?: boolean } = {}): void {
    for (let second = 0; second < seconds; second += 1) {
      if (heard) this.messages += 1;
      this.clock.advance(SECOND_MS);
    }
  }
}

let rig: Rig;

beforeEach(() => {
  rig = new Rig();
  rig.pass(200);
});

test('while all is well nothing is said', () => {
  rig.pass(600);
  expect(rig.watchdog.blindness()).toBeNull();
  expect(rig.told).toEqual([]);
  expect(rig.changes).toEqual([]);
});

describe('a broker that takes nothing', () => {
  test('for a few seconds is not told', () => {
    rig.accepting = false;
    rig.pass(10, { heard: false });
    rig.accepting = true;
    rig.pass(60);
    expect(rig.told).toEqual([]);
  });

  test('for longer is one blindness, told once, and its end once', () => {
    rig.accepting = false;
    rig.pass(300, { heard: false });
    expect(rig.watchdog.blindness()).toEqual({ sinceMs: 205 * SECOND_MS, reasons: ['broker'] });
    rig.accepting = true;
    rig.pass(60);
    expect(rig.watchdog.blindness()).toBeNull();
    expect(rig.told).toEqual(['220 blind broker', '520 sees after 315']);
    expect(rig.changes).toEqual(['broker', null]);
  });

  test('that comes and goes is told once', () => {
    for (let time = 0; time < 10; time += 1) {
      rig.accepting = false;
      rig.pass(30);
      rig.accepting = true;
      rig.pass(10);
    }
    rig.pass(60);
    expect(rig.told).toHaveLength(2);
  });
});

test('a store that is away has a minute to come back', () => {
  rig.writable = false;
  rig.pass(60);
  expect(rig.watchdog.blindness()).toBeNull();
  rig.pass(10);
  expect(rig.watchdog.blindness()?.reasons).toEqual(['store']);
  rig.writable = true;
  rig.pass(60);
  expect(rig.told).toEqual(['265 blind store', '290 sees after 85']);
});

describe('an uplink', () => {
  test('over which no gateway is heard for a minute is gone', () => {
    rig.pass(120, { heard: false });
    expect(rig.told).toEqual(['260 blind uplink']);
    rig.pass(30);
    expect(rig.watchdog.blindness()).toBeNull();
  });

  test('with a single slow gateway is there', () => {
    for (let round = 0; round < 20; round += 1) {
      rig.pass(45, { heard: false });
      rig.pass(1);
    }
    expect(rig.told).toEqual([]);
  });

  test('that nobody ever used is not missed', () => {
    const fresh = new Rig();
    fresh.pass(3_600, { heard: false });
    expect(fresh.told).toEqual([]);
  });

  test('is missed after a restart too, once gateways had time to come back', () => {
    rig.restart();
    rig.pass(170, { heard: false });
    expect(rig.told).toEqual([]);
    rig.pass(20, { heard: false });
    expect(rig.told).toEqual(['380 blind uplink']);
  });
});

test('a second reason does not make it begin again, nor the end of the first end it', () => {
  rig.accepting = false;
  rig.pass(20);
  rig.writable = false;
  rig.pass(90);
  expect(rig.watchdog.blindness()).toEqual({
    sinceMs: 205 * SECOND_MS,
    reasons: ['broker', 'store'],
  });
  rig.accepting = true;
  rig.pass(60);
  expect(rig.watchdog.blindness()).toEqual({ sinceMs: 205 * SECOND_MS, reasons: ['store'] });
  expect(rig.told).toEqual(['220 blind broker']);
});

describe('most of the estate silent at once', () => {
  test('is blindness that its incident tells of', () => {
    rig.watchdog.noteSilence(true);
    expect(rig.watchdog.blindness()).toEqual({ sinceMs: 200 * SECOND_MS, reasons: ['silence'] });
    rig.pass(60);
    rig.watchdog.noteSilence(false);
    rig.pass(30);
    expect(rig.watchdog.blindness()).toBeNull();
    expect(rig.told).toEqual([]);
    expect(rig.changes).toEqual(['silence', null]);
  });

  test('is told when there is more to it', () => {
    rig.watchdog.noteSilence(true);
    rig.pass(120, { heard: false });
    expect(rig.told).toEqual(['260 blind uplink+silence']);
  });
});

describe('a restart while blind', () => {
  beforeEach(() => {
    rig.accepting = false;
    rig.pass(60, { heard: false });
    rig.told.length = 0;
  });

  test('tells the notifier what it has told before, and goes on', () => {
    rig.restart();
    expect(rig.told).toEqual(['260 blind broker']);
    rig.pass(600, { heard: false });
    expect(rig.watchdog.blindness()).toMatchObject({ sinceMs: 205 * SECOND_MS });
    expect(rig.told).toHaveLength(1);
  });

  test('after which all is well tells the end', () => {
    rig.accepting = true;
    rig.restart();
    rig.pass(60);
    expect(rig.told.at(-1)).toMatch(/sees after/);
    rig.restart();
    rig.pass(60);
    expect(rig.told).toHaveLength(2);
  });

  test('does not forget silence before somebody says otherwise', () => {
    rig.accepting = true;
    rig.watchdog.noteSilence(true);
    rig.pass(60);
    rig.restart();
    rig.pass(60);
    expect(rig.watchdog.blindness()?.reasons).toEqual(['silence']);
    rig.pass((3 * MINUTE_MS) / SECOND_MS);
    expect(rig.watchdog.blindness()).toBeNull();
  });
});
