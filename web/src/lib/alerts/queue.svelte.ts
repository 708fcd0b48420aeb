/**
 * The queue of incidents and alerts as a console works with it: live, filtered, in an order that rests
 * while somebody works, with what has been asked and is not done yet.
 *
 * Every decision is made by the plain modules beside it; this class holds their results and asks the
 * line and the server. Nothing in it is a deep `$state`.
 */
import type { IncidentView, QueueItem } from '#domain/alerting/alert.ts';
import type { Blindness, LoadFigures, QueueFrame, QueueSnapshot } from '#domain/alerting/queue.ts';
import {
  BULK_ITEMS_MAX,
  type ItemKey,
  type WorkAction,
  type WorkResult,
} from '#domain/alerting/work-action.ts';
import type { WatchReply } from '#domain/live-protocol.ts';
import { askServer, type ApiAnswer } from '#lib/api.ts';
import type { Followed, LiveConnection } from '#lib/live/connection.svelte.ts';
import type { Self } from './item-standing.ts';
import {
  answered,
  asked,
  failed,
  NOTHING_PENDING,
  settled,
  type PendingDeed,
  type PendingWork,
} from './pending-work.ts';
import { queueListOf, type QueueList } from './queue-list.ts';
import { queueAddress, type QueueQuery } from './queue-query.ts';
import { stateAfter, stateOfSnapshot, type QueueState } from './queue-state.ts';
import { atRest, inOrder, type ShownOrder } from './resting-order.ts';

/** Rows change places at most this often while nobody works on them; new ones come at once. */
const REORDER_PERIOD_MS = 2_000;
const TICK_MS = 1_000;

export interface QueueOptions {
  /** What the page was rendered with. */
  readonly snapshot: QueueSnapshot;
  readonly query: QueueQuery;
  readonly self: Self;
  /** Whether somebody has a hand on the list, so that no row may change its place. */
  readonly isWorkedOn: () => boolean;
}

export class AlertQueue {
  #state: QueueState;
  #query: QueueQuery;
  #self: Self;
  #pending = $state.raw<PendingWork>(NOTHING_PENDING);
  /** Grows with every change of the state. */
  #version = $state(0);
  #list: QueueList;
  #order = $state.raw<ShownOrder>(inOrder([]));
  #live = $state(false);
  #forbidden = $state(false);
  #resting = $state(false);

  readonly #connection: LiveConnection;
  readonly #isWorkedOn: () => boolean;
  /** Items that are still shown though they have left the queue. */
  #ghosts = new Map<string, QueueItem>();
  #followed: Followed | undefined;
  #asking = false;
  #orderedAtMs = 0;

  constructor(connection: LiveConnection, { snapshot, query, self, isWorkedOn }: QueueOptions) {
    this.#connection = connection;
    this.#isWorkedOn = isWorkedOn;
    this.#state = stateOfSnapshot(snapshot);
    this.#query = query;
    this.#self = self;
    this.#list = this.#listed();
    this.#order = inOrder(this.#list.keys);
  }

  /** Every item of the queue by key, shown or not. */
  get items(): ReadonlyMap<string, QueueItem> {
    void this.#version;
    return this.#state.items;
  }

  get figures(): LoadFigures {
    void this.#version;
    return this.#state.figures;
  }

  get blind(): Blindness | null {
    void this.#version;
    return this.#state.blind;
  }

  /** Items that exist and are not here: more than a queue holds. */
  get omitted(): number {
    void this.#version;
    return this.#state.omitted;
  }

  /** How many items each filter and view would show. */
  get list(): QueueList {
    void this.#version;
    return this.#list;
  }

  /** Rows, items that wait to be put among them, and whether that would change anything. */
  get order(): ShownOrder {
    return this.#order;
  }

  /** Rows keep their place now, because somebody works on them. */
  get resting(): boolean {
    return this.#resting;
  }

  /** True once the line has brought the whole queue, not only what the page was rendered with. */
  get live(): boolean {
    return this.#live;
  }

  /** The server does not let this person see the queue. */
  get forbidden(): boolean {
    return this.#forbidden;
  }

  /** The item as it is now, or as it last was when it has left the queue but not the screen. */
  item(key: string): QueueItem | undefined {
    void this.#version;
    return this.#state.items.get(key) ?? this.#ghosts.get(key);
  }

  incident(id: number): IncidentView | undefined {
    const item = this.#state.items.get(`incident:${String(id)}`);
    return item?.type === 'incident' ? item : undefined;
  }

