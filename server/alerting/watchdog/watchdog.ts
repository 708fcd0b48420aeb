/**
 * Watches over ourselves: broker, store, uplink, and most of the estate silent at once.
 *
 * While we are blind nothing on the screens is complete, so there is one blindness, told once, and its
 * end, told to the same people. Mass silence alone is told by its incident, not here as well. What is
 * so survives a restart: it is neither told again nor forgotten.
 */
import type { StatementSync } from 'node:sqlite';
import type { Blindness } from '#domain/alerting/queue.ts';
import type { Database } from '../../platform/database.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IngestStatus } from '../../ports/ingest.ts';
import type { Log } from '../../ports/log.ts';
import type { StoreStatus } from '../../ports/reading-store.ts';
import { Sight } from './sight.ts';

const LOOK_PERIOD_MS = 5_000;
/** Without a message of any gateway for so long, the uplink is gone. */
const UNHEARD_MS = 60_000;
/** After a start gateways need a while to come back. */
const START_PATIENCE_MS = 120_000;
/** Somebody who was heard within this time is expected to be heard again. */
const GATEWAYS_EXPECTED_MS = 7 * 86_400_000;
/** How often it is noted that gateways are heard. */
const HEARD_NOTED_EVERY_MS = 600_000;

export interface WatchdogOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly ingest: () => Pick<IngestStatus, 'accepting' | 'brokerConnected' | 'counters'>;
  readonly store: () => Pick<StoreStatus, 'writable'>;
  /** The notifier, for what has to be told. */
  readonly notifier: {
    readonly tellBlind: (blindness: Blindness) => void;
    readonly tellSight: (blindness: Blindness, endedAtMs: number) => void;
  };
  /** Called when blindness begins, changes its reasons, or ends. */
  readonly onChange: (blindness: Blindness | null) => void;
}

