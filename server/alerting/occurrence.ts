/** Something about an item of the queue that somebody may have to be told. */
import type { QueueItem } from '#domain/alerting/alert.ts';
import type { TraceReason } from '#domain/alerting/notification.ts';

export interface Occurrence {
  readonly event:
    'raised' | 'worsened' | 'assigned' | 'cleared' | 'acknowledged' | 'unacknowledged' | 'closed';
  readonly item: QueueItem;
  readonly atMs: number;
  /** Why nobody is told, where that is already decided (`inhibited`, `maintenance`, `shelved`, `rule-observes`, `quiet-hours`). */
  readonly withheld: Extract<
    TraceReason,
    'inhibited' | 'maintenance' | 'shelved' | 'rule-observes' | 'quiet-hours'
  > | null;
  /** For `assigned`: who. */
  readonly contactId?: number;
}
