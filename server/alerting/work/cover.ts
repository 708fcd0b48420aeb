/**
 * What keeps a condition from being an alert of its own: a rule that only observes, planned work, an
 * incident, or a parent alert at the same centre.
 *
 * Never asked of a condition that is over: inhibition keeps alerts from beginning, not from ending.
 */
import type { Withholding } from '#domain/alerting/alert.ts';
import type { Centre } from '#domain/centre.ts';
import type { CentreIndex } from './centre-index.ts';
import type { IncidentSource } from './sources.ts';
import { openAlertOf, type StandingCondition } from './standing-condition.ts';

/** Id of the planned work that covers the rule at the centre; null when none does. */
export interface MaintenanceCover {
  coverOf(centre: Centre, ruleId: string, nowMs: number): number | null;
}

export interface CoverOptions {
  readonly index: CentreIndex;
  readonly incidents: Pick<IncidentSource, 'coverOf' | 'incident'>;
  readonly maintenance: MaintenanceCover;
}

/** Beyond the off-delay: the tick in which it ends, and the one in which that is looked at. */
const GRACE_MARGIN_MS = 5_000;

export class Cover {
  readonly #options: CoverOptions;

  constructor(options: CoverOptions) {
    this.#options = options;
  }

  /** Undefined siblings: nothing else holds at the centre. */
  of(
    condition: StandingCondition,
    siblings: Iterable<StandingCondition>,
    nowMs: number,
  ): Withholding | null {
    if (condition.holding?.observed === true) return { by: 'observe' };
    return (
      this.#byMaintenance(condition, nowMs) ??
      this.#byIncident(condition) ??
      byParent(condition, siblings)
    );
  }

  #byMaintenance({ centreId, rule }: StandingCondition, nowMs: number): Withholding | null {
    const centre = this.#options.index.centre(centreId);
    if (centre === undefined) return null;
    const windowId = this.#options.maintenance.coverOf(centre, rule.id, nowMs);
    return windowId === null ? null : { by: 'maintenance', windowId };
  }

  #byIncident({ centreId, rule, pinnedTo }: StandingCondition): Withholding | null {
    const { incidents } = this.#options;
    if (pinnedTo !== null && incidents.incident(pinnedTo)?.closedAtMs === null) {
      return { by: 'incident', incidentId: pinnedTo };
    }
    const incidentId = incidents.coverOf(centreId, rule.symptom);
    return incidentId === null ? null : { by: 'incident', incidentId };
  }
}

/** How long to wait, once nothing covers it any more, to see whether it holds by itself. */
export function graceMsOf(reason: Withholding, { rule }: StandingCondition): number {
  // Planned work ends by the clock. An incident and a parent end because things get well: what they
  // covered gets well at the same moment, and only seems to hold until its off-delay is over.
  if (reason.by === 'maintenance' || reason.by === 'observe') return 0;
  return rule.offDelayMs + GRACE_MARGIN_MS;
}

/** What holds at the same centre and stands above it; of a parent that is itself kept back, its reason. */
function byParent(
  { rule, alert }: StandingCondition,
  siblings: Iterable<StandingCondition>,
): Withholding | null {
  if (rule.inhibitedBy.length === 0) return null;
  for (const parent of siblings) {
    if (!rule.inhibitedBy.includes(parent.rule.id)) continue;
    const reason = reasonOf(parent);
    // Rules that inhibit each other: the one that began first stays.
    const isOwn = reason?.by === 'alert' && reason.alertId === alert?.id;
    if (reason !== null && !isOwn) return reason;
  }
  return null;
}

function reasonOf(parent: StandingCondition): Withholding | null {
  if (parent.holding === null || parent.holding.observed) return null;
  if (parent.withheld !== null) return parent.withheld.reason;
  const open = openAlertOf(parent);
  if (open?.inhibited?.by === 'alert') return open.inhibited;
  const id = parent.alert?.id;
  return id === undefined ? null : { by: 'alert', alertId: id };
}
