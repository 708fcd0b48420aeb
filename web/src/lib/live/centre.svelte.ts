/** One centre, live: the snapshot a page was rendered with, kept up to date by the centre's room. */
import type { CentreSnapshot, WatchReply } from '#domain/live-protocol.ts';
import { mergeCentreFrame } from './centre-merge.ts';
import type { LiveConnection } from './connection.svelte.ts';

export class CentreLive {
  #snapshot = $state.raw<CentreSnapshot | null>(null);
  #missing = $state(false);
  readonly #connection: LiveConnection;
  readonly #code: string;

  constructor(
    connection: LiveConnection,
    centre: { readonly code: string; readonly snapshot?: CentreSnapshot },
  ) {
    this.#connection = connection;
    this.#code = centre.code;
    this.#snapshot = centre.snapshot ?? null;
  }

  /** Everything live about the centre; null until the first snapshot. */
  get snapshot(): CentreSnapshot | null {
    return this.#snapshot;
  }

  /** True once the server has said that there is no such centre, or not for this viewer. */
  get missing(): boolean {
    return this.#missing;
  }

  /** Starts watching. Returns what ends it. */
  watch(): () => void {
    const followed = this.#connection.follow(
      { view: 'centre', code: this.#code },
      {
        onReply: (reply) => {
          this.#onReply(reply);
        },
        onCentre: (frame) => {
          if (this.#snapshot !== null) this.#snapshot = mergeCentreFrame(this.#snapshot, frame);
        },
      },
    );
    return () => {
      followed.stop();
    };
  }

  #onReply(reply: WatchReply): void {
    if (reply.ok && reply.view === 'centre') {
      this.#snapshot = reply.snapshot;
      this.#missing = false;
    } else if (!reply.ok) {
      this.#missing = true;
    }
  }
}
