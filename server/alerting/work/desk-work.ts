/**
 * What people do to items of the queue: whether they may, whether it can be done, and what it changes.
 *
 * Each item of a bulk stands for itself: what cannot be done to one is answered with a code and keeps
 * nothing from the others. Everything that is done is in the item's timeline with who and when.
 */
import type { Deed, QueueItem, TimelineKind } from '#domain/alerting/alert.ts';
import { queueKeyOf } from '#domain/alerting/queue.ts';
import { isOver } from '#domain/alerting/queue-rank.ts';
import {
  type ItemKey,
  SHELVE_MINUTES_MAX,
  type WorkAction,
  type WorkResult,
} from '#domain/alerting/work-action.ts';
import type { Viewer } from '#domain/viewer.ts';
import { OperationalError } from '../../platform/errors.ts';
import type { AlertBook } from './alert-book.ts';
import type { ItemLedger, Moment } from './item-ledger.ts';
import { mayWork } from './permission.ts';
import type { ContactName, IncidentSource } from './sources.ts';
import type { TimelineLog } from './timeline-log.ts';

/** Why an item was left as it was; a promise to callers. */
export type WorkRefusal =
  | 'not_found'
  | 'forbidden'
  | 'invalid_request'
  | 'not_in_queue'
  | 'already_over'
  | 'already_acknowledged'
  | 'not_acknowledged'
  | 'not_shelved'
  | 'unknown_contact';

export interface DeskWorkOptions {
  readonly ledger: ItemLedger;
  readonly book: AlertBook;
  readonly incidents: Pick<IncidentSource, 'close'>;
  readonly timeline: TimelineLog;
  readonly contactName: ContactName;
  /** The item wherever it is, in the queue or not, as far as the viewer may see it. */
  readonly find: (viewer: Viewer, key: ItemKey) => QueueItem | undefined;
  /** Whether all of the item lies in the viewer's scope: a part of a country is not all of an incident. */
  readonly isWhole: (viewer: Viewer, item: QueueItem) => boolean;
}

interface Task {
  readonly key: ItemKey;
  readonly item: QueueItem;
  readonly deed: Deed;
  readonly moment: Moment;
}

const MINUTE_MS = 60_000;

export class DeskWork {
  readonly #options: DeskWorkOptions;

  constructor(options: DeskWorkOptions) {
    this.#options = options;
  }

  do(
    viewer: Viewer,
    items: readonly ItemKey[],
    { action, nowMs }: { readonly action: WorkAction; readonly nowMs: number },
  ): WorkResult {
    const done: ItemKey[] = [];
    const refused: { item: ItemKey; code: string }[] = [];
    for (const key of new Set(items)) {
      const code = this.#doOne(viewer, key, { action, nowMs });
      if (code === undefined) done.push(key);
      else refused.push({ item: key, code });
    }
    return { done, refused };
  }

