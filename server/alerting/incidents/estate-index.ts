/**
 * The live centres by the register's id, and how large each group of them is.
 *
 * Follows the register when it is asked and finds a newer version; what a change costs is a glance at
 * every centre, and work for those that are others.
 */
import { type CauseGroup, groupsInReachOf } from '#domain/alerting/cause-group.ts';
import type { Centre } from '#domain/centre.ts';
import type { Estate } from '../../ports/estate.ts';

interface GroupSize {
  centres: number;
  readonly parts: Map<string, number>;
}

export class EstateIndex {
  readonly #estate: Pick<Estate, 'version' | 'centres'>;
  #version: number | undefined;
  #byId: ReadonlyMap<number, Centre> = new Map();
  readonly #sizes = new Map<string, GroupSize>();

  constructor(estate: Pick<Estate, 'version' | 'centres'>) {
    this.#estate = estate;
    this.#follow();
  }

  get version(): number {
    return this.#estate.version;
  }

  /** Undefined for a centre that is not live or not in the register. */
  centre(id: number): Centre | undefined {
    this.#follow();
    return this.#byId.get(id);
  }

  centres(): Iterable<Centre> {
    this.#follow();
    return this.#byId.values();
  }

  size(groupId: string): number {
    this.#follow();
    return this.#sizes.get(groupId)?.centres ?? 0;
  }

  /** Centres of the group that are in the part. */
  partSize(groupId: string, part: string): number {
    this.#follow();
    return this.#sizes.get(groupId)?.parts.get(part) ?? 0;
  }

  #follow(): void {
    if (this.#version === this.#estate.version) return;
    this.#version = this.#estate.version;
    const before = this.#byId;
    const live = this.#estate.centres().filter(({ lifeCycle }) => lifeCycle === 'live');
    this.#byId = new Map(live.map((centre) => [centre.id, centre]));
    for (const [id, centre] of before) {
      if (this.#byId.get(id) !== centre) this.#count(centre, -1);
    }
    for (const [id, centre] of this.#byId) {
      if (before.get(id) !== centre) this.#count(centre, 1);
    }
  }

  #count(centre: Centre, sign: 1 | -1): void {
    for (const group of groupsInReachOf(centre)) this.#countIn(group, sign);
  }

  #countIn({ id, part }: CauseGroup, sign: 1 | -1): void {
    let size = this.#sizes.get(id);
    if (size === undefined) {
      size = { centres: 0, parts: new Map() };
      this.#sizes.set(id, size);
    }
    size.centres += sign;
    if (part !== '') {
      const inPart = (size.parts.get(part) ?? 0) + sign;
      if (inPart > 0) size.parts.set(part, inPart);
      else size.parts.delete(part);
    }
    if (size.centres === 0) this.#sizes.delete(id);
  }
}
