/**
 * The judgement over the nation, joined: signals, incidents, rules, desk, in that order, once per tick.
 *
 * Driven by the live picture's feed and by nothing else. Whatever a tick changes is written in one
 * transaction before anybody is told of it; when the disk refuses, nothing is told, everything stays
 * in memory, and the next tick writes it.
 */
import type { Blindness } from '#domain/alerting/queue.ts';
import type { Database } from '../platform/database.ts';
import type { AlertingStatus } from '../ports/alerting.ts';
import type { Clock } from '../ports/clock.ts';
import type { Estate } from '../ports/estate.ts';
import type { LiveChanges, LivePictureFeed } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import { Correlator } from './incidents/correlator.ts';
import { IncidentBook } from './incidents/incident-book.ts';
import type { Occurrence } from './occurrence.ts';
import { PowerBook } from './power/power-book.ts';
import { RuleEngine } from './rules/rule-engine.ts';
import type { RuleStore } from './rules/rule-store.ts';
import type { ScheduleStore } from './schedules/schedule-store.ts';
import { Settling } from './settling.ts';
import { CENTRE_AT } from './signals/positions.ts';
import { SignalBoard } from './signals/signal-board.ts';
import { Desk } from './work/alert-desk.ts';
import type { CentreFacts, ContactName } from './work/sources.ts';

/** Any of these: nobody can work there. */
const DOWN_SIGNALS = [CENTRE_AT.powerLost, CENTRE_AT.internetDown, CENTRE_AT.silent];

export interface AlertingOptions {
  readonly database: Database;
  readonly estate: Estate;
  readonly feed: LivePictureFeed;
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: RuleStore;
  readonly schedules: ScheduleStore;
  readonly contactName: ContactName;
  readonly blindness: () => Blindness | null;
  /** Takes everything that somebody may have to be told, within the transaction that writes it. */
  readonly onOccurrences: (occurrences: readonly Occurrence[]) => void;
}

export type AlertingCounters = Pick<
  AlertingStatus,
  'writesFailed' | 'symptomsWaiting' | 'transitionsHeld' | 'firing'
>;

export class Alerting {
  readonly desk: Desk;
  readonly power: PowerBook;
  readonly #options: AlertingOptions;
  readonly #board: SignalBoard;
  readonly #engine: RuleEngine;
  readonly #incidents: IncidentBook;
  readonly #correlator: Correlator;
  readonly #settling: Settling;
  readonly #stops: (() => void)[] = [];
  #writesFailed = 0;
  #failing = false;

  constructor(options: AlertingOptions) {
    const { database, estate, feed, clock, rules, schedules } = options;
    const nowMs = clock.nowMs();
    this.#options = options;
    this.power = new PowerBook({ database, timetables: schedules, estate });
    this.#board = new SignalBoard({ estate, feed, power: this.power, database, nowMs });
    this.#engine = new RuleEngine({ database, rules });
    this.#incidents = new IncidentBook({ database, estate, nowMs });
    this.#correlator = new Correlator({
      incidents: this.#incidents,
      wasHeard: (centreId) => this.#wasHeard(centreId),
    });
    this.#settling = new Settling((centreId, symptom) =>
      this.#correlator.isUndecided(centreId, symptom),
    );
    this.desk = new Desk({
      ...options,
      centres: this.#centreFacts(),
      incidents: this.#incidents,
    });
  }

  /** Takes up what stood before the restart, then follows the feed. */
  start(): void {
    const nowMs = this.#options.clock.nowMs();
    const ended = this.#engine.rebuild(this.#board.subjects(), nowMs);
    this.desk.start(this.#engine.firing(), nowMs);
    this.desk.take(ended, nowMs);
    this.#write(nowMs);
    this.#stops.push(
      this.#options.feed.onSettled((changes) => {
        this.tick(changes);
      }),
    );
  }

  /** Judges one tick's changes and everything that is due by its time. */
  tick(changes: LiveChanges): void {
    const { nowMs } = changes;
    const { subjects, symptoms, rebuilt } = this.#board.advance(changes);
    this.#correlator.turn(nowMs, symptoms);
    const found = rebuilt ? this.#engine.rebuild(this.#board.subjects(), nowMs) : [];
    found.push(...this.#engine.evaluate(subjects, nowMs), ...this.#engine.turn(nowMs));
    this.desk.noteCentres(new Set(subjects.map(({ centre }) => centre.id)));
    this.desk.take(this.#settling.pass(found), nowMs);
    this.#write(nowMs);
  }

  counters(): AlertingCounters {
    return {
      writesFailed: this.#writesFailed,
      symptomsWaiting: this.#correlator.counters().waiting,
      transitionsHeld: this.#settling.size,
      firing: this.#engine.firing().length,
    };
  }

  /** Writes what is only in memory and follows nothing any more. */
  close(): void {
    for (const stop of this.#stops) stop();
    const nowMs = this.#options.clock.nowMs();
    this.#options.database.transaction(() => {
      this.#engine.flush(nowMs, { all: true });
      this.#board.flush(nowMs, { all: true });
      this.power.flush(nowMs, { all: true });
      this.#incidents.saveAll();
      this.desk.save();
    });
    this.desk.close();
  }

  #write(nowMs: number): void {
    try {
      this.#options.database.transaction(() => {
        this.#engine.flush(nowMs);
        this.#board.flush(nowMs);
        this.power.flush(nowMs);
        this.#incidents.save();
        this.desk.save();
      });
    } catch (error) {
      this.#writesFailed += 1;
      if (!this.#failing) {
        this.#options.log.error('Alerts cannot be written, nobody is told of them', { err: error });
      }
      this.#failing = true;
      return;
    }
    if (this.#failing) this.#options.log.info('Alerts are being written again');
    this.#failing = false;
    this.desk.tell(nowMs);
  }

  #centreFacts(): CentreFacts {
    return {
      peopleOf: (centreId) => this.#board.peopleOf(centreId).people,
      verdictOf: (centreId) => this.power.verdictOf(centreId, this.#options.clock.nowMs()) ?? null,
      isDown: (centreId) => this.#isDown(centreId),
    };
  }

  /** A gateway that nobody hears has no way out, or no power: either way nobody works there online. */
  #isDown(centreId: number): boolean {
    const [centre] = this.#board.subjectsOf(centreId);
    if (centre === undefined) return false;
    return DOWN_SIGNALS.some((position) => centre.signals[position] === 1);
  }

  #wasHeard(centreId: number): boolean {
    return this.#board
      .subjectsOf(centreId)
      .some(
        ({ device }) => device !== null && this.#options.feed.latestOf(device.id) !== undefined,
      );
  }
}
