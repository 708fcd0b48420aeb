/**
 * Writes the digests that are due: what was put aside for a recipient becomes one message, which says
 * how things stand now, not how they stood when each of them happened.
 */
import type { QueueItem } from '#domain/alerting/alert.ts';
import { worseSeverity } from '#domain/alerting/severity.ts';
import { wordingOf } from '#domain/alerting/wording.ts';
import type { Language } from '#domain/page-context.ts';
import type { AddressBook } from '../book/address-book.ts';
import type { Composer, DigestLine } from '../composer.ts';
import type { DigestQueue } from './digest-queue.ts';
import { isOver } from '../item-state.ts';
import type { Addressee, DueDigest, Outbox, OutboxRow } from './outbox.ts';

/** Digests written in one turn; the rest comes with the next. */
const DIGESTS_PER_TURN = 50;

export interface DigestWriterParts {
  readonly book: AddressBook;
  readonly outbox: Outbox;
  readonly digests: DigestQueue;
  readonly composer: Composer;
  /** How an item stands now. */
  readonly itemOf: (key: string) => QueueItem | undefined;
}

export class DigestWriter {
  readonly #parts: DigestWriterParts;

  constructor(parts: DigestWriterParts) {
    this.#parts = parts;
  }

  /** Puts every digest that is due into the outbox; answers how many messages went into them. */
  writeDue(nowMs: number): number {
    let messages = 0;
    for (const digest of this.#parts.digests.due(nowMs, DIGESTS_PER_TURN)) {
      messages += this.#write(digest, nowMs);
    }
    return messages;
  }

  #write(digest: DueDigest, nowMs: number): number {
    const { digests, outbox } = this.#parts;
    const rows = digests.held(digest);
    const first = rows[0];
    if (first === undefined) {
      digests.finish(digest, null, nowMs);
      return 0;
    }
    const lines = this.#linesOf(rows, first.language);
    const severity = lines.map((line) => line.severity).reduce(worseSeverity);
    const message = this.#parts.composer.digest(lines, {
      language: first.language,
      cause: digest.aside,
      overflowed: digest.overflowed,
      spanMs: nowMs - digest.beganAtMs,
      withData: first.channelType === 'webhook',
    });
    const { channelId, recipient, aside, beganAtMs } = digest;
    const id = outbox.add({
      ...this.#addresseeOf(first),
      key: `digest|${aside}|${beganAtMs}|${channelId}|${recipient}`,
      event: 'digest',
      item: null,
      severity,
      title: message.subject,
      message,
      createdAtMs: nowMs,
      aside: null,
    });
    digests.finish(digest, id, nowMs);
    return rows.length;
  }

  /** The channel may have another name by now. */
  #addresseeOf(row: OutboxRow): Addressee {
    const { channelId, channelType, recipient, contactId, contactName, language } = row;
    const channelName = this.#parts.book.channel(channelId)?.name ?? row.channelName;
    return { channelId, channelName, channelType, recipient, contactId, contactName, language };
  }

  /** One line for each item, however often it was to be told. */
  #linesOf(rows: readonly OutboxRow[], language: Language): readonly DigestLine[] {
    const latest = new Map<string, OutboxRow>();
    for (const row of rows) latest.set(row.item ?? row.key, row);
    const wording = wordingOf(language);
    return [...latest.values()].map(({ item, event, title, severity }) => {
      const now = item === null ? undefined : this.#parts.itemOf(item);
      if (now === undefined) return { item, event, title, severity, over: event === 'cleared' };
      return { item, event, title: wording.title(now), severity: now.severity, over: isOver(now) };
    });
  }
}
