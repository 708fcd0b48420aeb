/**
 * What selectors choose from: the centres of the viewer's scope, asked for once and page by page. The
 * providers of their links are asked for only when somebody chooses by them: devices make pages heavy.
 */
import type { Centre } from '#domain/centre.ts';
import { askServer, type ApiFault } from '#lib/api.ts';
import { createContext } from 'svelte';
import type { SelectedCentre } from './selector-form.ts';

const FIELDS = 'code,nameEn,nameUr,province,cityEn,disco,feeder,feederCategory,operator';
const PAGE_LENGTH = 1_000;

type Item = Omit<SelectedCentre, 'isps'> & Partial<Pick<Centre, 'devices'>>;

interface CentrePage {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export class CentreCatalogue {
  #centres = $state.raw<readonly SelectedCentre[] | null>(null);
  #fault = $state.raw<ApiFault | null>(null);
  #knowsIsps = $state(false);
  #asked: 'nothing' | 'centres' | 'isps' = 'nothing';

  /** By code; null until all have come. */
  get centres(): readonly SelectedCentre[] | null {
    return this.#centres;
  }

  get fault(): ApiFault | null {
    return this.#fault;
  }

  get knowsIsps(): boolean {
    return this.#knowsIsps;
  }

  async load(): Promise<void> {
    if (this.#asked !== 'nothing') return;
    this.#asked = 'centres';
    const items = await this.#pages(FIELDS);
    if (items === null) this.#asked = 'nothing';
    else if (!this.#knowsIsps) this.#centres = items.map((item) => ({ ...item, isps: null }));
  }

  async loadIsps(): Promise<void> {
    if (this.#asked === 'isps') return;
    this.#asked = 'isps';
    const items = await this.#pages(`${FIELDS},devices`);
    if (items === null) {
      this.#asked = this.#centres === null ? 'nothing' : 'centres';
      return;
    }
    this.#centres = items.map(({ devices = [], ...item }) => ({
      ...item,
      isps: [...new Set(devices.flatMap(({ isp }) => isp ?? []))],
    }));
    this.#knowsIsps = true;
  }

  async #pages(fields: string): Promise<Item[] | null> {
    const items: Item[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query = new URLSearchParams({ fields, limit: String(PAGE_LENGTH) });
      if (cursor !== '') query.set('cursor', cursor);
      const answer = await askServer<CentrePage>(`/centres?${query.toString()}`);
      this.#fault = answer.ok ? null : answer.fault;
      if (!answer.ok) return null;
      items.push(...answer.value.items);
      cursor = answer.value.nextCursor;
    }
    return items;
  }
}

export const [useCatalogue, provideCatalogue] = createContext<CentreCatalogue>();
