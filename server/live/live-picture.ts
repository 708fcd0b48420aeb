/**
 * The nation as it is now, in memory.
 *
 * Batches, presence and the passing of time mark centres as touched; `settle` judges each touched
 * centre once and says which of them a viewer would see differently. Nothing here knows sockets.
 */
import { SILENCE_MIN_MS } from '#domain/health.ts';
import type { DeviceState } from '#domain/live-protocol.ts';
import { METRICS } from '#domain/metric.ts';
import type { CentreState, Totals } from '#domain/nation.ts';
import { READING_FLAGS, type ReadingView } from '#domain/reading.ts';
import type { ReadingBatch } from '#domain/reading-batch.ts';
import type { PresenceChange } from '../ports/ingest.ts';
import type { LatestReading } from '../ports/live.ts';
import { judgeCentre, sameState } from './centre-judge.ts';
import { DeadlineWheel } from './deadline-wheel.ts';
import { DeviceTable, turnTimesBack } from './device-table.ts';
import { buildRoster, kindOf, type Roster, slotsOf } from './roster.ts';
import { RunningTotals, type Contribution } from './totals.ts';

/** Smaller steps back are those of a clock that is kept right. */
const CLOCK_STEP_MS_MIN = 1_000;

const NOT_CURRENT = READING_FLAGS.historical | READING_FLAGS.bad;

const UNKNOWN_STATE: CentreState = {
  health: 'unknown',
  power: 'unknown',
  internet: 'unknown',
  presumed: false,
  offline: false,
  incomplete: false,
  seated: null,
  minutesLeft: null,
  sinceSeconds: 0,
};

/** Time for every gateway to come back and report once after a start. */
const FIRST_NEWS_MS = 120_000;

type EstateView = Parameters<typeof buildRoster>[0];

/** What changed since the last `settle`. */
export interface Settled {
  /** Centres whose state a viewer would see differently. */
  readonly changed: readonly number[];
  /** Centres that were judged, whether or not the judgement is another. */
  readonly judged: readonly number[];
  /** Slots with a new reading, or that fell silent, of all centres. */
  readonly touched: readonly number[];
  /** Slots with a new reading, or that fell silent, by centre; only of followed centres. */
  readonly slots: ReadonlyMap<number, ReadonlySet<number>>;
}

export interface PictureCounters {
  batchesApplied: number;
  readingsApplied: number;
  readingsBehind: number;
  readingsUnplaced: number;
}

export class LivePicture {
  readonly counters: PictureCounters = {
    batchesApplied: 0,
    readingsApplied: 0,
    readingsBehind: 0,
    readingsUnplaced: 0,
  };
  readonly #startedAtMs: number;
  roster: Roster;
  #table: DeviceTable;
  #wheel: DeadlineWheel;
  #states: CentreState[];
  #devicesFresh: Uint16Array;
  /** Server time at which the gateway was said to be gone; NaN while it counts as there. */
  #goneAtMs: Float64Array;
  #heardAtMs: Float64Array;
  /** Newest server time seen: of a reading, or of the last `settle`. */
  #newestMs: number;
  #totals = new RunningTotals();
  /** By the register's centre id, because it outlives a changed roster. */
  readonly #skewMs = new Map<number, number>();
  readonly #touched = new Set<number>();
  #touchedSlots: number[] = [];
  /** 1 for what is in `#touchedSlots`: once per tick, whatever arrives. */
  #isTouched: Uint8Array;
  readonly #followed = new Set<number>();
  #slots = new Map<number, Set<number>>();

  constructor(estate: EstateView, nowMs: number) {
    this.roster = buildRoster(estate);
    this.#table = new DeviceTable(this.roster);
    this.#wheel = this.#newWheel(nowMs);
    this.#states = this.roster.centres.map(() => UNKNOWN_STATE);
    this.#devicesFresh = new Uint16Array(this.roster.centres.length);
    this.#goneAtMs = new Float64Array(this.roster.centres.length).fill(NaN);
    this.#heardAtMs = new Float64Array(this.roster.centres.length).fill(NaN);
    this.#isTouched = new Uint8Array(this.roster.devices.length);
    this.#newestMs = nowMs;
    this.#startedAtMs = nowMs;
    this.#addAll();
  }