export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #sight = new Sight();
  readonly #keep: StatementSync;
  readonly #forget: StatementSync;
  readonly #noteHeard: StatementSync;
  readonly #cancel: () => void;
  #blindness: Blindness | null = null;
  #told = false;
  #messages: number;
  /** When the last message came, or may be expected after the start. */
  #heardAtMs: number;
  #heardSinceStart = false;
  #heardNotedAtMs = -Infinity;
  #gatewaysExist: boolean;
  #silentSinceMs: number | null = null;
  /** Silence from before a restart stands until then, unless somebody says otherwise. */
  #silenceStandsUntilMs = 0;

  constructor(options: WatchdogOptions) {
    const { database, clock, ingest, notifier } = options;
    const { sqlite } = database;
    this.#options = options;
    this.#keep = sqlite.prepare(
      'INSERT OR REPLACE INTO watchdog_blindness (id, since_ms, reasons, told) VALUES (1, ?, ?, ?)',
    );
    this.#forget = sqlite.prepare('DELETE FROM watchdog_blindness');
    this.#noteHeard = sqlite.prepare(
      'INSERT OR REPLACE INTO watchdog_heard (id, at_ms) VALUES (1, ?)',
    );
    const nowMs = clock.nowMs();
    this.#messages = ingest().counters.messages;
    this.#heardAtMs = nowMs + START_PATIENCE_MS;
    const heard = sqlite.prepare('SELECT at_ms FROM watchdog_heard').get()?.['at_ms'];
    this.#gatewaysExist = typeof heard === 'number' && nowMs - heard < GATEWAYS_EXPECTED_MS;
    const kept = sqlite.prepare('SELECT * FROM watchdog_blindness').get();
    if (kept !== undefined) {
      const reasons = JSON.parse(String(kept['reasons'])) as Blindness['reasons'];
      this.#blindness = { sinceMs: Number(kept['since_ms']), reasons };
      this.#told = kept['told'] === 1;
      this.#sight.restore(this.#blindness);
      this.#silenceStandsUntilMs = nowMs + START_PATIENCE_MS;
      // It knows what it has told; it has to know that we are blind.
      if (this.#told) notifier.tellBlind(this.#blindness);
    }
    this.#cancel = clock.every(LOOK_PERIOD_MS, () => {
      this.#look();
    });
  }

  /** Null while we see. */
  blindness(): Blindness | null {
    return this.#blindness;
  }

  /** Most of the estate fell silent at once, or is heard again. */
  noteSilence(active: boolean): void {
    this.#silenceStandsUntilMs = 0;
    if (!active) this.#silentSinceMs = null;
    else this.#silentSinceMs ??= this.#options.clock.nowMs();
    this.#look();
  }

  close(): void {
    this.#cancel();
  }

  #look(): void {
    const nowMs = this.#options.clock.nowMs();
    try {
      this.#noteAll(nowMs);
      this.#judge(nowMs);
    } catch (error) {
      // Nothing is lost: the next look finds the same.
      this.#options.log.error('Cannot keep watch over ourselves', { err: error });
    }
  }

  #noteAll(nowMs: number): void {
    const { accepting, brokerConnected, counters } = this.#options.ingest();
    const brokerWell = accepting && brokerConnected;
    this.#sight.note('broker', brokerWell ? null : nowMs, nowMs);
    this.#sight.note('store', this.#options.store().writable ? null : nowMs, nowMs);
    if (counters.messages !== this.#messages) this.#hear(counters.messages, nowMs);
    this.#noteUplink(brokerWell, nowMs);
    if (nowMs >= this.#silenceStandsUntilMs) {
      this.#sight.note('silence', this.#silentSinceMs, nowMs);
    }
  }

  #noteUplink(brokerWell: boolean, nowMs: number): void {
    const unheard = nowMs - this.#heardAtMs >= UNHEARD_MS;
    // What was so before a restart stands until gateways have had the time to come back.
    if (!this.#heardSinceStart && !unheard) return;
    // A broker that is away explains why nobody is heard.
    const bad = unheard && brokerWell && this.#gatewaysExist;
    this.#sight.note('uplink', bad ? this.#heardAtMs : null, nowMs);
  }

  #hear(messages: number, nowMs: number): void {
    this.#messages = messages;
    this.#heardAtMs = nowMs;
    this.#heardSinceStart = true;
    this.#gatewaysExist = true;
    if (nowMs - this.#heardNotedAtMs < HEARD_NOTED_EVERY_MS) return;
    this.#heardNotedAtMs = nowMs;
    this.#noteHeard.run(nowMs);
  }

  #judge(nowMs: number): void {
    const before = this.#blindness;
    const now = this.#sight.blindness(nowMs);
    if (now === null) {
      if (before !== null) this.#end(before, nowMs);
      return;
    }
    if (before !== null && before.reasons.join() === now.reasons.join()) return;
    // A second reason does not make it begin again.
    const blindness = before === null ? now : { sinceMs: before.sinceMs, reasons: now.reasons };
    const tell = !this.#told && blindness.reasons.some((reason) => reason !== 'silence');
    this.#change(blindness, () => {
      this.#keep.run(
        blindness.sinceMs,
        JSON.stringify(blindness.reasons),
        Number(this.#told || tell),
      );
      if (tell) this.#options.notifier.tellBlind(blindness);
    });
    this.#told ||= tell;
    const { reasons } = blindness;
    this.#options.log.warn('We are blind', { reasons });
  }

  #end(blindness: Blindness, nowMs: number): void {
    this.#change(null, () => {
      this.#forget.run();
      if (this.#told) this.#options.notifier.tellSight(blindness, nowMs);
    });
    this.#told = false;
    this.#options.log.info('We see again', { blindMs: nowMs - blindness.sinceMs });
  }

  /** Written before it is told to anyone. */
  #change(blindness: Blindness | null, write: () => void): void {
    this.#options.database.transaction(write);
    this.#blindness = blindness;
    this.#options.onChange(blindness);
  }
}
