/** What people may read of alerts and incidents, wherever they are kept, each within a scope. */
import type {
  AlertView,
  IncidentMemberView,
  IncidentView,
  QueueItem,
  TimelineEntry,
} from '#domain/alerting/alert.ts';
import { queueKeyOf } from '#domain/alerting/queue.ts';
import type { ItemKey } from '#domain/alerting/work-action.ts';
import { type Scope, scopeIncludes } from '#domain/viewer.ts';
import type { AlertQuery } from '../../ports/alerting.ts';
import type { ConditionStore } from './condition-store.ts';
import type { ItemLedger } from './item-ledger.ts';
import type { QueueStreams } from './queue-streams.ts';
import type { IncidentSource } from './sources.ts';
import type { TimelineLog } from './timeline-log.ts';
import { withWork } from './work-facts.ts';

export interface DeskReadingOptions {
  readonly store: ConditionStore;
  readonly ledger: ItemLedger;
  readonly streams: QueueStreams;
  readonly timeline: TimelineLog;
  readonly incidents: Pick<
    IncidentSource,
    'incident' | 'viewFor' | 'list' | 'members' | 'timeline'
  >;
}

/** Incidents looked through for one page of those in scope. */
const INCIDENT_PAGES_MAX = 20;

export class DeskReading {
  readonly #options: DeskReadingOptions;

  constructor(options: DeskReadingOptions) {
    this.#options = options;
  }

  item(scope: Scope, key: ItemKey): QueueItem | undefined {
    const item = this.#options.ledger.item(key) ?? this.#itemOutside(key);
    return item === undefined ? undefined : this.#options.streams.viewOf(scope, item);
  }

  timeline(scope: Scope, key: ItemKey): readonly TimelineEntry[] | undefined {
    const item = this.item(scope, key);
    if (item === undefined) return undefined;
    const own = this.#options.timeline.of(key);
    if (item.type === 'alert') return own;
    const entries = [...this.#options.incidents.timeline(item.id), ...own];
    return entries.sort((one, other) => one.atMs - other.atMs);
  }

  alerts(scope: Scope, query: AlertQuery): readonly AlertView[] {
    const { store, ledger } = this.#options;
    return store.find(scope, query).map((found) => {
      const key = queueKeyOf(found);
      const item = ledger.item(key);
      return item?.type === 'alert' ? item : withWork(found, ledger.workOf(key));
    });
  }

  incidents(scope: Scope, query: AlertQuery): readonly IncidentView[] {
    const found: IncidentView[] = [];
    let { beforeId } = query;
    for (let page = 0; page < INCIDENT_PAGES_MAX; page += 1) {
      const asked = beforeId === undefined ? query : { ...query, beforeId };
      const incidents = this.#options.incidents.list(asked);
      for (const incident of incidents) {
        const view = this.item(scope, queueKeyOf(incident));
        const isWanted = query.open === undefined || query.open === (incident.closedAtMs === null);
        if (view?.type === 'incident' && isWanted) found.push(view);
        if (found.length === query.limit) return found;
      }
      beforeId = incidents.at(-1)?.id;
      if (incidents.length < query.limit) return found;
    }
    return found;
  }

  members(scope: Scope, incidentId: number): readonly IncidentMemberView[] | undefined {
    if (this.item(scope, `incident:${incidentId}`) === undefined) return undefined;
    return this.#options.incidents
      .members(incidentId)
      ?.filter(({ centre: code, province }) => scopeIncludes(scope, { code, province }));
  }

  /** Whether all of the item lies in the scope: a part of the country is not all of an incident. */
  isWhole(scope: Scope, item: QueueItem): boolean {
    if (item.type === 'alert' || scope.type === 'nation') return true;
    const { incidents } = this.#options;
    const whole = incidents.incident(item.id);
    return whole !== undefined && incidents.viewFor(scope, item.id)?.centres === whole.centres;
  }

  #itemOutside(key: ItemKey): QueueItem | undefined {
    const match = /^(alert|incident):([1-9]\d{0,14})$/.exec(key);
    if (match === null) return undefined;
    const id = Number(match[2]);
    const { store, ledger } = this.#options;
    const bare = match[1] === 'alert' ? store.alert(id) : this.#options.incidents.incident(id);
    return bare === undefined ? undefined : withWork(bare, ledger.workOf(key));
  }
}
