/** Builds the parts of the desk and joins them. */
import type { Blindness } from '#domain/alerting/queue.ts';
import type { Database } from '../../platform/database.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Estate } from '../../ports/estate.ts';
import type { Occurrence } from '../occurrence.ts';
import { AlertBook } from './alert-book.ts';
import { AlertRefresh } from './alert-refresh.ts';
import { CentreIndex } from './centre-index.ts';
import { ConditionStore } from './condition-store.ts';
import { DeskRetention } from './desk-retention.ts';
import { DueList } from './due-list.ts';
import { HandOverBook } from './hand-over-book.ts';
import { ItemLedger } from './item-ledger.ts';
import { LoadWatch } from './load-watch.ts';
import { MaintenanceStore } from './maintenance-store.ts';
import { PresentationLog } from './presentation-log.ts';
import { QueueStreams } from './queue-streams.ts';
import type { CentreFacts, ContactName, IncidentSource } from './sources.ts';
import { TimelineLog } from './timeline-log.ts';
import { WorkTable } from './work-facts.ts';

export interface DeskOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly estate: Pick<Estate, 'version' | 'centres' | 'onChange'>;
  readonly centres: CentreFacts;
  readonly incidents: IncidentSource;
  readonly contactName: ContactName;
  /** Whether we ourselves see; null when we do. */
  readonly blindness: () => Blindness | null;
  /**
   * Takes everything that somebody may have to be told, within the transaction that writes it: what
   * happened and that it has to be told are on disk together or not at all.
   */
  readonly onOccurrences: (occurrences: readonly Occurrence[]) => void;
}

export type DeskParts = ReturnType<typeof createDeskParts>;

export function createDeskParts(options: DeskOptions) {
  const { database, clock, estate, centres, incidents, blindness } = options;
  const due = new DueList();
  const timeline = new TimelineLog(database);
  const work = new WorkTable(database);
  const presentations = new PresentationLog(database, clock.nowMs());
  const load = new LoadWatch(presentations);
  const index = new CentreIndex(estate);
  const maintenance = new MaintenanceStore({ database, clock, estate });
  const store = new ConditionStore({ database, index, centres });
  const streams: QueueStreams = new QueueStreams({
    incidents,
    items: () => ledger.items(),
    figures: (nowMs) => load.figures(nowMs),
    blindness,
  });
  const ledger: ItemLedger = new ItemLedger({ work, timeline, presentations, load, due, streams });
  const book = new AlertBook({
    store,
    index,
    centres,
    incidents,
    maintenance,
    ledger,
    timeline,
    due,
  });
  const refresh = new AlertRefresh({ store, ledger, index, centres, incidents });
  const handOvers = new HandOverBook(database);
  const retention = new DeskRetention(database);
  return {
    due,
    timeline,
    work,
    presentations,
    load,
    index,
    maintenance,
    store,
    streams,
    ledger,
    book,
    refresh,
    handOvers,
    retention,
  };
}
