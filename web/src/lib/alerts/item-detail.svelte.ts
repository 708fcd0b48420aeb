/**
 * What the panel shows beside the item itself: timeline, members, who was told. Asked of the server
 * when the panel opens, and again when the item has changed, at most every few seconds.
 */
import type { IncidentMemberView, TimelineEntry } from '#domain/alerting/alert.ts';
import type { Delivery, TraceEntry } from '#domain/alerting/notification.ts';
import type { Centre } from '#domain/centre.ts';
import { askServer, type ApiFault } from '#lib/api.ts';
import { Asked } from '#lib/asked.svelte.ts';
import type { BrowserClock } from '#lib/live/browser-clock.ts';

interface Items<Item> {
  readonly items: readonly Item[];
}

/** Shortest time between two questions about the same item. */
const ASK_AGAIN_MS = 3_000;
const DELIVERIES_MAX = 100;

export class ItemDetail {
  readonly key: string;
  readonly timeline: Asked<Items<TimelineEntry>>;
  readonly deliveries: Asked<Items<Delivery>>;
  readonly trace: Asked<Items<TraceEntry>>;
  /** Null for an alert. */
  readonly members: Asked<Items<IncidentMemberView>> | null;
  /** Null for an incident. */
  readonly centre: Asked<Centre> | null;

  readonly #clock: BrowserClock;
  readonly #maySeeNotifications: boolean;
  #askedAtMs = 0;
  #waiting: (() => void) | undefined;

  constructor(
    item: { readonly key: string; readonly centre: string | null },
    { clock, maySeeNotifications }: { clock: BrowserClock; maySeeNotifications: boolean },
  ) {
    this.key = item.key;
    this.#clock = clock;
    this.#maySeeNotifications = maySeeNotifications;
    const [type = '', id = ''] = item.key.split(':');
    const path = `/${type}s/${id}`;
    const named = encodeURIComponent(item.key);
    this.timeline = new Asked(`${path}/timeline`);
    this.members = type === 'incident' ? new Asked(`${path}/members`) : null;
    this.deliveries = new Asked(`/deliveries?item=${named}&limit=${String(DELIVERIES_MAX)}`);
    this.trace = new Asked(`/notifications/trace?item=${named}`);
    this.centre = item.centre === null ? null : new Asked(`/centres/${item.centre}`);
  }

  /** Asks for everything. */
  open(): void {
    this.#ask();
    void this.centre?.ask();
  }

  /** The item has changed: asks again, soon enough and not too often. */
  changed(): void {
    if (this.#waiting !== undefined || this.#askedAtMs === 0) return;
    const delayMs = Math.max(0, this.#askedAtMs + ASK_AGAIN_MS - this.#clock.nowMs());
    this.#waiting = this.#clock.after(delayMs, () => {
      this.#waiting = undefined;
      this.#ask();
    });
  }

  dispose(): void {
    this.#waiting?.();
  }

  #ask(): void {
    this.#askedAtMs = this.#clock.nowMs();
    void this.timeline.ask();
    void this.members?.ask();
    if (!this.#maySeeNotifications) return;
    void this.deliveries.ask();
    void this.trace.ask();
  }
}

/** What was decided about one person. */
export async function traceOf(
  key: string,
  contactId: number,
): Promise<readonly TraceEntry[] | ApiFault> {
  const path = `/notifications/trace?item=${encodeURIComponent(key)}&contactId=${String(contactId)}`;
  const answer = await askServer<Items<TraceEntry>>(path);
  return answer.ok ? answer.value.items : answer.fault;
}
