/**
 * A desk on a real database and a clock that a test moves, with neighbours of a few lines: rules that
 * fire when they are told to, incidents that cover what they are told to.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { QueueItem } from '#domain/alerting/alert.ts';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import type { AlertRule } from '#domain/alerting/rule.ts';
import type { Severity } from '#domain/alerting/severity.ts';
import type { Centre } from '#domain/centre.ts';
import type { Scope, Viewer } from '#domain/viewer.ts';
import type { Firing } from '../../../../server/alerting/judgement.ts';
import type { Occurrence } from '../../../../server/alerting/occurrence.ts';
import { type Subject, subjectKeyOf } from '../../../../server/alerting/subject.ts';
import type { Transition } from '../../../../server/alerting/transition.ts';
import { Desk } from '../../../../server/alerting/work/alert-desk.ts';
import { workMigrations } from '../../../../server/alerting/work/migrations.ts';
import { type Database, openDatabase } from '../../../../server/platform/database.ts';
import { centreOf, TestEstate } from '../../../support/estate-builder.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { TestIncidents } from './test-incidents.ts';

export const NATION: Scope = { type: 'nation' };
export const TICK_MS = 250;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

export function viewerOf(role: Viewer['role'], scope: Scope = NATION): Viewer {
  return { id: 7, email: `${role}@example.pk`, name: `The ${role}`, role, scope };
}

export const OPERATOR = viewerOf('operator');

/** A rule of one level; the desk reads names, symptom, parents, quiet hours and off-delays of it. */
export function ruleOf(id: string, fields: Partial<AlertRule> = {}): AlertRule {
  return {
    id,
    version: 1,
    subject: 'centre',
    nameEn: `Rule ${id}`,
    nameUr: `قاعدہ ${id}`,
    probableCause: 'unknown',
    levels: [
      {
        severity: 'major',
        when: { type: 'is', signal: 'internetDown', value: true },
        onDelaySeconds: 60,
        offDelaySeconds: 120,
      },
    ],
    during: 'always',
    mode: 'on',
    inhibitedBy: [],
    symptom: null,
    quietHours: null,
    runbookUrl: null,
    overrides: [],
    ...fields,
  };
}

export const LINK_RULE = ruleOf('link', { symptom: 'internet' });
/** Its alerts carry the verdict. */
export const POWER_RULE = ruleOf('power', {
  symptom: 'mains',
  levels: [
    {
      severity: 'major',
      when: { type: 'above', signal: 'shortMinutes', fire: 0, clear: 0 },
      onDelaySeconds: 300,
      offDelaySeconds: 60,
    },
  ],
});

export interface FireOptions {
  readonly severity?: Severity;
  readonly observed?: boolean;
  /** Position among the centre's devices; absent: the centre itself. */
  readonly device?: number;
  readonly value?: number;
}

export class DeskRig {
  readonly clock = new FakeClock();
  readonly estate: TestEstate;
  readonly people = new Map<number, number>();
  readonly verdicts = new Map<number, RideThroughVerdict>();
  readonly down = new Set<number>();
  readonly contacts = new Map([[1, 'Ayesha Khan']]);
  incidents = new TestIncidents();
  readonly occurrences: Occurrence[] = [];
  /** Called before the desk hears that its occurrences went out. */
  onOccurrences: (occurrences: readonly Occurrence[]) => void = () => undefined;
  database: Database;
  desk: Desk;
  readonly #dataDir: string;
  readonly #firing = new Map<string, Firing>();
  readonly #waiting: Transition[] = [];

