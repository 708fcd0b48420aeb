/** Every route of the HTTP interface, in the order in which they are tried. */
import type { Access } from '../ports/access.ts';
import type {
  AlertDesk,
  AlertingStatus,
  MaintenanceBook,
  RuleBook,
  ScheduleBook,
} from '../ports/alerting.ts';
import type { Clock } from '../ports/clock.ts';
import type { EstateRegister } from '../ports/estate.ts';
import type { Ingest } from '../ports/ingest.ts';
import type { LiveNation } from '../ports/live.ts';
import type { NotificationBook, NotificationRecord } from '../ports/notification.ts';
import type { QuarantineLog } from '../ports/quarantine.ts';
import type { ReadingStore } from '../ports/reading-store.ts';
import type { Setup } from '../ports/setup.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { AnyRoute } from './route.ts';
import { accountRoutes } from './routes/account.ts';
import { alertingFigureRoutes } from './routes/alerting-figures.ts';
import { alertRoutes } from './routes/alerts.ts';
import { exchangeRoutes } from './routes/centre-exchange.ts';
import { centreRoutes } from './routes/centres.ts';
import { chainRoutes } from './routes/chains.ts';
import { channelRoutes } from './routes/channels.ts';
import { contactRoutes } from './routes/contacts.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { rotaRoutes } from './routes/rotas.ts';
import { deviceRoutes } from './routes/devices.ts';
import { documentationRoutes } from './routes/documentation.ts';
import { healthRoutes } from './routes/health.ts';
import { inboxRoutes } from './routes/inbox.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { maintenanceRoutes } from './routes/maintenance.ts';
import { nationRoutes } from './routes/nation.ts';
import { outlookRoutes } from './routes/outlook.ts';
import { queueRoutes } from './routes/queue.ts';
import { ruleRoutes } from './routes/rules.ts';
import { scheduleRoutes } from './routes/schedules.ts';
import { statusRoutes } from './routes/status.ts';

export interface RouteParts {
  readonly clock: Clock;
  readonly access: Access;
  readonly setup: Setup;
  readonly estate: EstateRegister;
  readonly live: LiveNation;
  readonly store: Pick<ReadingStore, 'status' | 'history'>;
  readonly ingest: Pick<Ingest, 'status'>;
  readonly quarantine: QuarantineLog;
  readonly desk: AlertDesk;
  readonly rules: RuleBook;
  readonly schedules: ScheduleBook;
  readonly maintenance: MaintenanceBook;
  readonly notifications: NotificationBook & NotificationRecord;
  readonly alertingStatus: () => AlertingStatus;
  readonly metrics: Metrics;
  /** First levels of every topic. */
  readonly topicRoot: string;
  /** Of the product, as the document and the status page tell it. */
  readonly version: string;
}

export function apiRoutes(parts: RouteParts): readonly AnyRoute[] {
  const routes = [
    ...healthRoutes(parts),
    ...accountRoutes(parts),
    // Before the centres: "import" and "export" would else be read as codes.
    ...exchangeRoutes(parts),
    ...centreRoutes(parts),
    ...outlookRoutes(parts),
    ...deviceRoutes(parts),
    ...nationRoutes(parts),
    ...queueRoutes(parts),
    ...alertRoutes(parts),
    ...incidentRoutes(parts),
    ...maintenanceRoutes(parts),
    ...ruleRoutes(parts),
    ...scheduleRoutes(parts),
    ...alertingFigureRoutes(parts),
    ...contactRoutes(parts),
    ...rotaRoutes(parts),
    ...chainRoutes(parts),
    ...channelRoutes(parts),
    ...deliveryRoutes(parts),
    ...inboxRoutes(parts),
    ...statusRoutes(parts),
  ];
  const info = { title: 'Nigehban API', version: parts.version };
  return [...routes, ...documentationRoutes(routes, info)];
}
