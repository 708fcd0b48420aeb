/**
 * The items of the queue, alerts and incidents alike: what is in front of people, what is told of it,
 * and when it leaves.
 *
 * Whoever owns an item puts its newest view here without what people did; the ledger adds that, and
 * finds by comparing with the view before what there is to tell. An item that clears stays for two
 * hours, unless somebody has acknowledged it; one that nobody was shown leaves at once.
 */
import type { Deed, QueueItem } from '#domain/alerting/alert.ts';
import { queueKeyOf } from '#domain/alerting/queue.ts';
import { isOver, isPresented, startOf } from '#domain/alerting/queue-rank.ts';
import { compareSeverity } from '#domain/alerting/severity.ts';
import type { ItemKey } from '#domain/alerting/work-action.ts';
import type { Occurrence } from '../occurrence.ts';
import type { DueList } from './due-list.ts';
import { isChild, newsOf } from './item-news.ts';
import type { LoadWatch } from './load-watch.ts';
import type { PresentationLog } from './presentation-log.ts';
import type { QueueStreams } from './queue-streams.ts';
import type { TimelineLog } from './timeline-log.ts';
import { NO_WORK, type WorkFacts, type WorkTable, withWork } from './work-facts.ts';

/** How long an item that cleared by itself stays in the queue for whoever wants to see it. */
export const CLEARED_STAYS_MS = 2 * 3_600_000;

export interface ItemLedgerOptions {
  readonly work: WorkTable;
  readonly timeline: TimelineLog;
  readonly presentations: PresentationLog;
  readonly load: LoadWatch;
  readonly due: DueList;
  readonly streams: QueueStreams;
}

export interface Moment {
  readonly nowMs: number;
  /** When it took effect, which may be a little before it was looked at. */
  readonly atMs: number;
  /** Its rule's quiet hours: shown, and told to nobody. */
  readonly quiet?: boolean;
  /** It was never here before: nobody can have done anything to it. */
  readonly isNew?: boolean;
}

interface Entry {
  readonly item: QueueItem;
  readonly work: WorkFacts;
}

export class ItemLedger {
  readonly #options: ItemLedgerOptions;
  readonly #entries = new Map<ItemKey, Entry>();
  #occurrences: Occurrence[] = [];

  constructor(options: ItemLedgerOptions) {
    this.#options = options;
  }

  /** Every item in the queue. */
  *items(): Iterable<QueueItem> {
    for (const { item } of this.#entries.values()) yield item;
  }

  /** An item that is in the queue. */
  item(key: ItemKey): QueueItem | undefined {
    return this.#entries.get(key)?.item;
  }

  /** What people did to an item, in the queue or not. */
  workOf(key: ItemKey): WorkFacts {
    return this.#entries.get(key)?.work ?? this.#options.work.of(key);
  }

  /** Takes an item over from before a restart: nothing about it is news. */
  restore(bare: QueueItem): void {
    const key = queueKeyOf(bare);
    const work = this.#options.work.of(key);
    const item = withWork(bare, work);
    if (work.leftAtMs !== null && isOver(item)) return;
    this.#entries.set(key, { item, work });
    this.#options.load.count(undefined, item);
    this.#plan(key, item);
  }

  /** Ends the presentations of items that are not there any more, after all were restored. */
  endRestoring(nowMs: number): void {
    const { presentations } = this.#options;
    for (const key of presentations.standing()) {
      const item = this.item(key);
      if (item === undefined || !isPresented(item)) {
        presentations.end(key, { atMs: nowMs, cleared: false });
      }
    }
  }

  /** Takes the newest view of an item, without what people did. */
  put(bare: QueueItem, moment: Moment): void {
    const key = queueKeyOf(bare);
    const before = this.#entries.get(key);
    if (before === undefined && isOver(bare)) return; // it has left, and stays away
    const known = moment.isNew === true ? NO_WORK : this.workOf(key);
    const began = before === undefined || (isOver(before.item) && !isOver(bare));
    const work = workNow(known, bare, began);
    if (work !== known) this.#options.work.put(key, work);
    if (!began && known.acknowledged !== null && work.acknowledged === null) {
      this.#options.timeline.add(key, { atMs: moment.atMs, kind: 'unacknowledged' });
    }
    const entry = { item: withWork(bare, work), work };
    this.#tellNews(began ? undefined : before.item, entry.item, moment);
    this.#replace(key, entry, moment);
  }

  /** People or the time left changed: shown, and no news. */
  refresh(bare: QueueItem): void {
    const key = queueKeyOf(bare);
    const before = this.#entries.get(key);
    if (before === undefined) return;
    const item = withWork(bare, before.work);
    this.#options.load.count(before.item, item);
    this.#entries.set(key, { item, work: before.work });
    this.#options.streams.put(item);
  }

  /** Changes what people did to an item. Answers the item as it is then, undefined when it is not here. */
  change(
    key: ItemKey,
    changes: Partial<WorkFacts>,
    told: Pick<Occurrence, 'event' | 'contactId'> | null,
    moment: Moment,
  ): QueueItem | undefined {
    const before = this.#entries.get(key);
    if (before === undefined) return undefined;
    const work = { ...before.work, ...changes };
    const entry = { item: withWork(before.item, work), work };
    this.#options.work.put(key, work);
    if (told !== null) this.#tell({ ...told, item: entry.item, atMs: moment.atMs, withheld: null });
    else this.#tellNews(before.item, entry.item, moment);
    this.#replace(key, entry, moment);
    return entry.item;
  }

  /** Takes something that is over out of the queue before its time. */
  dismiss(key: ItemKey, nowMs: number): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#options.load.count(entry.item, undefined);
    this.#leave(key, entry, nowMs);
  }

