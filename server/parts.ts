/**
 * Builds the parts that last as long as the process and joins them: register, access, ingest, live
 * picture and store. What serves them to people is added in `main.ts`.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Prng } from '#domain/prng.ts';
import type { Viewer } from '#domain/viewer.ts';
import { SqliteSettings } from './access/instance-settings.ts';
import { accessMigrations } from './access/migrations.ts';
import { SqliteAccess } from './access/sqlite-access.ts';
import { alertingMigrations } from './alerting/migrations.ts';
import { ScheduleStore } from './alerting/schedules/schedule-store.ts';
import { type RunningAlerting, startAlerting } from './alerting/start-alerting.ts';
import { directoryOf } from './estate/directory.ts';
import { SqliteEstateRegister } from './estate/estate-register.ts';
import { estateMigrations } from './estate/migrations.ts';
import { FirstRun } from './first-run.ts';
import { type RunningReadingStore, startReadingStore } from './history/store.ts';
import { type StartedIngest, startIngest } from './ingest/ingest.ts';
import { LiveHub } from './live/live-hub.ts';
import type { Config } from './platform/config.ts';
import { type Database, openDatabase } from './platform/database.ts';
import { RecentList } from './platform/recent-list.ts';
import { viewerOfConnection } from './platform/request-viewer.ts';
import { sameOrigin } from './platform/same-origin.ts';
import { tellLauncher } from './platform/launch.ts';
import type { Clock } from './ports/clock.ts';
import type { QuarantineEntry, UnclaimedSighting } from './ports/ingest.ts';
import type { Log } from './ports/log.ts';
import { QUARANTINE_ENTRIES_MAX } from './ports/quarantine.ts';

const BYTES_PER_MEGABYTE = 1_024 * 1_024;
const MS_PER_DAY = 86_400_000;

export interface Parts {
  readonly database: Database;
  readonly estate: SqliteEstateRegister;
  readonly access: SqliteAccess;
  readonly settings: SqliteSettings;
  readonly firstRun: FirstRun;
  readonly hub: LiveHub;
  readonly alerting: RunningAlerting;
  readonly ingest: StartedIngest;
  readonly store: RunningReadingStore;
  readonly quarantine: RecentList<QuarantineEntry>;
}

export interface Surroundings {
  readonly config: Readonly<Config>;
  readonly clock: Clock;
  readonly log: Log;
  /** A part has ended by itself: the process cannot go on. */
  readonly onCrash: (error: Error) => void;
  readonly observePublishToPush: (seconds: number) => void;
}

/** Register, users and settings: one database. Throws ConfigError. */
export function openRegister({ config, clock, log }: Surroundings) {
  const database = openDatabase({
    dataDir: config.DATA_DIR,
    migrations: [...estateMigrations, ...accessMigrations, ...alertingMigrations],
  });
  const estate = new SqliteEstateRegister(database);
  const access = new SqliteAccess({
    database,
    clock,
    log: log.child({ part: 'access' }),
    randomBytes,
  });
  const settings = new SqliteSettings(database);
  const onSample: ConstructorParameters<typeof FirstRun>[0]['onSample'] = (sample) => {
    tellLauncher({ type: 'sample', sample });
  };
  const timetables = new ScheduleStore(database);
  const firstRun = new FirstRun({ access, estate, settings, timetables, onSample });
  return { database, estate, access, settings, timetables, firstRun };
}

function createHub(
  { config, clock, log, observePublishToPush }: Surroundings,
  { estate, access }: Pick<Parts, 'estate' | 'access'>,
): LiveHub {
  return new LiveHub({
    clock,
    log: log.child({ part: 'live' }),
    estate,
    authenticate: (headers: IncomingHttpHeaders, auth: unknown): Viewer | undefined =>
      viewerOfConnection(access, { headers, auth }),
    sameOrigin: (request: IncomingMessage) => sameOrigin(request, config.PUBLIC_URL),
    observePublishToPush,
  });
}

