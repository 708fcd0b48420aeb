/** What an example request for a route is. */
import type { Contact } from '#domain/alerting/notification.ts';
import type { Request, TestApi } from './support.ts';

export interface Example {
  readonly path: string;
  readonly request?: Request;
  /** What has to be so before, beside a register with `lhr-001` and someone signed in. */
  readonly given?: (api: TestApi) => void;
}

export type ContactDraft = Omit<Contact, 'id'>;
