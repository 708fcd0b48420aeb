/**
 * What the desk asks of its neighbours: people and power of a centre, the incidents, names of contacts.
 *
 * Small on purpose: tests answer them with a few lines, and the desk knows no neighbour's class.
 */
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import type { Incidents } from '../incidents/incidents.ts';

/** What an alert says of its centre, beside what its rule saw. Asked again when the centre changes. */
export interface CentreFacts {
  /** Seated now, or last heard within the hour; null when not known. */
  peopleOf(centreId: number): number | null;
  /** Null while the centre has mains. */
  verdictOf(centreId: number): RideThroughVerdict | null;
  /** Nobody can work there: no power, or no internet. */
  isDown(centreId: number): boolean;
}

/**
 * The incidents. Views come without what people did to them (acknowledged, assigned, shelved: null);
 * the desk keeps that for alerts and incidents alike, and adds it. The desk is the only one that
 * takes their changes, and that tells them how members are.
 */
export type IncidentSource = Pick<
  Incidents,
  | 'incident'
  | 'viewFor'
  | 'current'
  | 'list'
  | 'members'
  | 'timeline'
  | 'hasMember'
  | 'coverOf'
  | 'noteMember'
  | 'memberWell'
  | 'close'
  | 'merge'
  | 'split'
  | 'reparent'
  | 'takeChanges'
  | 'save'
>;

/** Name of a contact that can be assigned; undefined when there is none. */
export type ContactName = (contactId: number) => string | undefined;
