/**
 * The signals of every live centre and device, kept up to date by what was heard and by the clock.
 *
 * Works on what a tick touched and on what is due, never on the whole estate. It judges nothing: it
 * says what is so, in the words that rules are written in, and which troubles others may share.
 */
import { isOpenAt, nextOpeningChangeMs } from '#domain/alerting/opening-hours.ts';
import { SIGNALS } from '#domain/alerting/signal.ts';
import type { Database } from '../../platform/database.ts';
import type { Estate } from '../../ports/estate.ts';
import type { LatestReading, LiveChanges, LivePictureFeed } from '../../ports/live.ts';
import { DueHeap } from '../due-heap.ts';
import type { BoardNews, CentrePeople, Signals } from '../judgement.ts';
import type { Subject } from '../subject.ts';
import type { SymptomChange } from '../symptom.ts';
import { adoptCentre, type CentreSheet, type DeviceSheet, newCentreSheet } from './centre-sheet.ts';
import {
  internetLook,
  mainsLook,
  nextCountdownMs,
  nextPeopleMs,
  pathLook,
  powerStateOf,
  seatedOf,
  silenceLook,
  writeInternet,
  writeOutlook,
  writePeople,
  writePower,
} from './centre-signals.ts';
import { hearLink } from './link-signals.ts';
import { CENTRE_AT, flagOf, UPS_AT } from './positions.ts';
import type { PowerOutlook } from './power-outlook.ts';
import { SignalMemory } from './signal-memory.ts';
import { activeSymptoms, advanceSymptom, type Look, nextSymptomMs } from './symptom-tracks.ts';
import { centreSilent, deviceSilent, nextSilenceMs } from './silence-signals.ts';
import { hearUnit, writeUpsSignals } from './ups-signals.ts';
import { hearZone } from './zone-signals.ts';

export interface SignalBoardOptions {
  readonly estate: Estate;
  readonly feed: LivePictureFeed;
  readonly power: PowerOutlook;
  /** Null learns nothing for later: for judging what is past. */
  readonly database: Database | null;
  /** Server time of the start. */
  readonly nowMs: number;
}

/** Centres that time alone brings up in one tick: at nine in the morning it is all of them. */
const DUE_PER_TICK_MAX = 2_000;
/** Smaller steps back are those of a clock that is kept right. */
const CLOCK_STEP_MS_MIN = 1_000;
const NO_ISPS: readonly string[] = [];
/** What of a centre was heard; `time` looks at everything, `all` tells every device of it as well. */
const TOUCHED = { ups: 1, link: 2, zone: 4, silence: 8, time: 15, all: 31 } as const;
const UNTOUCHED = -1;
/** Position of `silent` in the signals of every device kind. */
const DEVICE_SILENT = UPS_AT.silent;

export class SignalBoard implements Signals {
  readonly #options: SignalBoardOptions;
  readonly #memory: SignalMemory | undefined;
  readonly #due = new DueHeap<CentreSheet>();
  #sheets = new Map<number, CentreSheet>();
  #devices = new Map<number, DeviceSheet>();
  #deviceList: readonly DeviceSheet[] = [];
  #version = -1;
  #nowMs: number;
  /** Signals of the centre being settled, as they were. */
  readonly #before = new Float64Array(SIGNALS.centre.length);
  /** Number of the news being put together. */
  #news = 0;
  #touched: CentreSheet[] = [];
  #subjects: Subject[] = [];
  #symptoms: SymptomChange[] = [];
  /** Centres whose outlook changed for a reason that is not ours. */
  readonly #woken = new Set<number>();

  constructor(options: SignalBoardOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs;
    const { database } = options;
    this.#memory = database === null ? undefined : new SignalMemory(database);
    options.power.onChange((centreIds) => {
      for (const centreId of centreIds) this.#woken.add(centreId);
    });
    this.#rebuild(options.nowMs);
    this.#memory?.restore(this.#sheets.values());
  }