  /** Takes a changed register; what is known of devices that stay is kept. */
  rebuild(estate: EstateView, nowMs: number): void {
    const before = {
      roster: this.roster,
      table: this.#table,
      states: this.#states,
      gone: this.#goneAtMs,
      heard: this.#heardAtMs,
    };
    this.roster = buildRoster(estate);
    this.#table = new DeviceTable(this.roster);
    this.#table.adopt(before.table);
    const size = this.roster.centres.length;
    this.#goneAtMs = new Float64Array(size).fill(NaN);
    this.#heardAtMs = new Float64Array(size).fill(NaN);
    this.#states = this.roster.centres.map(({ id }, centre) => {
      const earlier = before.roster.centreById.get(id);
      if (earlier === undefined) return UNKNOWN_STATE;
      this.#goneAtMs[centre] = before.gone[earlier] ?? NaN;
      this.#heardAtMs[centre] = before.heard[earlier] ?? NaN;
      return before.states[earlier] ?? UNKNOWN_STATE;
    });
    this.#devicesFresh = new Uint16Array(size);
    this.#totals = new RunningTotals();
    this.#addAll();
    this.#followed.clear();
    this.#slots = new Map();
    this.#touchedSlots = [];
    this.#isTouched = new Uint8Array(this.roster.devices.length);
    this.#touched.clear();
    for (let centre = 0; centre < size; centre += 1) this.#touched.add(centre);
    this.#watchAll(nowMs);
  }

  /** Whether a reading is of a device that the roster does not have. */
  hasUnplaced(batch: ReadingBatch): boolean {
    return batch.some(({ length, deviceIds }) =>
      deviceIds.subarray(0, length).some((deviceId) => !this.roster.slotById.has(deviceId)),
    );
  }

  apply(batch: ReadingBatch): void {
    this.counters.batchesApplied += 1;
    for (const columns of batch) {
      for (let row = 0; row < columns.length; row += 1) {
        const flags = columns.flags[row] ?? 0;
        if ((flags & NOT_CURRENT) !== 0) continue;
        const slot = this.roster.slotById.get(columns.deviceIds[row] ?? -1);
        if (slot === undefined) this.counters.readingsUnplaced += 1;
        else if (this.#table.apply(slot, columns, row)) this.#heard(slot);
        else this.counters.readingsBehind += 1;
      }
    }
  }

  applyPresence(change: PresenceChange): void {
    const centre = this.roster.centreById.get(change.centreId);
    if (centre === undefined) return;
    this.#touched.add(centre);
    if (change.online) {
      this.#goneAtMs[centre] = NaN;
      return;
    }
    // News and readings come by different ways: what was heard later outweighs this.
    if ((this.#heardAtMs[centre] ?? NaN) > change.receivedAtMs) return;
    this.#goneAtMs[centre] = change.receivedAtMs;
    const { first, end } = slotsOf(this.roster, centre);
    for (let slot = first; slot < end; slot += 1) this.#silence(slot);
  }

  noteSkew(centreId: number, skewMs: number): void {
    this.#skewMs.set(centreId, skewMs);
  }

  /** Running median of server time less gateway time, ms. */
  skewOf(centre: number): number | null {
    return this.#skewMs.get(this.roster.centres[centre]?.id ?? -1) ?? null;
  }

  /** Follows a centre's readings one by one; `settle` then lists them. */
  follow(centre: number): void {
    this.#followed.add(centre);
  }

  unfollow(centre: number): void {
    this.#followed.delete(centre);
    this.#slots.delete(centre);
  }

  /** Judges every centre touched since the last call, and those that fell silent by `nowMs`. */
  settle(nowMs: number): Settled {
    if (nowMs < this.#newestMs - CLOCK_STEP_MS_MIN) this.#turnBack(nowMs);
    this.#newestMs = Math.max(this.#newestMs, nowMs);
    this.#wheel.turn(
      nowMs,
      (slot) => this.#deadlineOf(slot),
      (slot) => {
        this.#silence(slot);
      },
    );
    const changed: number[] = [];
    for (const centre of this.#touched) if (this.#judge(centre, nowMs)) changed.push(centre);
    const judged = [...this.#touched];
    this.#touched.clear();
    const touched = this.#touchedSlots;
    for (const slot of touched) this.#isTouched[slot] = 0;
    this.#touchedSlots = [];
    const slots = this.#slots;
    this.#slots = new Map();
    return { changed, judged, touched, slots };
  }

  stateOf(centre: number): CentreState {
    return this.#states[centre] ?? UNKNOWN_STATE;
  }

  contributionOf(centre: number): Contribution {
    const { health, power, seated } = this.stateOf(centre);
    const { first, end } = slotsOf(this.roster, centre);
    return {
      health,
      power,
      seated,
      seats: this.roster.seatsOfCentre[centre] ?? 0,
      devices: end - first,
      devicesFresh: this.#devicesFresh[centre] ?? 0,
    };
  }

  /** Nation first, then provinces. */
  totals(): Totals[] {
    return this.#totals.rows();
  }

  /** Server times of the latest reading: of any centre, and of the reporting one furthest behind. */
  ages(centres?: Iterable<number>): { readonly newestAtMs: number; readonly oldestAtMs: number } {
    let newestAtMs = NaN;
    let oldestAtMs = NaN;
    const look = (centre: number): void => {
      const heardAtMs = this.#heardAtMs[centre] ?? NaN;
      if (!(heardAtMs <= newestAtMs)) newestAtMs = Number.isNaN(heardAtMs) ? newestAtMs : heardAtMs;
      const reporting = (this.#devicesFresh[centre] ?? 0) > 0;
      if (reporting && !(heardAtMs >= oldestAtMs)) oldestAtMs = heardAtMs;
    };
    if (centres === undefined) {
      for (let centre = 0; centre < this.#heardAtMs.length; centre += 1) look(centre);
    } else {
      for (const centre of centres) look(centre);
    }
    return { newestAtMs, oldestAtMs };
  }

  readingOf(slot: number): ReadingView | undefined {
    const values = this.#table.valuesOf(slot);
    const device = this.roster.devices[slot];
    if (values === undefined || device === undefined) return undefined;
    const kind = kindOf(this.roster, slot);
    return {
      kind,
      device: device.code,
      atMs: this.#table.atMs[slot] ?? 0,
      receivedAtMs: this.#table.receivedAtMs[slot] ?? 0,
      flags: this.#table.flags[slot] ?? 0,
      values: Object.fromEntries(
        METRICS[kind].map(({ name }, column) => {
          const value = values[column] ?? NaN;
          return [name, Number.isNaN(value) ? null : value];
        }),
      ),
    };
  }

  /** The latest of one device by its register id, as views of the picture's own memory. */
  latestOf(deviceId: number): LatestReading | undefined {
    const slot = this.roster.slotById.get(deviceId);
    const values = slot === undefined ? undefined : this.#table.valuesOf(slot);
    if (slot === undefined || values === undefined) return undefined;
    return {
      values,
      atMs: this.#table.atMs[slot] ?? NaN,
      receivedAtMs: this.#table.receivedAtMs[slot] ?? NaN,
      flags: this.#table.flags[slot] ?? 0,
      fresh: this.#table.fresh[slot] === 1,
    };
  }

  deviceStateOf(slot: number): DeviceState {
    const receivedAtMs = this.#table.receivedAtMs[slot] ?? NaN;
    return {
      kind: kindOf(this.roster, slot),
      device: this.roster.devices[slot]?.code ?? '',
      fresh: this.#table.fresh[slot] === 1,
      receivedAtMs: Number.isNaN(receivedAtMs) ? null : receivedAtMs,
    };
  }

  #newWheel(nowMs: number): DeadlineWheel {
    const horizonMs = this.roster.freshForMsOfSlot.reduce((a, b) => Math.max(a, b), SILENCE_MIN_MS);
    return new DeadlineWheel({ items: this.roster.devices.length, horizonMs, nowMs });
  }

  #addAll(): void {
    this.roster.centres.forEach((_centre, centre) => {
      this.#totals.add(this.roster.provinceOfCentre[centre] ?? 0, this.contributionOf(centre));
    });
  }

  #deadlineOf(slot: number): number {
    return (this.#table.receivedAtMs[slot] ?? 0) + (this.roster.freshForMsOfSlot[slot] ?? 0);
  }

  #heard(slot: number): void {
    this.counters.readingsApplied += 1;
    const centre = this.roster.centreOfSlot[slot] ?? 0;
    const receivedAtMs = this.#table.receivedAtMs[slot] ?? NaN;
    if (!(receivedAtMs <= (this.#heardAtMs[centre] ?? NaN))) this.#heardAtMs[centre] = receivedAtMs;
    if (receivedAtMs > this.#newestMs) this.#newestMs = receivedAtMs;
    if (receivedAtMs <= (this.#goneAtMs[centre] ?? NaN)) {
      // Sent before the gateway went: its last word, and no sign of life.
      this.#table.fresh[slot] = 0;
    } else {
      this.#goneAtMs[centre] = NaN;
      this.#wheel.watch(slot, this.#deadlineOf(slot));
    }
    this.#touch(centre, slot);
  }

  /**
   * The server's clock was set back: what happened later by the old clock happened now. Else nobody
   * would fall silent, and no reading would be new, until the new clock had caught up.
   */
  #turnBack(nowMs: number): void {
    this.#newestMs = nowMs;
    this.#table.turnBack(nowMs);
    turnTimesBack(this.#heardAtMs, nowMs);
    turnTimesBack(this.#goneAtMs, nowMs);
    const nowSeconds = Math.floor(nowMs / 1_000);
    this.#states = this.#states.map((state) =>
      state.sinceSeconds > nowSeconds ? { ...state, sinceSeconds: nowSeconds } : state,
    );
    this.#watchAll(nowMs);
  }

  /** Watches every device that is heard, on a wheel that begins at `nowMs`. */
  #watchAll(nowMs: number): void {
    this.#wheel = this.#newWheel(nowMs);
    this.roster.devices.forEach((_device, slot) => {
      if (this.#table.fresh[slot] === 1) this.#wheel.watch(slot, this.#deadlineOf(slot));
    });
  }

  #silence(slot: number): void {
    if (this.#table.fresh[slot] !== 1) return;
    this.#table.fresh[slot] = 0;
    this.#touch(this.roster.centreOfSlot[slot] ?? 0, slot);
  }

  #touch(centre: number, slot: number): void {
    this.#touched.add(centre);
    if (this.#isTouched[slot] !== 1) {
      this.#isTouched[slot] = 1;
      this.#touchedSlots.push(slot);
    }
    if (!this.#followed.has(centre)) return;
    const slots = this.#slots.get(centre);
    if (slots === undefined) this.#slots.set(centre, new Set([slot]));
    else slots.add(slot);
  }

  #judge(centre: number, nowMs: number): boolean {
    const offline = !Number.isNaN(this.#goneAtMs[centre] ?? NaN);
    const judgement = judgeCentre({ roster: this.roster, table: this.#table, offline }, centre);
    const before = this.stateOf(centre);
    const same = sameState(before, judgement.state);
    if (same && this.#devicesFresh[centre] === judgement.devicesFresh) return false;
    const province = this.roster.provinceOfCentre[centre] ?? 0;
    this.#totals.remove(province, this.contributionOf(centre));
    const turned = before.health !== judgement.state.health;
    // What is heard first, soon after the start, was so before: since when, nobody here knows.
    const firstNews = before === UNKNOWN_STATE && nowMs - this.#startedAtMs < FIRST_NEWS_MS;
    const turnedAtSeconds = firstNews ? 0 : Math.floor(nowMs / 1_000);
    this.#states[centre] = {
      ...judgement.state,
      sinceSeconds: turned ? turnedAtSeconds : before.sinceSeconds,
    };
    this.#devicesFresh[centre] = judgement.devicesFresh;
    this.#totals.add(province, this.contributionOf(centre));
    return !same;
  }
}