  /** True for a row whose item is no longer in the queue. */
  isGone(key: string): boolean {
    void this.#version;
    return !this.#state.items.has(key);
  }

  pendingOf(key: string): PendingDeed | undefined {
    return this.#pending.get(key);
  }

  /** Starts watching. Returns what ends it. */
  watch(): () => void {
    const followed = this.#connection.follow(
      { view: 'alerts' },
      {
        onReply: (reply) => {
          this.#onReply(reply);
        },
        onAlerts: (frame) => {
          this.#onFrame(frame);
        },
      },
    );
    this.#followed = followed;
    const stopTicking = this.#connection.clock.every(TICK_MS, () => {
      this.#tick();
    });
    return () => {
      stopTicking();
      followed.stop();
      this.#followed = undefined;
    };
  }

  /** Shows what `query` asks for, at once: whoever asks expects it. */
  ask(query: QueueQuery): void {
    if (queueAddress(query) === queueAddress(this.#query)) return;
    this.#query = query;
    this.#relist();
    this.reorder();
  }

  /** Who looks has become known better: their contact. */
  know(self: Self): void {
    this.#self = self;
    this.#relist();
    this.reorder();
  }

  /** Puts every row where it belongs now. */
  reorder(): void {
    this.#ghosts.clear();
    this.#orderedAtMs = this.#connection.clock.nowMs();
    this.#order = inOrder(this.#list.keys);
  }

  /** Does something to items. The answer says what was done, what refused and why. */
  async work(keys: readonly ItemKey[], action: WorkAction): Promise<ApiAnswer<WorkResult>> {
    const { clock } = this.#connection;
    this.#pending = asked(this.#pending, { keys, action, atMs: clock.nowMs() });
    const done: ItemKey[] = [];
    const refused: WorkResult['refused'][number][] = [];
    for (let from = 0; from < keys.length; from += BULK_ITEMS_MAX) {
      const items = keys.slice(from, from + BULK_ITEMS_MAX);
      const answer = await askServer<WorkResult>('/queue/work', {
        method: 'POST',
        json: { items, action },
      });
      if (!answer.ok) {
        this.#pending = failed(this.#pending, keys.slice(from));
        return answer;
      }
      done.push(...answer.value.done);
      refused.push(...answer.value.refused);
      this.#pending = answered(this.#pending, answer.value, clock.nowMs());
      this.#settle();
    }
    return { ok: true, value: { done, refused } };
  }

  #onReply(reply: WatchReply): void {
    this.#asking = false;
    if (!reply.ok) {
      this.#forbidden = reply.code === 'forbidden';
      return;
    }
    if (reply.view !== 'alerts') return;
    this.#forbidden = false;
    this.#live = true;
    this.#take(stateOfSnapshot(reply.snapshot));
  }

  #onFrame(frame: QueueFrame): void {
    // Until the snapshot is here, frames build on something we do not have.
    if (!this.#live || this.#asking) return;
    const after = stateAfter(this.#state, frame);
    if (after === 'gap') {
      this.#asking = true;
      this.#followed?.again();
    } else if (after !== 'repeated') {
      this.#take(after);
    }
  }

  #take(state: QueueState): void {
    const before = this.#state;
    this.#state = state;
    if (state.items !== before.items) {
      for (const key of this.#order.keys) {
        const item = before.items.get(key);
        if (item !== undefined && !state.items.has(key)) this.#ghosts.set(key, item);
      }
      this.#relist();
      this.#arrange();
    }
    this.#settle();
    this.#version += 1;
  }

  #tick(): void {
    this.#arrange();
    this.#settle();
  }

  #arrange(): void {
    const { keys } = this.#list;
    const order = atRest(this.#order.keys, keys);
    this.#resting = this.#isWorkedOn();
    if (!order.moved) {
      if (this.#order.moved) this.reorder();
      return;
    }
    const sinceMs = this.#connection.clock.nowMs() - this.#orderedAtMs;
    const due = order.arrived.length > 0 || sinceMs >= REORDER_PERIOD_MS;
    if (due && !this.#resting) this.reorder();
    else this.#order = order;
  }

  #settle(): void {
    const nowMs = this.#connection.clock.nowMs();
    this.#pending = settled(this.#pending, this.#state.items, nowMs);
  }

  #relist(): void {
    this.#list = this.#listed();
    this.#version += 1;
  }

  #listed(): QueueList {
    return queueListOf(this.#state.items, this.#query, {
      self: this.#self,
      incidentById: (id) => this.incident(id),
    });
  }
}