/** Starts everything between the broker and the store, joined. Throws OperationalError subclasses. */
export async function startParts(
  surroundings: Surroundings,
  register: ReturnType<typeof openRegister>,
): Promise<Parts> {
  const { config, clock, log, onCrash } = surroundings;
  const { estate } = register;
  const spoolFolder = join(config.DATA_DIR, 'spool');
  const hub = createHub(surroundings, register);
  const quarantine = new RecentList<QuarantineEntry>(QUARANTINE_ENTRIES_MAX);
  const store = await startReadingStore(storeOptionsOf(config, spoolFolder), { clock, log });
  store.onCrash(onCrash);
  store.setDirectory(directoryOf(estate));
  const alerting = judgeFor(surroundings, { ...register, hub, store });
  const ingest = await startIngest(
    {
      root: config.MQTT_ROOT,
      statusTopic: `${config.MQTT_ROOT}/server/${config.NODE_ID}/status`,
      broker: brokerOf(config),
      directory: directoryOf(estate),
      spoolFolder,
      spoolBytesMax: config.SPOOL_MEGABYTES_MAX * BYTES_PER_MEGABYTE,
      storedPosition: store.status().storedPosition,
      retentionMs: config.RETENTION_RAW_DAYS * MS_PER_DAY,
      logLevel: config.LOG_LEVEL,
    },
    {
      onBatch(batch) {
        store.logGrew(batch.position);
        hub.onBatch(batch);
      },
      onPresence(changes) {
        hub.onPresence(changes);
      },
      onQuarantine(entries) {
        quarantine.add(entries);
      },
      onUnclaimed: sightingKeeper(estate, log.child({ part: 'estate' })),
      onSkew(reports) {
        hub.onSkew(reports);
      },
      onStatus: tellOfTrouble(log.child({ part: 'ingest' })),
      onCrash,
    },
  ).catch(async (error: unknown) => {
    await alerting.close();
    await store.close();
    throw error;
  });
  alerting.joinIngest(ingest, config.MQTT_ROOT);
  store.onStatus(({ storedPosition }) => {
    ingest.confirmStored(storedPosition);
  });
  estate.onChange(() => {
    const directory = directoryOf(estate);
    store.setDirectory(directory);
    ingest.setDirectory(directory);
  });
  return { ...register, hub, alerting, ingest, store, quarantine };
}

function storeOptionsOf(
  config: Readonly<Config>,
  spoolFolder: string,
): Parameters<typeof startReadingStore>[0] {
  return {
    dataFolder: config.DATA_DIR,
    spoolFolder,
    influxUrl: config.INFLUX_URL,
    retention: {
      raw: config.RETENTION_RAW_DAYS * MS_PER_DAY,
      minute: config.RETENTION_MINUTE_DAYS * MS_PER_DAY,
      hour: config.RETENTION_HOUR_DAYS * MS_PER_DAY,
    },
  };
}

/** The judgement over what the hub shows; its queue goes out with the hub's frames. */
function judgeFor(
  { config, clock, log }: Surroundings,
  parts: ReturnType<typeof openRegister> & Pick<Parts, 'hub' | 'store'>,
): RunningAlerting {
  const alerting = startAlerting({
    ...parts,
    feed: parts.hub.feed,
    clock,
    log: log.child({ part: 'alerting' }),
    chance: new Prng(clock.nowMs(), 'retries'),
    mail: {
      smtpUrl: config.SMTP_URL,
      mailFrom: config.MAIL_FROM,
      publicUrl: config.PUBLIC_URL,
    },
    heartbeatUrl: config.HEARTBEAT_URL,
  });
  parts.hub.showQueueOf(alerting.desk);
  return alerting;
}

function brokerOf(config: Readonly<Config>): Parameters<typeof startIngest>[0]['broker'] {
  if (config.MQTT_URL === undefined) {
    return { embedded: { host: config.MQTT_HOST, port: config.MQTT_PORT } };
  }
  return {
    url: config.MQTT_URL,
    username: config.MQTT_USERNAME,
    password: config.MQTT_PASSWORD,
    clientId: `nigehban-${config.NODE_ID}`,
  };
}

/**
 * Keeps sightings in the register. Unknown publishers speak when they like: a disk that is full at
 * that moment costs their sightings, and nobody else anything.
 */
export function sightingKeeper(
  estate: Pick<SqliteEstateRegister, 'recordUnclaimed'>,
  log: Log,
): (sightings: readonly UnclaimedSighting[]) => void {
  let failing = false;
  return (sightings) => {
    try {
      estate.recordUnclaimed(sightings);
      failing = false;
    } catch (error) {
      if (!failing) log.warn('Cannot keep sightings of unknown publishers', { err: error });
      failing = true;
    }
  };
}

/** Says once when messages can no longer be taken, and once when they can again. */
function tellOfTrouble(log: Log): (status: ReturnType<StartedIngest['status']>) => void {
  let accepting = true;
  return (status) => {
    // Without an error it is we who stop.
    if (status.accepting === accepting || (!status.accepting && status.lastError === null)) return;
    accepting = status.accepting;
    if (accepting) log.info('Messages are being taken again');
    else log.warn('Messages cannot be taken', { reason: status.lastError });
  };
}

/** Ends the parts in the order that loses nothing: intake first, then what it feeds. */
export async function closeParts(parts: Parts): Promise<void> {
  await parts.hub.close();
  await parts.ingest.close();
  await parts.store.close();
  await parts.alerting.close();
  parts.access.close();
  parts.database.close();
}
