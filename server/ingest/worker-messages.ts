/** What main thread and ingest worker say to each other. Everything crosses by copy or transfer. */
import type { DirectoryCentre } from '../ports/directory.ts';
import type { LogPosition } from '../ports/batch-log.ts';
import type {
  DurableBatch,
  IngestStatus,
  PresenceChange,
  QuarantineEntry,
  SkewReport,
  UnclaimedSighting,
} from '../ports/ingest.ts';
import type { OutgoingMessage } from './broker/message-source.ts';

export interface IngestOptions {
  /** Root of all topics, e.g. "erozgar/v1". */
  readonly root: string;
  /** Where the server says, retained, whether it takes messages. */
  readonly statusTopic: string;
  readonly broker:
    | { readonly embedded: { readonly host: string; readonly port: number } }
    | {
        readonly url: string;
        readonly username?: string | undefined;
        readonly password?: string | undefined;
        /** Fixed for this node: the broker keeps the session under it. */
        readonly clientId: string;
      };
  /** The register at the start; later ones come by `setDirectory`. */
  readonly directory: readonly DirectoryCentre[];
  readonly spoolFolder: string;
  readonly spoolBytesMax: number;
  /** What the store has kept up to: new readings are never put before it. */
  readonly storedPosition: LogPosition;
  /** Readings older than this on arrival are dropped and counted. */
  readonly retentionMs: number;
  readonly logLevel: string;
}

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export type ToWorker =
  | { readonly type: 'directory'; readonly centres: readonly DirectoryCentre[] }
  | { readonly type: 'stored'; readonly position: LogPosition }
  | { readonly type: 'publish'; readonly message: OutgoingMessage }
  | { readonly type: 'close' };

/** Parts that have nothing to say are left out. */
export interface IngestNews {
  readonly batch?: DurableBatch;
  readonly presence?: readonly PresenceChange[];
  readonly quarantine?: readonly QuarantineEntry[];
  readonly unclaimed?: readonly UnclaimedSighting[];
  readonly skew?: readonly SkewReport[];
  readonly status?: IngestStatus;
}

export type FromWorker =
  | {
      readonly type: 'started';
      /** Where the embedded broker listens, null for a broker elsewhere. */
      readonly address: ListenAddress | null;
      readonly status: IngestStatus;
    }
  | { readonly type: 'refused'; readonly code: string; readonly message: string }
  | { readonly type: 'news'; readonly news: IngestNews }
  | { readonly type: 'closed' };
