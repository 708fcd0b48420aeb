/**
 * What there is to tell of an item when its newest view takes the place of the one before. Pure.
 */
import type { QueueItem } from '#domain/alerting/alert.ts';
import { isOver, isPresented, isState } from '#domain/alerting/queue-rank.ts';
import { compareSeverity } from '#domain/alerting/severity.ts';
import type { Occurrence } from '../occurrence.ts';

type Withheld = Occurrence['withheld'];
type Telling = Pick<Occurrence, 'event' | 'withheld'>;

/** In the order in which it happened. `before` undefined: it has just begun, or begun again. */
export function newsOf(before: QueueItem | undefined, item: QueueItem, quiet: boolean): Telling[] {
  const withheld = withheldOf(item) ?? (quiet ? 'quiet-hours' : null);
  // Of a state nobody hears: neither that it is there nor that it is gone.
  if (before === undefined) return isState(item) ? [] : [{ event: 'raised', withheld }];
  const news: Telling[] = [];
  if (before.acknowledged !== null && item.acknowledged === null) {
    news.push({ event: 'unacknowledged', withheld });
  }
  if (!isOver(item)) news.push(...goingOn(before, item, withheld));
  else if (!isOver(before) && !isState(before)) news.push(endOf(before, item, quiet));
  return news;
}

function goingOn(before: QueueItem, item: QueueItem, withheld: Withheld): Telling[] {
  if (isPresented(item) && !isPresented(before)) {
    // In front of people again: somebody has to hear of it, unless it is in hand.
    return item.acknowledged === null ? [{ event: 'raised', withheld }] : [];
  }
  const worse = compareSeverity(item.severity, before.severity) < 0;
  return worse ? [{ event: 'worsened', withheld }] : [];
}

/** An incident that a broader one stands for. */
export function isChild(item: QueueItem): boolean {
  return item.type === 'incident' && item.parentId !== null;
}

function endOf(before: QueueItem, item: QueueItem, quiet: boolean): Telling {
  const event = item.closed === null ? 'cleared' : 'closed';
  // What went into a broader incident is over for nobody.
  const kept = isChild(item) ? 'inhibited' : quiet ? 'quiet-hours' : null;
  return { event, withheld: withheldOf(before) ?? kept };
}

function withheldOf(item: QueueItem): Withheld {
  if (item.shelved !== null) return 'shelved';
  if (item.type === 'incident') return isChild(item) ? 'inhibited' : null;
  if (item.inhibited === null) return null;
  return item.inhibited.by === 'maintenance' ? 'maintenance' : 'inhibited';
}
