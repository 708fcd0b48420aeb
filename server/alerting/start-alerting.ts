/** Builds the rooms of alerting and joins them; what the rest of the server uses is what it answers. */
import type { QueueItem } from '#domain/alerting/alert.ts';
import type { ItemKey } from '#domain/alerting/work-action.ts';
import type { Centre } from '#domain/centre.ts';
import type { Prng } from '#domain/prng.ts';
import type { Database } from '../platform/database.ts';
import type { AlertingStatus } from '../ports/alerting.ts';
import type { Clock } from '../ports/clock.ts';
import type { Estate } from '../ports/estate.ts';
import type { LivePictureFeed } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import type { ReadingStore } from '../ports/reading-store.ts';
import { Alerting } from './alerting.ts';
import { Notifier } from './notify/notifier.ts';
import type { AdapterOptions } from './notify/ways/adapters.ts';
import { createAdapters } from './notify/ways/adapters.ts';
import { OwnWatch } from './own-watch.ts';
import { Backtest } from './rules/backtest.ts';
import { RuleStore } from './rules/rule-store.ts';
import { Schedules } from './schedules/schedule-book.ts';
import type { ScheduleStore } from './schedules/schedule-store.ts';
import type { Desk } from './work/alert-desk.ts';

export interface StartAlertingOptions {
  readonly database: Database;
  readonly estate: Estate;
  readonly feed: LivePictureFeed;
  readonly clock: Clock;
  readonly log: Log;
  /** Spreads retries of notifications. */
  readonly chance: Prng;
  /** Published timetables; they are there before anything is judged. */
  readonly timetables: ScheduleStore;
  readonly store: Pick<ReadingStore, 'history' | 'status'>;
  readonly mail: AdapterOptions;
  readonly heartbeatUrl: string | undefined;
}

export type RunningAlerting = ReturnType<typeof startAlerting>;

/** Takes up what stood before the restart and follows the feed from now on. */
export function startAlerting(options: StartAlertingOptions) {
  const { database, estate, clock, log, timetables, store } = options;
  const backtest = createBacktest({ estate, store, clock });
  const rules = new RuleStore({ database, clock, log, backtest });
  const alerting: Alerting = new Alerting({
    ...options,
    rules,
    schedules: timetables,
    contactName: (contactId) => notifier.contact(contactId)?.name,
    blindness: () => watch.blindness(),
    onOccurrences: (occurrences) => {
      notifier.take(occurrences);
      watch.noteOccurrences(occurrences);
    },
  });
  const { desk, power } = alerting;
  const notifier: Notifier = createNotifier(options, { desk, rules });
  const watch: OwnWatch = new OwnWatch(options, { desk, notifier });
  alerting.start();
  return {
    rules,
    desk,
    maintenance: desk.maintenance,
    schedules: new Schedules({ store: timetables, power, estate, clock }),
    notifications: notifier,
    joinIngest: (ingest: Parameters<OwnWatch['joinIngest']>[0], root: string): void => {
      watch.joinIngest(ingest, root);
    },
    alertingStatus: (): AlertingStatus => ({
      ...alerting.counters(),
      blindness: watch.blindness(),
      load: desk.load(),
      statesWaiting: watch.statesWaiting,
      notifications: notifier.counters(),
      heartbeat: watch.heartbeat(),
    }),
    async close(): Promise<void> {
      watch.close();
      alerting.close();
      await notifier.close();
    },
  };
}

function createNotifier(
  { database, estate, clock, log, chance, mail }: StartAlertingOptions,
  { desk, rules }: { readonly desk: Desk; readonly rules: RuleStore },
): Notifier {
  return new Notifier({
    database,
    clock,
    log,
    chance,
    adapters: createAdapters(mail),
    desk: {
      item: (key) => desk.item({ type: 'nation' }, key),
      centresOf: (item) => centresOf({ desk, estate }, item),
      quietHoursOf: (ruleId) => rules.rule(ruleId)?.quietHours ?? null,
    },
    linkOf: (item) => linkOf(mail.publicUrl, item),
    note: (item, entry) => {
      desk.note(item, entry);
    },
  });
}

function createBacktest(
  options: ConstructorParameters<typeof Backtest>[0],
): ConstructorParameters<typeof RuleStore>[0]['backtest'] {
  const backtest = new Backtest(options);
  return (request) => backtest.run(request);
}

/** The centre of an alert; of an incident those that are not well yet, or all when it is over. */
function centresOf(
  { desk, estate }: { readonly desk: Desk; readonly estate: Pick<Estate, 'centre'> },
  item: QueueItem,
): readonly Centre[] {
  if (item.type === 'alert') return optional(estate.centre(item.centre));
  const members = desk.members({ type: 'nation' }, item.id) ?? [];
  return members
    .filter(({ recoveredAtMs }) => item.closedAtMs !== null || recoveredAtMs === null)
    .flatMap(({ centre }) => optional(estate.centre(centre)));
}

function optional<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

/** Page of an item; null while nobody said under which address people reach us. */
function linkOf(publicUrl: string | undefined, item: ItemKey): string | null {
  return publicUrl === undefined ? null : new URL(`/noc?item=${item}`, publicUrl).href;
}