  advance({ nowMs, deviceIds, centreIds }: LiveChanges): BoardNews {
    this.#news += 1;
    this.#subjects = [];
    this.#symptoms = [];
    if (nowMs < this.#nowMs - CLOCK_STEP_MS_MIN) this.#turnBack(nowMs);
    this.#nowMs = nowMs;
    const rebuilt = this.#version !== this.#options.estate.version;
    if (rebuilt) this.#rebuild(nowMs);
    for (const deviceId of deviceIds) this.#hear(this.#devices.get(deviceId), nowMs);
    for (const centreId of centreIds) this.#touch(this.#sheets.get(centreId), 0);
    for (const centreId of this.#woken) this.#touch(this.#sheets.get(centreId), TOUCHED.ups);
    this.#woken.clear();
    this.#takeDue(nowMs);
    const touched = this.#touched;
    this.#touched = [];
    for (const sheet of touched) this.#settle(sheet, nowMs);
    return { nowMs, subjects: this.#subjects, symptoms: this.#symptoms, rebuilt };
  }

  subjects(): readonly Subject[] {
    return [...this.#sheets.values()].flatMap((sheet) => [
      sheet.subject,
      ...sheet.devices.map(({ subject }) => subject),
    ]);
  }

  subjectsOf(centreId: number): readonly Subject[] {
    const sheet = this.#sheets.get(centreId);
    return sheet === undefined
      ? []
      : [sheet.subject, ...sheet.devices.map(({ subject }) => subject)];
  }

  peopleOf(centreId: number): CentrePeople {
    const sheet = this.#sheets.get(centreId);
    if (sheet === undefined) return { people: null, seats: 0, open: false };
    const seated = seatedOf(sheet, this.#nowMs);
    return {
      people: Number.isNaN(seated) ? null : Math.round(seated),
      seats: sheet.seats,
      open: isOpenAt(sheet.centre, this.#nowMs),
    };
  }

  symptoms(): readonly SymptomChange[] {
    return [...this.#sheets.values()].flatMap(({ symptoms, centre }) =>
      activeSymptoms(symptoms, centre),
    );
  }

  flush(nowMs: number, { all = false }: { readonly all?: boolean } = {}): void {
    this.#memory?.flush(this.#sheets.values(), this.#deviceList, { nowMs, all });
  }

  /** Takes a changed register: centres that did not change keep their sheets and their subjects. */
  #rebuild(nowMs: number): void {
    const { estate } = this.#options;
    const before = this.#sheets;
    const made: CentreSheet[] = [];
    this.#version = estate.version;
    this.#sheets = new Map();
    for (const centre of estate.centres()) {
      if (centre.lifeCycle !== 'live') continue;
      const earlier = before.get(centre.id);
      if (earlier?.centre === centre) {
        this.#sheets.set(centre.id, earlier);
        continue;
      }
      const sheet = newCentreSheet(centre, nowMs);
      made.push(earlier === undefined ? sheet : adoptCentre(sheet, earlier));
      this.#sheets.set(centre.id, sheet);
    }
    this.#touched = this.#touched.filter((sheet) => this.#isOnBoard(sheet));
    this.#deviceList = [...this.#sheets.values()].flatMap(({ devices }) => devices);
    this.#devices = new Map(
      this.#deviceList.map((device) => [device.subject.device?.id ?? -1, device]),
    );
    for (const sheet of made) {
      this.#touch(sheet, TOUCHED.all);
      for (const device of sheet.devices) this.#hear(device, nowMs);
    }
  }

  #isOnBoard(sheet: CentreSheet): boolean {
    return this.#sheets.get(sheet.centre.id) === sheet;
  }

  #touch(sheet: CentreSheet | undefined, what: number): void {
    if (sheet === undefined) return;
    if (sheet.touched === UNTOUCHED) {
      sheet.touched = 0;
      this.#touched.push(sheet);
    }
    sheet.touched |= what;
  }

