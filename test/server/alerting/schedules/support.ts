/** A store of schedules on a database of its own, and schedules to put into it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FeederSchedule } from '#domain/alerting/feeder-schedule.ts';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import type { Centre } from '#domain/centre.ts';
import type { Role, Scope, Viewer } from '#domain/viewer.ts';
import { scheduleMigrations } from '../../../../server/alerting/schedules/migrations.ts';
import { Schedules } from '../../../../server/alerting/schedules/schedule-book.ts';
import type { ScheduleDraft } from '../../../../server/alerting/schedules/schedule-check.ts';
import { ScheduleStore } from '../../../../server/alerting/schedules/schedule-store.ts';
import { openDatabase } from '../../../../server/platform/database.ts';
import { TestEstate } from '../../../support/estate-builder.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

export const NATION: Scope = { type: 'nation' };

export function viewerOf(scope: Scope = NATION, role: Role = 'lead'): Viewer {
  return { id: 1, email: 'lead@example.pk', name: 'Lead', role, scope };
}

export function draftOf(fields: Partial<ScheduleDraft> = {}): ScheduleDraft {
  return {
    disco: 'LESCO',
    feeder: 'LESCO-1',
    category: null,
    slots: [{ type: 'weekly', weekdays: [], from: '14:00', minutes: 60 }],
    validFromMs: null,
    validUntilMs: null,
    source: 'Notice',
    sample: false,
    ...fields,
  };
}

export interface OpenStore {
  readonly store: ScheduleStore;
  /** Closes the database and opens it again, as a restart does. */
  reopened(): ScheduleStore;
}

export function openStore(): OpenStore {
  const dataDir = mkdtempSync(join(tmpdir(), 'nigehban-schedules-'));
  const open = () => openDatabase({ dataDir, migrations: scheduleMigrations });
  let database = open();
  onTestFinished(() => {
    database.close();
    rmSync(dataDir, { recursive: true });
  });
  return {
    store: new ScheduleStore(database),
    reopened() {
      database.close();
      database = open();
      return new ScheduleStore(database);
    },
  };
}

/** A book over these centres; `verdicts` by centre id. */
export function openBook(
  centres: readonly Centre[],
  verdicts: ReadonlyMap<number, RideThroughVerdict> = new Map(),
) {
  const { store } = openStore();
  const clock = new FakeClock();
  const power = { verdictOf: (id: number) => verdicts.get(id) };
  const book = new Schedules({ store, power, estate: new TestEstate(centres), clock });
  return { store, book, clock };
}

/** What a schedule says, without its number. */
export function saysOf({ id: _id, ...says }: FeederSchedule): ScheduleDraft {
  return says;
}