  constructor(centres: readonly Centre[]) {
    this.#dataDir = mkdtempSync(join(tmpdir(), 'nigehban-desk-'));
    this.estate = new TestEstate(centres);
    this.database = this.#open();
    this.desk = this.#newDesk();
    this.desk.start([], this.clock.nowMs());
    onTestFinished(() => {
      this.database.close();
      rmSync(this.#dataDir, { recursive: true });
    });
  }

  centre(code: string): Centre {
    const centre = this.estate.centre(code);
    if (centre === undefined) throw new Error(`Cannot find "${code}" in the test estate`);
    return centre;
  }

  /** The rule fires, or fires otherwise than before; heard at the next tick. */
  fire(code: string, rule: AlertRule, options: FireOptions = {}): void {
    const { severity = 'major', observed = false, value = null } = options;
    const transition = this.#transition(code, rule, options.device);
    const facts = { signal: 'seated', value, limit: null };
    this.#hear({ ...transition, severity, observed, facts });
  }

  /** The rule fires no more. */
  clear(code: string, rule: AlertRule, { device }: Pick<FireOptions, 'device'> = {}): void {
    this.#hear(this.#transition(code, rule, device));
  }

  /** One tick after another for `byMs`; at least one. */
  run(byMs = TICK_MS): void {
    for (let passedMs = 0; passedMs < byMs; passedMs += TICK_MS) {
      this.clock.advance(TICK_MS);
      this.tick();
    }
  }

  /** Moves on by `byMs` at once, then one tick. */
  skip(byMs: number): void {
    this.clock.advance(byMs);
    this.tick();
  }

  tick(): void {
    const nowMs = this.clock.nowMs();
    this.desk.take(this.takeWaiting(), nowMs);
    this.database.transaction(() => {
      this.desk.save();
    });
    this.desk.tell(nowMs);
  }

  /** Ends the process and starts it again after `downMs`; rules keep what fires unless `forget`. */
  restart(downMs: number): void {
    this.desk.close();
    this.database.close();
    this.clock.advance(downMs);
    this.database = this.#open();
    this.occurrences.length = 0;
    this.desk = this.#newDesk();
    this.desk.start([...this.#firing.values()], this.clock.nowMs());
    this.tick();
  }

  /** What fires by itself while the server is down, or stops to. */
  meanwhile(work: () => void): void {
    work();
    this.takeWaiting();
  }

  /** What waits for the next tick, to give it to the desk in another way. */
  takeWaiting(): readonly Transition[] {
    return this.#waiting.splice(0);
  }

  items(scope: Scope = NATION): readonly QueueItem[] {
    return this.desk.queue(scope).items;
  }

  /** What was told since the last call, as "event item", with the reason where nobody was to be told. */
  told(): string[] {
    return this.occurrences.splice(0).map(({ event, item, withheld }) => {
      const text = `${event} ${item.type}:${item.id}`;
      return withheld === null ? text : `${text} (${withheld})`;
    });
  }

  kindsOf(key: string): string[] {
    return (this.desk.timeline(NATION, key) ?? []).map(({ kind }) => kind);
  }

  #transition(code: string, rule: AlertRule, position: number | undefined): Transition {
    const centre = this.centre(code);
    const device = position === undefined ? null : (centre.devices[position] ?? null);
    const kind = device === null ? 'centre' : device.kind;
    const subject: Subject = { kind, centre, device, signals: new Float64Array() };
    const atMs = this.clock.nowMs();
    const facts = { signal: null, value: null, limit: null };
    return { subject, rule, severity: null, atMs, breachedAtMs: atMs, facts, observed: false };
  }

  #hear(transition: Transition): void {
    const subject = subjectKeyOf(transition.subject);
    const key = `${subject} ${transition.rule.id}`;
    if (transition.severity === null) this.#firing.delete(key);
    else this.#firing.set(key, { subject, ruleId: transition.rule.id, transition });
    this.#waiting.push(transition);
  }

  #open(): Database {
    const database = openDatabase({ dataDir: this.#dataDir, migrations: workMigrations });
    database.sqlite.exec('PRAGMA synchronous = OFF'); // no test pulls the plug
    return database;
  }

  #newDesk(): Desk {
    return new Desk({
      database: this.database,
      clock: this.clock,
      estate: this.estate,
      centres: {
        peopleOf: (centreId) => this.people.get(centreId) ?? null,
        verdictOf: (centreId) => this.verdicts.get(centreId) ?? null,
        isDown: (centreId) => this.down.has(centreId),
      },
      incidents: this.incidents,
      contactName: (contactId) => this.contacts.get(contactId),
      blindness: () => null,
      onOccurrences: (occurrences) => {
        this.onOccurrences(occurrences);
        this.occurrences.push(...occurrences);
      },
    });
  }
}

/** Two centres in Lahore, one in Karachi. */
export function newRig(): DeskRig {
  return new DeskRig([
    centreOf(1, 'khi-001', { province: 'SD', cityEn: 'Karachi', disco: 'K-Electric' }),
    centreOf(2, 'lhr-001'),
    centreOf(3, 'lhr-002'),
  ]);
}
