/**
 * Which items of the queue ask somebody to act, and in which order: people first.
 *
 * The severity weighs people and time already; within one severity more people come first, then
 * whoever loses their work sooner. What is over comes last.
 */
import type { QueueItem } from './alert.ts';
import { isLocal } from './cause-group.ts';
import { compareSeverity } from './severity.ts';

/** Cleared or closed: nothing is left to be done but to look at it. */
export function isOver(item: QueueItem): boolean {
  return item.type === 'alert' ? item.cleared || item.closed !== null : item.closedAtMs !== null;
}

/** A local cause that asks nobody for anything: every centre is carried by its battery or backup. */
export function isState(item: QueueItem): boolean {
  return item.type === 'incident' && item.severity === 'warning' && isLocal(item.cause.kind);
}

/** In front of people: not over, not shelved, more than a state, and nothing larger stands for it. */
export function isPresented(item: QueueItem): boolean {
  if (isOver(item) || item.shelved !== null || isState(item)) return false;
  return item.type === 'alert' ? item.inhibited === null : item.parentId === null;
}

/** When it began. */
export function startOf(item: QueueItem): number {
  return item.type === 'alert' ? item.raisedAtMs : item.openedAtMs;
}

/** For sorting: what to look at first comes first. Never 0 for two different items. */
export function compareByRank(one: QueueItem, other: QueueItem): number {
  return (
    Number(isOver(one)) - Number(isOver(other)) ||
    Number(isPresented(other)) - Number(isPresented(one)) ||
    compareSeverity(one.severity, other.severity) ||
    (other.people ?? 0) - (one.people ?? 0) ||
    other.seats - one.seats ||
    compareHarm(one.harmAtMs, other.harmAtMs) ||
    startOf(one) - startOf(other) ||
    (one.type === other.type ? one.id - other.id : one.type < other.type ? 1 : -1)
  );
}

function compareHarm(one: number | null, other: number | null): number {
  if (one === other) return 0;
  if (one === null) return 1;
  return other === null ? -1 : one - other;
}
