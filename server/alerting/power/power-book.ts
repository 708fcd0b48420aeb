/**
 * Keeps the outages of all centres, learns from them, and says whether people can work through.
 *
 * Told of one centre at a time by the signal board; looks at the register only when that changes.
 * What it knows is in memory; what must last is written by `flush`, a bounded part at a time, so that
 * a national blackout does not stop the tick.
 */
import type { Centre, Device } from '#domain/centre.ts';
import { outageKindOf } from '#domain/alerting/feeder-timetable.ts';
import {
  nextVerdictAtMs,
  rideThroughVerdict,
  type RideThroughFacts,
} from '#domain/alerting/ride-through.ts';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import type { Database } from '../../platform/database.ts';
import type { Estate } from '../../ports/estate.ts';
import type { PowerFacts, PowerOutlook, UnitFacts } from '../signals/power-outlook.ts';
import { gridPlaceOf, NearbySlots, type GridPlace } from './nearby-slots.ts';
import { PowerTables, type Outage } from './power-tables.ts';
import type { Timetables } from './timetables.ts';
import { UnitBattery } from './unit-battery.ts';
import { Unsaved } from './unsaved.ts';
import { UsualOutages } from './usual-outages.ts';

/** The batteries of a centre as they were last heard; ends in epoch ms, NaN when not known. */
interface Supply {
  readonly estimatedEndsAtMs: number;
  readonly reportedEndsAtMs: number;
  readonly seated: number | null;
}

interface CentrePower {
  centre: Centre;
  grid: GridPlace;
  /** Running, or over for less than a minute: then it may go on. */
  outage: Outage | null;
  supply: Supply;
  /** Nothing was heard since the start: what ends now ended at a time nobody knows. */
  unheard: boolean;
  readonly units: Map<number, UnitBattery>;
  ratchets: boolean;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The mains back for less than this has not ended the outage: feeders are switched in twice. */
const RETURN_MS = MINUTE_MS;
/** Shorter ones are a blink, a generator's start or a reading gone wrong: nothing is kept of them. */
const OUTAGE_MS_MIN = MINUTE_MS;
/** How long outages are kept; at four a day, 10,000 centres make 1.2 million rows of them. */
const OUTAGES_KEPT_MS = 30 * DAY_MS;
const PRUNE_EVERY_MS = 5 * MINUTE_MS;
const PRUNE_ROWS_MAX = 1_000;
/** Rows written in one flush, some 15 ms of work: the rest waits for the next. */
const FLUSH_ROWS_MAX = 1_000;

const UNKNOWN_SUPPLY: Supply = { estimatedEndsAtMs: NaN, reportedEndsAtMs: NaN, seated: null };

export class PowerBook implements PowerOutlook {
  readonly #database: Database;
  readonly #tables: PowerTables;
  readonly #nearby: NearbySlots;
  readonly #usual: UsualOutages;
  readonly #unsaved: Unsaved;
  readonly #centres = new Map<number, CentrePower>();
  readonly #listeners = new Set<(centreIds: Iterable<number>) => void>();
  #prunedAtMs = -Infinity;

  constructor(parts: {
    readonly database: Database;
    readonly timetables: Timetables;
    readonly estate: Pick<Estate, 'centres' | 'onChange'>;
  }) {
    const { database, timetables, estate } = parts;
    this.#database = database;
    this.#tables = new PowerTables(database);
    this.#nearby = new NearbySlots(timetables);
    this.#usual = new UsualOutages(this.#tables.feeders());
    this.#unsaved = new Unsaved(this.#tables, this.#usual);
    this.#restore(estate.centres());
    timetables.onChange(() => {
      this.#tellOfOutages();
    });
    estate.onChange(() => {
      this.#follow(estate.centres());
    });
  }

  /** Rows that wait to be written: a metric. */
  get unsavedRows(): number {
    return this.#unsaved.rows;
  }

  observe(facts: PowerFacts, nowMs: number): void {
    const power = this.#of(facts.centre);
    for (const unit of facts.units) this.#observeUnit(power, unit);
    if (facts.mainsOut === null) return;
    if (facts.mainsOut) this.#goOn(power, facts, nowMs);
    else this.#end(power, nowMs);
    power.unheard = false;
  }

  verdictOf(centreId: number, nowMs: number): RideThroughVerdict | undefined {
    const facts = this.#factsOf(centreId, nowMs);
    return facts === undefined ? undefined : rideThroughVerdict(facts);
  }

  nextChangeAtMs(centreId: number, nowMs: number): number {
    const facts = this.#factsOf(centreId, nowMs);
    return facts === undefined ? Infinity : nextVerdictAtMs(facts);
  }