  #hear(sheet: DeviceSheet | undefined, nowMs: number): void {
    if (sheet === undefined) return;
    const { subject, centre } = sheet;
    const latest = this.#options.feed.latestOf(subject.device?.id ?? -1);
    const wasFresh = sheet.fresh;
    sheet.fresh = latest?.fresh === true;
    sheet.everHeard ||= latest !== undefined;
    if (sheet.fresh !== wasFresh) centre.devicesFresh += sheet.fresh ? 1 : -1;
    const silent = subject.signals[DEVICE_SILENT] ?? NaN;
    this.#judge(sheet, latest, nowMs);
    // Whether one that is not heard counts as silent depends on its centre, which is looked at next.
    subject.signals[DEVICE_SILENT] = sheet.fresh ? 0 : silent;
    this.#touch(centre, TOUCHED[sheet.kind] | (sheet.fresh ? 0 : TOUCHED.silence));
    this.#tell(sheet);
  }

  /** Writes all signals of a device but `silent`. */
  #judge(sheet: DeviceSheet, latest: LatestReading | undefined, nowMs: number): void {
    const { subject, centre } = sheet;
    switch (sheet.kind) {
      case 'ups': {
        const { unit } = sheet;
        hearUnit(unit, latest);
        const { power } = this.#options;
        writeUpsSignals(subject.signals, unit, latest, {
          estimatedRuntimeSeconds: unit.fresh ? power.estimatedRuntimeSeconds(unit) : NaN,
          learnedHealthPercent: power.learnedHealthPercent(unit.device),
        });
        break;
      }
      case 'link':
        hearLink(sheet.link, subject.signals, latest, {
          nowMs,
          seated: centre.subject.signals[CENTRE_AT.seated] ?? NaN,
          seats: centre.seats,
        });
        sheet.unsaved = true;
        break;
      case 'zone':
        hearZone(sheet.zone, subject.signals, latest, {
          nowMs,
          emptyAtReset: centre.emptyAtReset,
        });
        sheet.unsaved = true;
        break;
    }
  }

  #tell(sheet: DeviceSheet): void {
    if (sheet.toldIn === this.#news) return;
    sheet.toldIn = this.#news;
    this.#subjects.push(sheet.subject);
  }

  #takeDue(nowMs: number): void {
    for (let taken = 0; taken < DUE_PER_TICK_MAX; taken += 1) {
      const due = this.#due.take(nowMs);
      if (due === undefined) return;
      const { item: sheet, dueMs } = due;
      if (sheet.dueMs !== dueMs || !this.#isOnBoard(sheet)) continue;
      sheet.dueMs = Infinity;
      this.#touch(sheet, TOUCHED.time);
    }
  }

  /** Writes the signals of a touched centre that may have changed, and says what has. */
  #settle(sheet: CentreSheet, nowMs: number): void {
    const { signals } = sheet.subject;
    this.#before.set(signals);
    const touched = sheet.touched | (this.#noteHeard(sheet, nowMs) ? TOUCHED.silence : 0);
    sheet.touched = UNTOUCHED;
    if ((touched & (TOUCHED.zone | TOUCHED.time)) !== 0) {
      this.#noteOpen(sheet, nowMs);
      writePeople(sheet, nowMs);
    }
    if ((touched & TOUCHED.link) !== 0) writeInternet(signals, sheet.links);
    if ((touched & TOUCHED.ups) !== 0) this.#settlePower(sheet, nowMs);
    signals[CENTRE_AT.silent] = centreSilent(sheet, nowMs);
    const turned = this.#differs(signals, CENTRE_AT.open, CENTRE_AT.peopleThere);
    // Rules of devices ask for people too.
    const all = turned || (touched & TOUCHED.all) === TOUCHED.all;
    if (all || (touched & TOUCHED.silence) !== 0) this.#settleDevices(sheet, nowMs, all);
    if (all || this.#differs(signals, 0, signals.length - 1)) this.#subjects.push(sheet.subject);
    this.#settleSymptoms(sheet, touched, nowMs);
    this.#schedule(sheet, nowMs);
  }

  /** Whether a signal from `first` to `last` is another than before. */
  #differs(signals: Float64Array, first: number, last: number): boolean {
    for (let position = first; position <= last; position += 1) {
      if (!Object.is(signals[position], this.#before[position])) return true;
    }
    return false;
  }

  /** True when the first device is heard again, or the last one is no longer. */
  #noteHeard(sheet: CentreSheet, nowMs: number): boolean {
    const heard = sheet.devicesFresh > 0;
    if (heard === !Number.isNaN(sheet.heardSinceMs)) return false;
    sheet.heardSinceMs = heard ? nowMs : NaN;
    sheet.everHeard ||= heard;
    return true;
  }

  #noteOpen(sheet: CentreSheet, nowMs: number): void {
    if (nowMs < sheet.openUntilMs) return;
    sheet.open = isOpenAt(sheet.centre, nowMs);
    sheet.openUntilMs = nextOpeningChangeMs(sheet.centre, nowMs);
  }

  #settlePower(sheet: CentreSheet, nowMs: number): void {
    const { power, feed } = this.#options;
    const { signals } = sheet.subject;
    const { id } = sheet.centre;
    // Drifts over hours: once per report of a unit is often enough.
    signals[CENTRE_AT.clockSkewSeconds] = (feed.skewOfId(id) ?? NaN) / 1_000;
    if (sheet.units.length === 0) return;
    const state = powerStateOf(sheet.units);
    const seated = seatedOf(sheet, nowMs);
    writePower(signals, state);
    power.observe(
      {
        centre: sheet.centre,
        mainsOut: Number.isNaN(state.mainsOut) ? null : state.mainsOut === 1,
        powerLost: state.lost === 1,
        units: sheet.units,
        seated: Number.isNaN(seated) ? null : Math.round(seated),
      },
      nowMs,
    );
    sheet.verdict = state.mainsOut === 1 ? power.verdictOf(id, nowMs) : undefined;
    writeOutlook(signals, sheet.verdict, nowMs);
    signals[CENTRE_AT.bankRatchets] = flagOf(power.bankRatchets(id));
  }

  #settleDevices(sheet: CentreSheet, nowMs: number, all: boolean): void {
    for (const device of sheet.devices) {
      const { signals } = device.subject;
      const silent = deviceSilent(device, nowMs);
      const changed = !Object.is(signals[DEVICE_SILENT], silent);
      signals[DEVICE_SILENT] = silent;
      if (all || changed) this.#tell(device);
    }
  }

  #settleSymptoms(sheet: CentreSheet, touched: number, nowMs: number): void {
    const { signals } = sheet.subject;
    const { isps } = sheet.symptoms;
    if ((touched & TOUCHED.ups) !== 0) {
      this.#look(sheet, 'mains', { verdict: mainsLook(signals), isps: NO_ISPS }, nowMs);
    }
    if ((touched & TOUCHED.link) !== 0) {
      this.#look(sheet, 'internet', internetLook(sheet), nowMs);
      this.#look(sheet, 'path', { verdict: pathLook(sheet), isps: NO_ISPS }, nowMs);
    }
    if ((touched & TOUCHED.silence) !== 0) {
      this.#look(sheet, 'silence', { verdict: silenceLook(signals), isps }, nowMs);
    }
  }

  #look(
    { centre, symptoms }: CentreSheet,
    symptom: SymptomChange['symptom'],
    look: Look,
    nowMs: number,
  ): void {
    const change = advanceSymptom(symptoms, symptom, look, { centre, nowMs });
    if (change !== undefined) this.#symptoms.push(change);
  }

  /** When time alone has something to say about a centre. Entries that were overtaken are passed over. */
  #schedule(sheet: CentreSheet, nowMs: number): void {
    const { centre, subject, verdict } = sheet;
    const dueMs = Math.min(
      sheet.openUntilMs,
      nextPeopleMs(sheet, nowMs),
      nextSilenceMs(sheet, nowMs),
      nextSymptomMs(sheet.symptoms),
      verdict === undefined
        ? Infinity
        : Math.min(
            this.#options.power.nextChangeAtMs(centre.id, nowMs),
            nextCountdownMs(subject.signals, verdict, nowMs),
          ),
    );
    if (dueMs >= sheet.dueMs) return;
    sheet.dueMs = dueMs;
    this.#due.push(sheet, dueMs);
  }

  /** The clock was set back: what happened later by the old clock happened now. */
  #turnBack(nowMs: number): void {
    const byMs = this.#nowMs - nowMs;
    this.#due.clear();
    for (const sheet of this.#sheets.values()) {
      sheet.sinceMs = Math.min(sheet.sinceMs, nowMs);
      sheet.heardSinceMs = Math.min(sheet.heardSinceMs, nowMs);
      sheet.seatedAtMs = Math.min(sheet.seatedAtMs, nowMs);
      sheet.emptySinceMs = Math.min(sheet.emptySinceMs, nowMs);
      sheet.movedAtMs = Math.min(sheet.movedAtMs, nowMs);
      for (const device of sheet.devices) device.sinceMs = Math.min(device.sinceMs, nowMs);
      for (const track of Object.values(sheet.symptoms.tracks)) track.sinceMs -= byMs;
      sheet.dueMs = Infinity;
      sheet.openUntilMs = -Infinity;
      this.#touch(sheet, TOUCHED.time);
    }
  }
}
