/**
 * Why somebody was, or was not, told.
 *
 * Decisions that were made are in the trace log. Who was never considered gets an answer that is
 * worked out now, from how things stand, in the order in which the reasons are looked at.
 */
import type { QueueItem } from '#domain/alerting/alert.ts';
import { chooseChain, nextStepAtMs, onCallAt } from '#domain/alerting/escalation.ts';
import type {
  Contact,
  EscalationChain,
  TraceEntry,
  TraceReason,
} from '#domain/alerting/notification.ts';
import { queueKeyOf } from '#domain/alerting/queue.ts';
import { wordingOf } from '#domain/alerting/wording.ts';
import type { ItemKey } from '#domain/alerting/work-action.ts';
import type { AddressBook } from './book/address-book.ts';
import type { EscalationRow, Escalations } from './escalations.ts';
import type { DeskLookups } from './escalator.ts';
import type { TraceLog } from './trace-log.ts';

export interface ExplainParts {
  readonly book: AddressBook;
  readonly escalations: Escalations;
  readonly traces: TraceLog;
  readonly desk: Pick<DeskLookups, 'centresOf' | 'item'>;
}

interface Why {
  readonly reason: TraceReason;
  readonly detail: string;
}

/** In order of time; of one contact, or null for everything about the item. */
export function traceOf(
  parts: ExplainParts,
  about: { readonly item: ItemKey; readonly contactId: number | null; readonly nowMs: number },
): readonly TraceEntry[] {
  const { item, contactId, nowMs } = about;
  const entries = parts.traces.entries(item, contactId);
  if (contactId === null || entries.some((entry) => entry.contactId === contactId)) return entries;
  const last = parts.traces.last(item);
  // Where the latest decision was about everybody, it was about them as well.
  if (last?.contactId === null && last.channelName === null) return entries;
  const contact = parts.book.contact(contactId);
  const now = parts.desk.item(item);
  if (contact === undefined || now === undefined) return entries;
  const worked: TraceEntry = {
    atMs: nowMs,
    item,
    event: 'raised',
    contactId,
    contactName: contact.name,
    channelName: null,
    deliveryId: null,
    ...whyNot(parts, { item: now, contact, nowMs }),
  };
  return [...entries, worked];
}

function whyNot(
  parts: ExplainParts,
  { item, contact, nowMs }: { item: QueueItem; contact: Contact; nowMs: number },
): Why {
  const held = heldBack(item);
  if (held !== undefined) return held;
  const row = parts.escalations.get(queueKeyOf(item));
  const chain = row === undefined ? undefined : parts.book.chain(row.chainId);
  if (row !== undefined && chain !== undefined) {
    return ofChain(parts.book, { chain, row, contact, nowMs });
  }
  const choice = chooseChain(parts.book.chains(), {
    severity: item.severity,
    centres: parts.desk.centresOf(item),
  });
  if (choice.chain !== null) {
    return ofChain(parts.book, { chain: choice.chain, row: undefined, contact, nowMs });
  }
  return {
    reason: choice.reason,
    detail: choice.reason === 'below-severity' ? choice.nearest.name : '',
  };
}

function heldBack(item: QueueItem): Why | undefined {
  if (item.type === 'alert' && item.inhibited !== null) {
    const { inhibited } = item;
    if (inhibited.by === 'maintenance') {
      return { reason: 'maintenance', detail: `window ${inhibited.windowId}` };
    }
    const by =
      inhibited.by === 'incident'
        ? `incident ${inhibited.incidentId}`
        : `alert ${inhibited.alertId}`;
    return { reason: 'inhibited', detail: by };
  }
  if (item.shelved !== null) return { reason: 'shelved', detail: item.shelved.reason };
  return undefined;
}

/** Where in the chain the person stands. */
function ofChain(
  book: AddressBook,
  about: {
    readonly chain: EscalationChain;
    readonly row: EscalationRow | undefined;
    readonly contact: Contact;
    readonly nowMs: number;
  },
): Why {
  const { chain, row, contact, nowMs } = about;
  const rotas = book.rotasById();
  const position = chain.steps.findIndex(
    ({ contactIds, rotaIds }) =>
      contactIds.includes(contact.id) ||
      rotaIds.some((id) => {
        const rota = rotas.get(id);
        return (
          rota !== undefined &&
          (rota.contactIds.includes(contact.id) || onCallAt(rota, nowMs) === contact.id)
        );
      }),
  );
  const step = chain.steps[position];
  if (step === undefined) return { reason: 'not-in-chain', detail: chain.name };
  const named = step.contactIds.includes(contact.id);
  const onCall = step.rotaIds.some((id) => {
    const rota = rotas.get(id);
    return rota !== undefined && onCallAt(rota, nowMs) === contact.id;
  });
  if (!named && !onCall) return { reason: 'not-on-call', detail: chain.name };
  if (row?.haltedBy === 'acknowledged') {
    return { reason: 'acknowledged-before', detail: chain.name };
  }
  return { reason: 'step-not-due', detail: stepText(chain, { row, position, nowMs }) };
}

function stepText(
  chain: EscalationChain,
  at: { row: EscalationRow | undefined; position: number; nowMs: number },
): string {
  const { row, position, nowMs } = at;
  const text = `${chain.name}, step ${position + 1}`;
  const dueAtMs = row === undefined ? null : nextStepAtMs(chain, { ...row, nextStep: position });
  return dueAtMs === null ? text : `${text} at ${wordingOf('en').moment(dueAtMs, nowMs)}`;
}
