/** Builds the rooms of alerting and joins them; what the rest of the server uses is what it answers. */
import type { QueueItem } from '#domain/alerting/alert.ts';
import type { ItemKey } from '#domain/alerting/work-action.ts';
import type { Centre } from '#domain/centre.ts';
import type { Prng } from '#domain/prng.ts';
import type { Database } from '../platform/database.ts';
import type { AlertingStatus } from '../ports/alerting.ts';
import type { Clock } from '../ports/clock.ts';
import type { Estate } from '../ports/estate.ts';
import type { Ingest } from '../ports/ingest.ts';
import type { LivePictureFeed } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import type { ReadingStore } from '../ports/reading-store.ts';
import { Alerting } from './alerting.ts';
import { Notifier } from './notify/notifier.ts';
import type { AdapterOptions } from './notify/ways/adapters.ts';
import { createAdapters } from './notify/ways/adapters.ts';
import type { Occurrence } from './occurrence.ts';
import { Backtest } from './rules/backtest.ts';
import { RuleStore } from './rules/rule-store.ts';
import { Schedules } from './schedules/schedule-book.ts';
import type { ScheduleStore } from './schedules/schedule-store.ts';
import { Heartbeat } from './watchdog/heartbeat.ts';
import { Watchdog } from './watchdog/watchdog.ts';
import type { Desk } from './work/alert-desk.ts';
import { DerivedState } from './work/derived-state.ts';

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
  const { database, estate, clock, log, timetables, store, mail } = options;
  let watchdog: Watchdog | undefined;
  let derivedState: DerivedState | undefined;
  const blindness = () => watchdog?.blindness() ?? null;
  const rules = new RuleStore({
    database,
    clock,
    log,
    backtest: createBacktest({ estate, store, clock }),
  });
  const alerting: Alerting = new Alerting({
    ...options,
    rules,
    schedules: timetables,
    contactName: (contactId) => notifier.contact(contactId)?.name,
    blindness,
    onOccurrences: (occurrences) => {
      notifier.take(occurrences);
      noteSilence(occurrences);
    },
  });
  const { desk, power } = alerting;
  const notifier: Notifier = new Notifier({
    database,
    clock,
    log,
    chance: options.chance,
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
  const heartbeat = new Heartbeat({
    clock,
    log,
    url: options.heartbeatUrl,
    isWell: () => blindness() === null,
  });

  /** Most of the estate silent at once is an incident of our own: we are blind. */
  function noteSilence(occurrences: readonly Occurrence[]): void {
    for (const { item, event } of occurrences) {
      if (item.type !== 'incident' || item.cause.kind !== 'server') continue;
      if (event === 'acknowledged' || event === 'unacknowledged' || event === 'assigned') continue;
      const active = item.closedAtMs === null;
      // It writes and tells by itself: not within the transaction that is under way.
      clock.after(0, () => watchdog?.noteSilence(active));
    }
  }

  alerting.start();
  const stopPublishing = options.feed.onSettled(({ centreIds, nowMs }) => {
    derivedState?.noteCentres(centreIds);
    derivedState?.turn(nowMs);
  });
  return {
    rules,
    desk,
    maintenance: desk.maintenance,
    schedules: new Schedules({ store: timetables, power, estate, clock }),
    notifications: notifier,
    /** From now on broker, store and uplink are watched, and derived states go out to the broker. */
    joinIngest(ingest: Pick<Ingest, 'status' | 'publish'>, root: string): void {
      derivedState = new DerivedState({
        publish: (topic, payload, how) => {
          ingest.publish(topic, payload, how);
        },
        root,
        estate,
        stateOf: (centreId) => options.feed.stateOfId(centreId),
        desk,
        nowMs: clock.nowMs(),
      });
      watchdog = new Watchdog({
        database,
        clock,
        log,
        ingest: () => ingest.status(),
        store: () => store.status(),
        notifier,
        onChange: () => undefined, // every frame of the queue asks for it anew
      });
    },
    alertingStatus: (): AlertingStatus => ({
      ...alerting.counters(),
      blindness: blindness(),
      load: desk.load(),
      statesWaiting: derivedState?.waiting ?? 0,
      notifications: notifier.counters(),
      heartbeat: heartbeat.status(),
    }),
    async close(): Promise<void> {
      watchdog?.close();
      stopPublishing();
      derivedState?.close();
      heartbeat.close();
      alerting.close();
      await notifier.close();
    },
  };
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