  /** What there is to tell since they were last settled. */
  get occurrences(): readonly Occurrence[] {
    return this.#occurrences;
  }

  /** They are on disk, and on their way. */
  settleOccurrences(): void {
    this.#occurrences = [];
  }

  #tell(occurrence: Occurrence): void {
    this.#occurrences.push(occurrence);
  }

  #tellNews(before: QueueItem | undefined, item: QueueItem, moment: Moment): void {
    const { atMs, quiet = false } = moment;
    for (const news of newsOf(before, item, quiet)) this.#tell({ ...news, item, atMs });
  }

  #replace(key: ItemKey, entry: Entry, moment: Moment): void {
    const { load, streams } = this.#options;
    const before = this.#entries.get(key)?.item;
    this.#present(key, before, entry.item, moment);
    if (this.#stays(before, entry.item, moment.nowMs)) {
      load.count(before, entry.item);
      this.#entries.set(key, entry);
      streams.put(entry.item);
      this.#plan(key, entry.item);
    } else {
      load.count(before, undefined);
      this.#leave(key, entry, moment.nowMs);
    }
  }

  #present(key: ItemKey, before: QueueItem | undefined, item: QueueItem, moment: Moment): void {
    const { presentations } = this.#options;
    const was = before !== undefined && isPresented(before);
    if (isPresented(item)) {
      if (was) presentations.worsen(key, item.severity);
      else if (item.acknowledged === null) presentations.begin(presentationOf(key, item, moment));
      if (item.acknowledged !== null) presentations.acknowledge(key, moment.atMs);
    } else if (was) {
      const cleared = item.type === 'alert' ? item.cleared : item.closed === null && isOver(item);
      presentations.end(key, { atMs: moment.nowMs, cleared });
    }
  }

  #stays(before: QueueItem | undefined, item: QueueItem, nowMs: number): boolean {
    if (!isOver(item)) return true;
    if (item.closed !== null || item.acknowledged !== null || isChild(item)) return false;
    const wasSeen = before !== undefined && (isPresented(before) || isOver(before));
    return wasSeen && nowMs < overSince(item) + CLEARED_STAYS_MS;
  }

  #leave(key: ItemKey, { item, work }: Entry, nowMs: number): void {
    this.#entries.delete(key);
    this.#options.due.cancel(`leave ${key}`);
    this.#options.due.cancel(`shelf ${key}`);
    this.#options.streams.drop(item);
    this.#options.work.put(key, { ...work, shelved: null, leftAtMs: nowMs });
  }

  /** Sets what time alone will do to it. */
  #plan(key: ItemKey, item: QueueItem): void {
    const { due } = this.#options;
    if (isOver(item)) {
      const leavesAtMs = overSince(item) + CLEARED_STAYS_MS;
      due.set(`leave ${key}`, leavesAtMs, (atMs) => {
        this.dismiss(key, atMs);
      });
    } else due.cancel(`leave ${key}`);
    if (item.shelved === null) due.cancel(`shelf ${key}`);
    else {
      const { untilMs } = item.shelved;
      due.set(`shelf ${key}`, untilMs, (nowMs) => {
        this.unshelve(key, null, { nowMs, atMs: untilMs });
      });
    }
  }

  /** Puts a shelved item back in front of people; `deed` null when its time is up. */
  unshelve(key: ItemKey, deed: Deed | null, moment: Moment): void {
    const by = deed?.by ?? null;
    this.#options.timeline.add(key, { atMs: moment.atMs, kind: 'unshelved', by });
    this.change(key, { shelved: null }, null, moment);
  }
}

/** What people did, as far as it still holds for the newest view; the same object when all does. */
function workNow(known: WorkFacts, bare: QueueItem, began: boolean): WorkFacts {
  let work = known;
  // Whoever acknowledged it has not seen it come back, nor get worse.
  if (work.acknowledged !== null && (began || outgrows(bare, work))) {
    work = { ...work, acknowledged: null, acknowledgedSeverity: null };
  }
  if (began && work.leftAtMs !== null) work = { ...work, leftAtMs: null };
  if (isOver(bare) && work.shelved !== null) work = { ...work, shelved: null };
  return work;
}

/** Worse than what was acknowledged. */
function outgrows(item: QueueItem, { acknowledgedSeverity }: WorkFacts): boolean {
  if (acknowledgedSeverity === null || isOver(item)) return false;
  return compareSeverity(item.severity, acknowledgedSeverity) < 0;
}

/** When it ended. */
function overSince(item: QueueItem): number {
  if (item.type === 'incident') return item.closedAtMs ?? item.changedAtMs;
  return item.clearedAtMs ?? item.closed?.atMs ?? item.changedAtMs;
}

function presentationOf(item: ItemKey, view: QueueItem, { nowMs }: Moment) {
  return {
    item,
    ruleId: view.type === 'alert' ? view.ruleId : `incident:${view.cause.kind}`,
    centre: view.type === 'alert' ? view.centre : null,
    severity: view.severity,
    raisedAtMs: startOf(view),
    presentedAtMs: nowMs,
  };
}
