/** The live centres by the register's id, and how large each group of them is; kept until the register changes. */
import type { Centre } from '#domain/centre.ts';
import { groupSizesOf, type GroupSize } from '#domain/alerting/cause-group.ts';
import type { Estate } from '../../ports/estate.ts';

interface Index {
  readonly version: number;
  readonly byId: ReadonlyMap<number, Centre>;
  readonly sizes: ReadonlyMap<string, GroupSize>;
}

export class EstateIndex {
  readonly #estate: Pick<Estate, 'version' | 'centres'>;
  #index: Index | undefined;

  constructor(estate: Pick<Estate, 'version' | 'centres'>) {
    this.#estate = estate;
  }

  get version(): number {
    return this.#estate.version;
  }

  /** Undefined for a centre that is not live or not in the register. */
  centre(id: number): Centre | undefined {
    return this.#current().byId.get(id);
  }

  centres(): Iterable<Centre> {
    return this.#current().byId.values();
  }

  size(groupId: string): number {
    return this.#current().sizes.get(groupId)?.centres ?? 0;
  }

  partSize(groupId: string, part: string): number {
    return this.#current().sizes.get(groupId)?.parts.get(part) ?? 0;
  }

  #current(): Index {
    const { version } = this.#estate;
    if (this.#index?.version === version) return this.#index;
    const live = this.#estate.centres().filter(({ lifeCycle }) => lifeCycle === 'live');
    this.#index = {
      version,
      byId: new Map(live.map((centre) => [centre.id, centre])),
      sizes: groupSizesOf(live),
    };
    return this.#index;
  }
}
