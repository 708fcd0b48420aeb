/** Members that are not well, by centre: what covers a centre's troubles. */
import type { CauseKind } from '#domain/alerting/alert.ts';
import type { Symptom } from '#domain/alerting/rule.ts';
import { hasSymptom, type Member } from './incident.ts';

/** A trouble that outlived its incident. */
export interface ReleasedTrouble {
  readonly centreId: number;
  readonly key: string;
  /** Kind of the incident; null when a person closed it. */
  readonly from: CauseKind | null;
}

export class StandingMembers {
  readonly #members = new Map<number, readonly Member[]>();

  all(): Iterable<readonly Member[]> {
    return this.#members.values();
  }

  of(centreId: number): readonly Member[] {
    return this.#members.get(centreId) ?? [];
  }

  /** Who stands for the one trouble. */
  having(centreId: number, key: string): Member | undefined {
    return this.#members.get(centreId)?.find(({ troubles }) => troubles.has(key));
  }

  /** Who stands for the symptom, or for everything, as `Incidents.coverOf` promises. */
  covering(centreId: number, symptom: Symptom | null): Member | undefined {
    const members = this.#members.get(centreId);
    if (members === undefined) return undefined;
    const blind = members.find(({ incident }) => incident.state.cause.kind === 'server');
    if (blind !== undefined || symptom === null) return blind;
    return (
      members.find((member) => hasSymptom(member, symptom)) ?? members.find(({ byHand }) => byHand)
    );
  }

  /** All that have the symptom, else the one that covers it. */
  concernedBy(centreId: number, symptom: Symptom): readonly Member[] {
    const own = this.of(centreId).filter((member) => hasSymptom(member, symptom));
    if (own.length > 0) return own;
    const member = this.covering(centreId, symptom);
    return member === undefined ? [] : [member];
  }

  add(member: Member): void {
    this.#members.set(member.centre.id, [...this.of(member.centre.id), member]);
  }

  remove(member: Member): void {
    const { id } = member.centre;
    const others = this.of(id).filter((other) => other !== member);
    if (others.length > 0) this.#members.set(id, others);
    else this.#members.delete(id);
  }
}
