/**
 * Publishes what the server makes of the nation back to MQTT, retained: the state of each centre, and
 * every open incident, whose topic is emptied when it closes.
 *
 * At a bounded rate, latest value only: when the whole nation changes at once, what is published
 * lags behind for a minute and is never wrong for longer. Seats and minutes go along with a change of
 * state and cause none.
 */
import type { IncidentView } from '#domain/alerting/alert.ts';
import type { QueueFrame } from '#domain/alerting/queue.ts';
import type { CentreState } from '#domain/nation.ts';
import { centreTopic } from '#domain/topic.ts';
import type { AlertDesk } from '../../ports/alerting.ts';
import type { Estate } from '../../ports/estate.ts';
import { CentreIndex } from './centre-index.ts';

export type Publish = (
  topic: string,
  payload: string,
  options: { readonly retain: boolean },
) => void;

export interface DerivedStateOptions {
  readonly publish: Publish;
  /** First levels of every topic. */
  readonly root: string;
  readonly estate: Pick<Estate, 'version' | 'centres'>;
  /** Undefined for a centre that is not live. */
  readonly stateOf: (centreId: number) => CentreState | undefined;
  readonly desk: Pick<AlertDesk, 'queue' | 'follow' | 'incidents'>;
  readonly nowMs: number;
}

const MESSAGES_PER_SECOND_MAX = 200;
/** At once, after a time without any. */
const BURST_MAX = 50;
/** People and person-minutes of an incident change all the time. */
const INCIDENT_PERIOD_MS = 5_000;
/** After a start nothing has been heard yet: what is unknown then was something else a moment ago. */
const HEARING_MS = 120_000;
/** Incidents that closed while the server was down, whose topics may still say that they are open. */
const CLOSED_INCIDENTS_MAX = 100;
const NATION = { type: 'nation' } as const;

export class DerivedState {
  readonly #options: DerivedStateOptions;
  readonly #index: CentreIndex;
  /** By centre: what its topic says. */
  readonly #said = new Map<number, { readonly topic: string; readonly words: string }>();
  readonly #centres = new Set<number>();
  /** Null: it is over. */
  readonly #incidents = new Map<number, IncidentView | null>();
  readonly #incidentSentAtMs = new Map<number, number>();
  readonly #stop: () => void;
  #turnedAtMs: number;
  #allowance = 0;

  constructor(options: DerivedStateOptions) {
    this.#options = options;
    this.#index = new CentreIndex(options.estate);
    this.#turnedAtMs = options.nowMs;
    this.#stop = options.desk.follow(NATION, (frame) => {
      this.#takeFrame(frame);
    });
    this.republish();
  }

  /** Says everything again: after a start, and when the broker has forgotten. */
  republish(): void {
    const { desk, estate } = this.#options;
    this.#said.clear();
    for (const { id } of estate.centres()) this.#centres.add(id);
    const closed = desk.incidents(NATION, { limit: CLOSED_INCIDENTS_MAX, open: false });
    for (const { id } of closed) this.#incidents.set(id, null);
    for (const item of desk.queue(NATION).items) {
      if (item.type === 'incident') this.#note(item);
    }
  }

  /** Centres that were judged anew, whether or not the judgement is another. */
  noteCentres(centreIds: Iterable<number>): void {
    for (const centreId of centreIds) this.#centres.add(centreId);
  }

  /** Messages that wait for their turn. */
  get waiting(): number {
    return this.#centres.size + this.#incidents.size;
  }

  /** Publishes what has changed, as far as the rate allows. Once per tick. */
  turn(nowMs: number): void {
    const passedMs = Math.max(0, nowMs - this.#turnedAtMs);
    this.#turnedAtMs = nowMs;
    const earned = (passedMs * MESSAGES_PER_SECOND_MAX) / 1_000;
    this.#allowance = Math.min(BURST_MAX, this.#allowance + earned);
    for (const [id, incident] of this.#incidents) {
      if (this.#allowance < 1) return;
      this.#tellIncident(id, incident, nowMs);
    }
    for (const centreId of this.#centres) {
      if (this.#allowance < 1) return;
      this.#tellCentre(centreId, nowMs);
    }
  }

  close(): void {
    this.#stop();
  }

  #takeFrame({ changed, removed }: QueueFrame): void {
    for (const item of changed) if (item.type === 'incident') this.#note(item);
    for (const key of removed) {
      const id = Number(/^incident:(\d+)$/.exec(key)?.[1] ?? NaN);
      if (!Number.isNaN(id)) this.#incidents.set(id, null);
    }
  }

  #note(incident: IncidentView): void {
    this.#incidents.set(incident.id, incident.closedAtMs === null ? incident : null);
  }

  #tellIncident(id: number, incident: IncidentView | null, nowMs: number): void {
    const sentAtMs = this.#incidentSentAtMs.get(id);
    if (incident === null) {
      this.#incidents.delete(id);
      this.#incidentSentAtMs.delete(id);
      this.#publish(`${this.#options.root}/incidents/${id}`, '');
      return;
    }
    if (sentAtMs !== undefined && Math.abs(nowMs - sentAtMs) < INCIDENT_PERIOD_MS) return;
    this.#incidents.delete(id);
    this.#incidentSentAtMs.set(id, nowMs);
    const payload = JSON.stringify({ at: nowMs, ...incident });
    this.#publish(`${this.#options.root}/incidents/${id}`, payload);
  }

  #tellCentre(centreId: number, nowMs: number): void {
    const { stateOf, nowMs: startedAtMs } = this.#options;
    const state = stateOf(centreId);
    const said = this.#said.get(centreId);
    const isHearing = nowMs - startedAtMs < HEARING_MS;
    if (state?.health === 'unknown' && said === undefined && isHearing) return; // it stays waiting
    this.#centres.delete(centreId);
    const topic = this.#topicOf(centreId);
    if (said !== undefined && (state === undefined || said.topic !== topic)) {
      this.#said.delete(centreId);
      this.#publish(said.topic, '');
    }
    if (state === undefined || topic === undefined) return;
    const words = wordsOf(state);
    if (this.#said.get(centreId)?.words === words) return;
    this.#said.set(centreId, { topic, words });
    this.#publish(topic, JSON.stringify({ at: nowMs, ...state }));
  }

  #topicOf(centreId: number): string | undefined {
    const centre = this.#index.centre(centreId);
    if (centre === undefined) return undefined;
    const { province, code } = centre;
    return centreTopic(this.#options.root, { province, centre: code }, 'state');
  }

  #publish(topic: string, payload: string): void {
    this.#allowance -= 1;
    this.#options.publish(topic, payload, { retain: true });
  }
}

/** What of a state is a change when it changes. */
function wordsOf({ health, power, internet, presumed, offline, incomplete }: CentreState): string {
  return `${health} ${power} ${internet} ${presumed} ${offline} ${incomplete}`;
}