  bankRatchets(centreId: number): boolean {
    return this.#centres.get(centreId)?.ratchets ?? false;
  }

  estimatedRuntimeSeconds(unit: UnitFacts): number {
    const { id, centreId } = unit.device;
    const battery = this.#centres.get(centreId)?.units.get(id) ?? new UnitBattery();
    return battery.estimatedRuntimeSeconds(unit);
  }

  learnedHealthPercent({ id, centreId }: Device): number {
    const battery = this.#centres.get(centreId)?.units.get(id) ?? new UnitBattery();
    return battery.learnedHealthPercent;
  }

  onChange(listener: (centreIds: Iterable<number>) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Writes a bounded part of what changed; everything when `all`. Joins a running transaction. */
  flush(nowMs: number, { all = false }: { readonly all?: boolean } = {}): void {
    this.#unsaved.save(this.#database, all ? Infinity : FLUSH_ROWS_MAX);
    if (nowMs - this.#prunedAtMs < PRUNE_EVERY_MS) return;
    this.#prunedAtMs = nowMs;
    this.#tables.pruneOutages(nowMs - OUTAGES_KEPT_MS, PRUNE_ROWS_MAX);
  }

  #of(centre: Centre): CentrePower {
    const known = this.#centres.get(centre.id);
    if (known === undefined) {
      const power = blankPower(centre);
      this.#centres.set(centre.id, power);
      return power;
    }
    if (known.centre !== centre) {
      known.centre = centre;
      known.grid = gridPlaceOf(centre);
    }
    return known;
  }

  #observeUnit(power: CentrePower, unit: UnitFacts): void {
    const { id } = unit.device;
    let battery = power.units.get(id);
    if (battery === undefined) {
      battery = new UnitBattery();
      power.units.set(id, battery);
    }
    if (!battery.observe(unit)) return;
    this.#unsaved.unit(id, { centreId: power.centre.id, battery });
    power.ratchets = anyRatchets(power);
  }

  /** The outage begins, or goes on. */
  #goOn(power: CentrePower, facts: PowerFacts, nowMs: number): void {
    const ended = power.outage?.endedAtMs ?? null;
    if (power.outage === null || (ended !== null && nowMs - ended >= RETURN_MS)) {
      power.outage = this.#begin(power, nowMs);
    } else if (ended !== null) {
      power.outage.endedAtMs = null;
      this.#unsaved.outage(power.outage);
    }
    const { outage } = power;
    const slots = this.#nearby.around(power.grid, nowMs);
    const kind = outageKindOf({ outSinceMs: outage.sinceMs, nowMs, slots });
    const lost = facts.powerLost ? lossOf(facts, outage.lost, nowMs) : null;
    if (kind !== outage.kind || !isSameLoss(lost, outage.lost)) {
      outage.kind = kind;
      outage.lost = lost;
      this.#unsaved.outage(outage);
    }
    power.supply = this.#supplyOf(power, facts);
  }

