/** Incidents in memory: open ones, and those that closed so lately that they may open again. */
import type { Incident } from './incident.ts';

export class KnownIncidents {
  readonly #byId = new Map<number, Incident>();
  /** Merged ones too: their group's new troubles go to what they are part of. */
  readonly #openOfGroup = new Map<string, Incident>();
  readonly #closedOfGroup = new Map<string, Incident>();

  all(): Iterable<Incident> {
    return this.#byId.values();
  }

  get(id: number): Incident | undefined {
    return this.#byId.get(id);
  }

  /** The group's open incident as it stands in the queue: the one it was merged into, if it was. */
  openOf(groupId: string): Incident | undefined {
    return this.#openOfGroup.get(groupId)?.top;
  }

  /** The one of the group that closed by itself not long ago, if none has opened since. */
  takeClosedOf(groupId: string): Incident | undefined {
    const incident = this.#closedOfGroup.get(groupId);
    this.#closedOfGroup.delete(groupId);
    return incident;
  }

  add(incident: Incident): void {
    const { id, groupId, closedAtMs, closed } = incident.state;
    this.#byId.set(id, incident);
    if (groupId === null) return;
    if (closedAtMs === null) this.#openOfGroup.set(groupId, incident);
    else if (incident.parent === null && closed === null) {
      this.#closedOfGroup.set(groupId, incident);
    }
  }

  /** It has closed. */
  ended(incident: Incident): void {
    const { groupId } = incident.state;
    if (groupId !== null && this.#openOfGroup.get(groupId) === incident) {
      this.#openOfGroup.delete(groupId);
    }
    this.add(incident);
  }

  /** Lets go of it and of those that were merged into it. */
  forget(incident: Incident): void {
    const { id, groupId } = incident.state;
    this.#byId.delete(id);
    if (groupId !== null && this.#closedOfGroup.get(groupId) === incident) {
      this.#closedOfGroup.delete(groupId);
    }
    for (const child of incident.children) this.forget(child);
  }
}
