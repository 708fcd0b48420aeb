/** Every table of alerting, in the order in which the rooms came to need them. */
import type { Migration } from '../platform/database.ts';
import { incidentMigrations } from './incidents/migrations.ts';
import { notifyMigrations } from './notify/migrations.ts';
import { powerMigrations } from './power/migrations.ts';
import { ruleMigrations } from './rules/migrations.ts';
import { scheduleMigrations } from './schedules/migrations.ts';
import { signalMigrations } from './signals/migrations.ts';
import { watchdogMigrations } from './watchdog/migrations.ts';
import { workMigrations } from './work/migrations.ts';

export const alertingMigrations: readonly Migration[] = [
  ...ruleMigrations,
  ...signalMigrations,
  ...scheduleMigrations,
  ...powerMigrations,
  ...incidentMigrations,
  ...workMigrations,
  ...notifyMigrations,
  ...watchdogMigrations,
];