  #begin({ centre, grid }: CentrePower, nowMs: number): Outage {
    const outage: Outage = {
      centreId: centre.id,
      sinceMs: nowMs,
      feederKey: grid.feederKey,
      endedAtMs: null,
      kind: 'unannounced',
      lost: null,
    };
    this.#unsaved.outage(outage);
    return outage;
  }

  #end(power: CentrePower, nowMs: number): void {
    const { outage } = power;
    if (outage === null) return;
    if (outage.endedAtMs !== null) {
      if (nowMs - outage.endedAtMs >= RETURN_MS) power.outage = null;
      return;
    }
    outage.endedAtMs = nowMs;
    power.supply = UNKNOWN_SUPPLY;
    if (nowMs - outage.sinceMs < OUTAGE_MS_MIN) {
      this.#unsaved.goneOutage(outage);
      return;
    }
    this.#unsaved.outage(outage);
    if (outage.kind !== 'unannounced' || power.unheard) return;
    const past = { sinceMs: outage.sinceMs, untilMs: nowMs };
    if (this.#usual.learn(outage.feederKey, past)) this.#unsaved.feeder(outage.feederKey);
  }

  #supplyOf(power: CentrePower, { units, seated }: PowerFacts): Supply {
    let estimatedEndsAtMs = NaN;
    let reportedEndsAtMs = NaN;
    for (const unit of units) {
      if (unit.supply !== 'battery' || !unit.fresh) continue;
      const battery = power.units.get(unit.device.id);
      const estimated = battery?.estimatedRuntimeSeconds(unit) ?? NaN;
      estimatedEndsAtMs = earlier(estimatedEndsAtMs, endOf(unit, estimated));
      reportedEndsAtMs = earlier(reportedEndsAtMs, endOf(unit, unit.reportedRuntimeSeconds));
    }
    return { estimatedEndsAtMs, reportedEndsAtMs, seated };
  }

  #factsOf(centreId: number, nowMs: number): RideThroughFacts | undefined {
    const power = this.#centres.get(centreId);
    // An outage that is over, or none at all.
    if (power?.outage?.endedAtMs !== null) return undefined;
    const { outage, supply, grid } = power;
    return {
      outSinceMs: outage.sinceMs,
      nowMs,
      slots: this.#nearby.around(grid, nowMs),
      usualOutageMs: this.#usual.ofFeeder(grid.feederKey),
      estimatedRuntimeSeconds: secondsUntil(supply.estimatedEndsAtMs, nowMs),
      reportedRuntimeSeconds: secondsUntil(supply.reportedEndsAtMs, nowMs),
      lost: outage.lost,
      seated: supply.seated,
    };
  }

  #tellOfOutages(): void {
    const ids = [...this.#centres.values()]
      .filter(({ outage }) => outage !== null && outage.endedAtMs === null)
      .map(({ centre }) => centre.id);
    if (ids.length === 0) return;
    for (const listener of this.#listeners) listener(ids);
  }

  #restore(centres: readonly Centre[]): void {
    const byId = new Map(centres.map((centre) => [centre.id, centre]));
    for (const { deviceId, centreId, memory } of this.#tables.units()) {
      const centre = byId.get(centreId);
      if (centre?.devices.some(({ id }) => id === deviceId) !== true) {
        this.#unsaved.goneUnit(deviceId);
        continue;
      }
      const power = this.#of(centre);
      power.units.set(deviceId, new UnitBattery(memory));
      power.ratchets = anyRatchets(power);
    }
    for (const outage of this.#tables.openOutages()) {
      const centre = byId.get(outage.centreId);
      if (centre === undefined || !isWatched(centre)) this.#unsaved.goneOutage(outage);
      else this.#of(centre).outage = outage;
    }
  }

  /** Lets go of what has left the register, or is not watched any more. */
  #follow(centres: readonly Centre[]): void {
    const byId = new Map(centres.map((centre) => [centre.id, centre]));
    for (const [id, power] of this.#centres) {
      const centre = byId.get(id);
      const devices = new Set(centre?.devices.map((device: Device) => device.id));
      for (const deviceId of power.units.keys()) {
        if (devices.has(deviceId)) continue;
        power.units.delete(deviceId);
        this.#unsaved.goneUnit(deviceId);
      }
      power.ratchets = anyRatchets(power);
      if (centre !== undefined && isWatched(centre)) continue;
      if (power.outage?.endedAtMs === null) this.#unsaved.goneOutage(power.outage);
      power.outage = null;
      if (centre === undefined) this.#centres.delete(id);
    }
  }
}

function blankPower(centre: Centre): CentrePower {
  return {
    centre,
    grid: gridPlaceOf(centre),
    outage: null,
    supply: UNKNOWN_SUPPLY,
    unheard: true,
    units: new Map(),
    ratchets: false,
  };
}

function isWatched({ lifeCycle, devices }: Centre): boolean {
  return lifeCycle === 'live' && devices.some(({ kind }) => kind === 'ups');
}

function anyRatchets({ units }: CentrePower): boolean {
  for (const battery of units.values()) if (battery.ratchets) return true;
  return false;
}

/** What is presumed was lost after the last sign of life; when exactly, nobody knows. */
function lossOf({ units }: PowerFacts, before: Outage['lost'], nowMs: number): Outage['lost'] {
  const presumed = units.some((unit) => unit.presumed);
  if (before !== null) return before.presumed === presumed ? before : { ...before, presumed };
  if (!presumed) return { atMs: nowMs, presumed };
  const heardAtMs = Math.max(...units.map(({ receivedAtMs }) => receivedAtMs || -Infinity));
  return { atMs: Number.isFinite(heardAtMs) ? heardAtMs : nowMs, presumed };
}

function isSameLoss(one: Outage['lost'], other: Outage['lost']): boolean {
  return one?.atMs === other?.atMs && one?.presumed === other?.presumed;
}

function endOf({ receivedAtMs }: UnitFacts, runtimeSeconds: number): number {
  return receivedAtMs + runtimeSeconds * 1_000;
}

/** The earlier of two moments, NaN being none. */
function earlier(oneMs: number, otherMs: number): number {
  if (Number.isNaN(oneMs)) return otherMs;
  return Number.isNaN(otherMs) ? oneMs : Math.min(oneMs, otherMs);
}

function secondsUntil(atMs: number, nowMs: number): number | null {
  return Number.isNaN(atMs) ? null : Math.max(0, Math.round((atMs - nowMs) / 1_000));
}