  #doOne(
    viewer: Viewer,
    key: ItemKey,
    { action, nowMs }: { readonly action: WorkAction; readonly nowMs: number },
  ): string | undefined {
    const item = this.#options.find(viewer, key);
    if (item === undefined) return 'not_found' satisfies WorkRefusal;
    if (!mayWork(viewer)) return 'forbidden' satisfies WorkRefusal;
    const deed = { by: viewer.name, atMs: nowMs };
    const task = { key, item, deed, moment: { nowMs, atMs: nowMs } };
    if (action.do === 'comment') {
      this.#log(task, 'commented', action.text);
      return undefined;
    }
    if (!this.#options.isWhole(viewer, item)) return 'forbidden' satisfies WorkRefusal;
    const inQueue = this.#options.ledger.item(queueKeyOf(item)) !== undefined;
    if (!inQueue) return 'not_in_queue' satisfies WorkRefusal;
    return this.#change(task, action);
  }

  #change(task: Task, action: Exclude<WorkAction, { do: 'comment' }>): string | undefined {
    switch (action.do) {
      case 'acknowledge':
        return this.#acknowledge(task, action.note);
      case 'unacknowledge':
        return this.#unacknowledge(task);
      case 'assign':
        return this.#assign(task, action.contactId);
      case 'shelve':
        return this.#shelve(task, action);
      case 'unshelve':
        return this.#unshelve(task);
      case 'close':
        return this.#close(task, action.note);
    }
  }

  #acknowledge(task: Task, note: string | null): WorkRefusal | undefined {
    const { key, item, deed, moment } = task;
    if (item.acknowledged !== null) return 'already_acknowledged';
    this.#log(task, 'acknowledged', note ?? '');
    this.#options.ledger.change(
      key,
      { acknowledged: { ...deed, note }, acknowledgedSeverity: item.severity },
      { event: 'acknowledged' },
      moment,
    );
    return undefined;
  }

  #unacknowledge(task: Task): WorkRefusal | undefined {
    const { key, item, moment } = task;
    if (item.acknowledged === null) return 'not_acknowledged';
    this.#log(task, 'unacknowledged');
    const changes = { acknowledged: null, acknowledgedSeverity: null };
    this.#options.ledger.change(key, changes, { event: 'unacknowledged' }, moment);
    return undefined;
  }

  #assign(task: Task, contactId: number | null): WorkRefusal | undefined {
    const { key, item, deed, moment } = task;
    if (item.assigned?.contactId === (contactId ?? undefined)) return undefined;
    if (contactId === null) {
      this.#log(task, 'assigned');
      this.#options.ledger.change(key, { assigned: null }, null, moment);
      return undefined;
    }
    const name = this.#options.contactName(contactId);
    if (name === undefined) return 'unknown_contact';
    this.#log(task, 'assigned', name);
    const assigned = { ...deed, contactId, name };
    this.#options.ledger.change(key, { assigned }, { event: 'assigned', contactId }, moment);
    return undefined;
  }

  #shelve(
    task: Task,
    { reason, minutes }: { readonly reason: string; readonly minutes: number },
  ): WorkRefusal | undefined {
    const { key, item, deed, moment } = task;
    const isTime = Number.isInteger(minutes) && minutes >= 1 && minutes <= SHELVE_MINUTES_MAX;
    if (reason.trim() === '' || !isTime) return 'invalid_request';
    if (isOver(item)) return 'already_over';
    this.#log(task, 'shelved', reason.trim());
    const shelved = { ...deed, reason: reason.trim(), untilMs: deed.atMs + minutes * MINUTE_MS };
    this.#options.ledger.change(key, { shelved }, null, moment);
    return undefined;
  }

  #unshelve({ key, item, deed, moment }: Task): WorkRefusal | undefined {
    if (item.shelved === null) return 'not_shelved';
    this.#options.ledger.unshelve(key, deed, moment);
    return undefined;
  }

  #close(task: Task, note: string | null): string | undefined {
    const { item, deed } = task;
    if (item.closed !== null) return 'already_over' satisfies WorkRefusal;
    if (item.type === 'alert') {
      this.#log(task, 'closed', note ?? '');
      this.#options.book.close(item.id, deed);
      return undefined;
    }
    return this.#closeIncident(task, note);
  }

  #closeIncident(task: Task, note: string | null): string | undefined {
    const { key, item, deed, moment } = task;
    // One that closed by itself is only taken out of the queue.
    if (isOver(item)) {
      this.#log(task, 'closed', note ?? '');
      this.#options.ledger.dismiss(key, moment.nowMs);
      return undefined;
    }
    try {
      this.#options.incidents.close(item.id, deed, note);
    } catch (error) {
      if (error instanceof OperationalError) return error.code;
      throw error;
    }
    return undefined;
  }

  #log({ key, item, deed }: Task, kind: TimelineKind, text = ''): void {
    const { by, atMs } = deed;
    this.#options.timeline.add(key, { atMs, kind, by, text, severity: item.severity });
  }
}
