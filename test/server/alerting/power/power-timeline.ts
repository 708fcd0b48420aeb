/**
 * A centre's power as a timeline: a real book on a real database, fed every ten seconds from modelled
 * batteries, on a clock that the test moves.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AnnouncedSlot, FeederSchedule } from '#domain/alerting/feeder-schedule.ts';
import {
  announcedSlots,
  schedulesOf,
  type FeederPlace,
} from '#domain/alerting/feeder-timetable.ts';
import type { BatteryBank, Centre } from '#domain/centre.ts';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import { powerMigrations } from '../../../../server/alerting/power/migrations.ts';
import { PowerBook } from '../../../../server/alerting/power/power-book.ts';
import type { Timetables } from '../../../../server/alerting/power/timetables.ts';
import type { PowerFacts, UnitFacts } from '../../../../server/alerting/signals/power-outlook.ts';
import { openDatabase, type Database } from '../../../../server/platform/database.ts';
import {
  discharge,
  dischargeHours,
  recharge,
  type Battery,
} from '../../../../simulators/models/battery.ts';
import { centreOf, TestEstate } from '../../../support/estate-builder.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
/** Monday, 23 November 2026, PKT midnight. */
export const MONDAY = Date.UTC(2026, 10, 22, 19);
const STEP_MS = 10 * SECOND_MS;

/** The bank of 12.25 minutes at 4.5 kW. */
export const SMALL_BANK: BatteryBank = { blocks: 20, strings: 1, ampereHours: 9 };
/** The bank of 299 minutes at 3 kW. */
export const LARGE_BANK: BatteryBank = { blocks: 16, strings: 1, ampereHours: 100 };

/** Schedules that a test sets. */
export class TestTimetables implements Timetables {
  #schedules: readonly FeederSchedule[] = [];
  readonly #listeners = new Set<() => void>();

  slotsAt(place: FeederPlace, window: { fromMs: number; toMs: number }): readonly AnnouncedSlot[] {
    return announcedSlots(schedulesOf(this.#schedules, place), window);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(...slots: FeederSchedule['slots']): void {
    const schedule = { id: 1, disco: 'LESCO', feeder: 'LESCO-1', category: null, slots };
    const validity = { validFromMs: null, validUntilMs: null };
    this.#schedules = [{ ...schedule, ...validity, source: 'test', sample: false }];
    for (const listener of this.#listeners) listener();
  }
}

/** A UPS with a modelled bank; its gauge shows whole percents. */
export class ModelUnit {
  watts = 3_000;
  battery: Battery = { charge: 1, health: 1 };
  /** What it says it has left; NaN: it does not say. */
  reportedRuntimeSeconds = NaN;
  silent = false;
  readonly bank: BatteryBank;
  #receivedAtMs = NaN;
  #outputLost = false;
  #said: 'mains' | 'battery' | 'lost' = 'mains';

  constructor(bank: BatteryBank) {
    this.bank = bank;
  }

  step(mains: boolean, nowMs: number): void {
    if (mains) {
      this.#outputLost = false;
      this.battery = recharge(this.bank, this.battery, STEP_MS / SECOND_MS);
    } else {
      const { health } = this.battery;
      const terms = { bank: this.bank, health, celsius: 25, outputWatts: this.watts };
      const step = { seconds: STEP_MS / SECOND_MS, hours: dischargeHours(terms) };
      this.battery = discharge(this.battery, step);
      if (this.battery.charge === 0) this.#outputLost = true;
    }
    if (this.silent) return;
    this.#receivedAtMs = nowMs;
    this.#said = mains ? 'mains' : this.#outputLost ? 'lost' : 'battery';
  }

  facts(centre: Centre, nowMs: number): UnitFacts {
    const device = centre.devices.find(({ kind }) => kind === 'ups')!;
    const fresh = nowMs - this.#receivedAtMs < MINUTE_MS;
    const presumed = !fresh && this.#said === 'battery';
    return {
      device: { ...device, ratedWatts: 9_000, battery: this.bank },
      supply: fresh ? this.#said : presumed ? 'lost' : 'unknown',
      presumed,
      fresh,
      selfTest: false,
      statusFlags: 0,
      loadPercent: (100 * this.watts) / 9_000,
      outputWatts: NaN,
      batteryChargePercent: Math.round(100 * this.battery.charge),
      batteryCelsius: NaN,
      reportedRuntimeSeconds: this.#said === 'mains' ? NaN : this.reportedRuntimeSeconds,
      receivedAtMs: this.#receivedAtMs,
    };
  }
}

export class PowerTimeline {
  readonly clock = new FakeClock(MONDAY);
  readonly timetables = new TestTimetables();
  readonly centre = centreOf(1, 'lhr-001');
  readonly estate = new TestEstate([this.centre]);
  readonly unit: ModelUnit;
  mains = true;
  /** A generator carries the centre: its UPS sees a line. */
  generator = false;
  seated: number | null = 143;
  book: PowerBook;
  #database: Database;
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'nigehban-power-'));

  constructor(bank: BatteryBank) {
    this.unit = new ModelUnit(bank);
    this.#database = this.#open();
    this.book = this.#newBook();
    onTestFinished(() => {
      this.#database.close();
      rmSync(this.#dataDir, { recursive: true });
    });
  }

  get nowMs(): number {
    return this.clock.nowMs();
  }

  get database(): Database {
    return this.#database;
  }

  get verdict(): RideThroughVerdict | undefined {
    return this.book.verdictOf(1, this.nowMs);
  }

  /** Lets time pass, step by step; `each` looks on after every one. */
  run(ms: number, each: () => void = () => {}): void {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs;) {
      this.clock.advance(STEP_MS);
      const line = this.mains || this.generator;
      this.unit.step(line, this.nowMs);
      this.book.observe(this.facts(), this.nowMs);
      this.book.flush(this.nowMs);
      each();
    }
  }

  /** Up to a moment of Monday, or of a later day. */
  runUntil(clock: string, day = 0, each?: () => void): void {
    this.run(atClock(clock, day) - this.nowMs, each);
  }

  facts(): PowerFacts {
    const unit = this.unit.facts(this.centre, this.nowMs);
    return {
      centre: this.centre,
      mainsOut: unit.supply === 'unknown' ? null : unit.supply !== 'mains',
      powerLost: unit.supply === 'lost',
      units: [unit],
      seated: this.seated,
    };
  }

  /** The process ends and starts again after `downMs`; nothing is heard meanwhile. */
  restart(downMs: number): void {
    this.#database.close();
    this.clock.advance(downMs);
    this.#database = this.#open();
    this.book = this.#newBook();
  }

  storedOutages(): Record<string, unknown>[] {
    return this.#database.sqlite.prepare('SELECT * FROM power_outage ORDER BY since_ms').all();
  }

  #open(): Database {
    return openDatabase({ dataDir: this.#dataDir, migrations: powerMigrations });
  }

  #newBook(): PowerBook {
    const { timetables, estate } = this;
    return new PowerBook({ database: this.#database, timetables, estate });
  }
}

export function atClock(clock: string, day = 0): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return MONDAY + day * 24 * HOUR_MS + hours * HOUR_MS + minutes * MINUTE_MS;
}
