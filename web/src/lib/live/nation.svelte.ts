/**
 * The nation as a page shows it: who the centres are, how each is, and the totals.
 *
 * Fetches the static columns, watches the nation, applies numbered frames, and starts over when it
 * missed one or the register changed. Nothing in it is a deep `$state`: columns are typed arrays, and
 * `version` is what effects and deriveds depend on.
 */
import {
  decodeNationFrame,
  NationFrameError,
  type CentreColumns,
  type NationFrame,
} from '#domain/nation-frame.ts';
import type { CentreState, NationCentres, NationSummary } from '#domain/nation.ts';
import type { WatchReply } from '#domain/live-protocol.ts';
import { bytesOf, type Followed, type LiveConnection } from './connection.svelte.ts';
import { NationColumns } from './nation-columns.ts';
import { summaryOfFrame } from './nation-summary.ts';

const CENTRES_URL = '/api/v1/nation/centres';
const RETRY_DELAY_MS = 2_000;
/** An import changes the register many times over: fetched once it has had time to settle. */
const ESTATE_SETTLE_MS = 500;

/** `all` after a snapshot, else the positions a frame spoke of. */
export type ChangedCentres = 'all' | Uint32Array;

export class Nation {
  #version = $state(0);
  #summary = $state.raw<NationSummary | null>(null);
  #centres = $state.raw<NationCentres | null>(null);
  #newestAtMs = $state<number | null>(null);

  readonly #connection: LiveConnection;
  readonly #listeners = new Set<(changed: ChangedCentres) => void>();
  #columns = new NationColumns({ version: 0, centres: 0 });
  #followed: Followed | undefined;
  #loading = false;
  #watching = false;
  /** Snapshots asked for after the first: what gaps and register changes have cost. */
  #resyncs = 0;

  constructor(connection: LiveConnection) {
    this.#connection = connection;
  }

  /** Grows with every frame applied; read it to depend on the columns. */
  get version(): number {
    return this.#version;
  }

  /** Totals as of the newest frame; null before the first. */
  get summary(): NationSummary | null {
    return this.#summary;
  }

  /** Who the centres are; null until fetched. Replaced as a whole when the register changes. */
  get centres(): NationCentres | null {
    return this.#centres;
  }

  /** Server time of the newest reading of any centre; null when there is none. */
  get newestAtMs(): number | null {
    return this.#newestAtMs;
  }

  get resyncs(): number {
    return this.#resyncs;
  }

  /** Columns by position in `centres`. Not reactive: read `version` beside them. */
  get columns(): CentreColumns {
    return this.#columns.columns;
  }

  stateAt(position: number): CentreState {
    return this.#columns.stateAt(position);
  }

  /** Calls `listener` after each frame, at most four times a second. Returns what ends it. */
  onChange(listener: (changed: ChangedCentres) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Starts watching. Returns what ends it. */
  watch(): () => void {
    this.#watching = true;
    this.#load();
    return () => {
      this.#watching = false;
      this.#followed?.stop();
      this.#followed = undefined;
    };
  }

  /** Fetches who the centres are, for as long as it takes, and then asks for a snapshot of them. */
  #load(delayMs = 0): void {
    if (this.#loading) return;
    this.#loading = true;
    this.#connection.clock.after(delayMs, () => {
      void this.#fetchCentres().then((fetched) => {
        this.#loading = false;
        if (!this.#watching) return;
        if (fetched) this.#follow();
        else this.#load(RETRY_DELAY_MS);
      });
    });
  }

  #follow(): void {
    if (this.#followed !== undefined) {
      this.#resync();
      return;
    }
    this.#followed = this.#connection.follow(
      { view: 'nation' },
      {
        onReply: (reply) => {
          this.#onReply(reply);
        },
        onNation: (bytes) => {
          this.#onFrame(bytes);
        },
      },
    );
  }

  /** The browser's own cache sends the ETag and turns a 304 into the body it has. */
  async #fetchCentres(): Promise<boolean> {
    try {
      const answer = await fetch(CENTRES_URL, { cache: 'no-cache' });
      if (answer.status === 401) this.#connection.refuse();
      if (!answer.ok) return false;
      const centres = (await answer.json()) as NationCentres;
      this.#columns = new NationColumns({
        version: centres.version,
        centres: centres.codes.length,
      });
      this.#centres = centres;
      return true;
    } catch {
      return false;
    }
  }

  #onReply(reply: WatchReply): void {
    const bytes = reply.ok && reply.view === 'nation' ? bytesOf(reply.snapshot) : undefined;
    if (bytes !== undefined) this.#onFrame(bytes);
    else if (!reply.ok && reply.code === 'forbidden') this.#connection.refuse();
  }

  #onFrame(bytes: Uint8Array): void {
    const frame = decoded(bytes);
    if (frame === undefined) {
      this.#resync();
      return;
    }
    switch (this.#columns.apply(frame)) {
      case 'applied':
        this.#tell(frame);
        return;
      case 'repeated':
        return;
      case 'gap':
        this.#resync();
        return;
      case 'estate_changed':
        this.#load(ESTATE_SETTLE_MS);
    }
  }

  #resync(): void {
    this.#resyncs += 1;
    this.#followed?.again();
  }

  #tell(frame: NationFrame): void {
    this.#summary = summaryOfFrame(frame);
    this.#newestAtMs = Number.isNaN(frame.newestAtMs) ? null : frame.newestAtMs;
    this.#version += 1;
    const changed = frame.snapshot ? 'all' : frame.centres.index;
    for (const listener of this.#listeners) listener(changed);
  }
}

/** Undefined when the bytes are no frame: the picture is asked for anew rather than guessed. */
function decoded(bytes: Uint8Array): NationFrame | undefined {
  try {
    return decodeNationFrame(bytes);
  } catch (fault) {
    if (fault instanceof NationFrameError || fault instanceof RangeError) return undefined;
    throw fault;
  }
}
