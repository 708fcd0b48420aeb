/** What arrived and was not taken: refused messages, and devices that the register does not know. */
import { z } from 'zod';
import { parseTopic } from '#domain/topic.ts';
import type { Scope } from '#domain/viewer.ts';
import type { EstateRegister } from '../../ports/estate.ts';
import type { QuarantineEntry } from '../../ports/ingest.ts';
import type { LiveNation } from '../../ports/live.ts';
import type { QuarantineLog } from '../../ports/quarantine.ts';
import { centreViewOf } from '../centre-view.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';
import { centreSchema, codeSchema, kindSchema } from '../schemas/centre.ts';
import { quarantineSchema, unclaimedSchema } from '../schemas/status.ts';
import { demandCentre, scopeIncludesPlace } from '../viewers-estate.ts';

export interface InboxParts {
  readonly estate: EstateRegister;
  readonly live: Pick<LiveNation, 'stateOf'>;
  readonly quarantine: QuarantineLog;
  /** First levels of every topic. */
  readonly topicRoot: string;
}

const TAG = 'Inbox';

export function inboxRoutes(parts: InboxParts): readonly AnyRoute[] {
  return [quarantineRoute(parts), unclaimedRoute(parts), claimRoute(parts)];
}

function quarantineRoute({ quarantine, topicRoot }: InboxParts): AnyRoute {
  return defineRoute({
    method: 'get',
    path: `${API}/quarantine`,
    tag: TAG,
    summary: 'Messages and fields that were not believed, newest first',
    access: 'quarantine.read',
    answer: { status: 200, description: 'At most the latest 1,000.', schema: quarantineSchema },
    handle({ viewer: { scope } }) {
      const items = quarantine.latest().filter((entry) => isInScope(scope, entry, topicRoot));
      return { json: { items } };
    },
  });
}

/** A message that names no place belongs to those who see the whole nation. */
function isInScope(scope: Scope, { topic: text }: QuarantineEntry, topicRoot: string): boolean {
  if (scope.type === 'nation') return true;
  const parsed = parseTopic(topicRoot, text);
  return parsed.ok && scopeIncludesPlace(scope, parsed.topic);
}

function unclaimedRoute({ estate }: InboxParts): AnyRoute {
  return defineRoute({
    method: 'get',
    path: `${API}/unclaimed`,
    tag: TAG,
    summary: 'Publishers that the register does not know',
    access: 'quarantine.read',
    answer: { status: 200, description: 'All that are kept.', schema: unclaimedSchema },
    handle({ viewer: { scope } }) {
      return {
        json: { items: estate.unclaimed().filter((device) => scopeIncludesPlace(scope, device)) },
      };
    },
  });
}

function claimRoute({ estate, live }: InboxParts): AnyRoute {
  return defineRoute({
    method: 'post',
    path: `${API}/unclaimed/claim`,
    tag: TAG,
    summary: 'Put an unclaimed device under its centre',
    access: 'estate.change',
    body: { schema: z.strictObject({ centre: codeSchema, kind: kindSchema, device: codeSchema }) },
    answer: { status: 200, description: 'The centre as it is now.', schema: centreSchema },
    failures: { 404: 'No such centre in scope.', 409: 'The device is not among the unclaimed.' },
    handle({ viewer, body }) {
      demandCentre(estate, viewer, body.centre);
      return { json: centreViewOf(estate.claim(body), live.stateOf(body.centre)) };
    },
  });
}
