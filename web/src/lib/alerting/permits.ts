/** What pages of alerting let a person try. The server alone decides what is done. */
import type { Role, Viewer } from '#domain/viewer.ts';

const STAFF: readonly Role[] = ['manager', 'operator', 'lead', 'administrator'];
const NOC: readonly Role[] = ['operator', 'lead', 'administrator'];
const LEADS: readonly Role[] = ['lead', 'administrator'];

export interface Permits {
  readonly work: boolean;
  readonly changeMaintenance: boolean;
  readonly changeSchedules: boolean;
  readonly changeRules: boolean;
  readonly readNotification: boolean;
  readonly changeNotification: boolean;
  /** Figures of the country, and the hand-over from shift to shift. */
  readonly readFigures: boolean;
}

export function permitsOf({ role, scope }: Pick<Viewer, 'role' | 'scope'>): Permits {
  const national = scope.type === 'nation';
  return {
    work: STAFF.includes(role),
    changeMaintenance: STAFF.includes(role),
    changeSchedules: LEADS.includes(role),
    changeRules: LEADS.includes(role) && national,
    readNotification: NOC.includes(role),
    changeNotification: LEADS.includes(role) && national,
    readFigures: NOC.includes(role),
  };
}
