/**
 * What server-rendered pages may ask of the server, without a request to themselves.
 *
 * `server/http/` builds one and leaves it under `PAGE_CONTEXT` on the global object before the pages'
 * handler is loaded; the pages' hooks put it into `event.locals`.
 */
import type { QueueSnapshot } from './alerting/queue.ts';
import type { Centre } from './centre.ts';
import type { CentreSnapshot } from './live-protocol.ts';
import type { CentreRow, NationCentres, NationSummary } from './nation.ts';
import type { Viewer } from './viewer.ts';

export const PAGE_CONTEXT = Symbol.for('nigehban.page-context');

export const LANGUAGES = ['en', 'ur'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface PageSettings {
  readonly programmeName: string;
  /** Language of first visits. */
  readonly language: Language;
  /** True while the register holds sample centres. */
  readonly sample: boolean;
  /** Of the product. */
  readonly version: string;
}

export interface PageContext {
  setupNeeded(): boolean;
  /** The viewer whose session cookie is in this `cookie` header. */
  viewerOf(cookieHeader: string | undefined): Viewer | undefined;
  settings(): PageSettings;
  summary(viewer: Viewer): NationSummary;
  /** Static columns of the centres the viewer may see; index space of the live frames. */
  centres(viewer: Viewer): NationCentres;
  /** Worst first: down, degraded, unknown by people affected; then the rest. At most `limit`. */
  worst(viewer: Viewer, limit: number): readonly CentreRow[];
  /** Alerts and incidents to work on, ranked: what the live line begins with. */
  queue(viewer: Viewer): QueueSnapshot;
  /** Undefined when there is no such centre, or the viewer may not see it. */
  centre(
    viewer: Viewer,
    code: string,
  ): { readonly centre: Centre; readonly snapshot: CentreSnapshot } | undefined;
}
