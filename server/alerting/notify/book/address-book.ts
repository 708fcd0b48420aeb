/**
 * Contacts, rotas, chains and channels: who can be told, in which order, and by which way.
 *
 * What one refers to exists: a part that is in use is not removed, and a part that names what is not
 * there is refused. Shapes are checked before, at the border.
 */
import { onCallAt } from '#domain/alerting/escalation.ts';
import type {
  Channel,
  ChannelType,
  Contact,
  EscalationChain,
  Rota,
} from '#domain/alerting/notification.ts';
import type { CentreSelector } from '#domain/alerting/rule.ts';
import type { Severity } from '#domain/alerting/severity.ts';
import type { Language } from '#domain/page-context.ts';
import type { Database } from '../../../platform/database.ts';
import type { ChannelDraft, Draft } from '../../../ports/notification.ts';
import { InvalidNotificationSettingError, NotificationSettingInUseError } from '../errors.ts';
import { numberOrNull, type Row, textOrNull } from '../row-values.ts';
import { SettingTable, type TableLayout } from './setting-table.ts';
import type { ChannelAccess } from '../ways/adapter.ts';

/** A channel with its secret, which never leaves this folder. */
export type SecretChannel = Omit<Channel, 'hasSecret'> & { readonly secret: string | null };

const CONTACTS: TableLayout<Contact> = {
  table: 'notify_contact',
  columns: ['name', 'email', 'phone', 'telegram_chat_id', 'language', 'user_id'],
  partsMax: 1_000,
  partOf: (row) => ({
    id: Number(row['id']),
    name: String(row['name']),
    email: textOrNull(row['email']),
    phone: textOrNull(row['phone']),
    telegramChatId: textOrNull(row['telegram_chat_id']),
    language: String(row['language']) as Language,
    userId: numberOrNull(row['user_id']),
  }),
  valuesOf: ({ name, email, phone, telegramChatId, language, userId }) => ({
    name,
    email,
    phone,
    telegram_chat_id: telegramChatId,
    language,
    user_id: userId,
  }),
};

const ROTAS: TableLayout<Rota> = {
  table: 'notify_rota',
  columns: ['name', 'contact_ids', 'starts_at_ms', 'shift_hours', 'overrides'],
  partsMax: 200,
  partOf: (row) => ({
    id: Number(row['id']),
    name: String(row['name']),
    contactIds: jsonOf(row, 'contact_ids') as Rota['contactIds'],
    startsAtMs: Number(row['starts_at_ms']),
    shiftHours: Number(row['shift_hours']),
    overrides: jsonOf(row, 'overrides') as Rota['overrides'],
  }),
  valuesOf: ({ name, contactIds, startsAtMs, shiftHours, overrides }) => ({
    name,
    contact_ids: JSON.stringify(contactIds),
    starts_at_ms: startsAtMs,
    shift_hours: shiftHours,
    overrides: JSON.stringify(overrides),
  }),
};

const CHAINS: TableLayout<EscalationChain> = {
  table: 'notify_chain',
  columns: [
    'name',
    'position',
    'selector',
    'least_severity',
    'via',
    'steps',
    'tell_cleared',
    'tell_blind',
  ],
  partsMax: 200,
  partOf: (row) => ({
    id: Number(row['id']),
    name: String(row['name']),
    position: Number(row['position']),
    where: jsonOf(row, 'selector') as CentreSelector,
    leastSeverity: String(row['least_severity']) as Severity,
    via: jsonOf(row, 'via') as readonly ChannelType[],
    steps: jsonOf(row, 'steps') as EscalationChain['steps'],
    tellCleared: row['tell_cleared'] === 1,
    tellBlind: row['tell_blind'] === 1,
  }),
  valuesOf: (chain) => ({
    name: chain.name,
    position: chain.position,
    selector: JSON.stringify(chain.where),
    least_severity: chain.leastSeverity,
    via: JSON.stringify(chain.via),
    steps: JSON.stringify(chain.steps),
    tell_cleared: Number(chain.tellCleared),
    tell_blind: Number(chain.tellBlind ?? false),
  }),
};

const CHANNELS: TableLayout<SecretChannel> = {
  table: 'notify_channel',
  columns: [
    'name',
    'type',
    'enabled',
    'url',
    'secret',
    'rate_per_10_min',
    'quiet_from',
    'quiet_to',
    'body_format',
  ],
  partsMax: 50,
  partOf(row) {
    const from = textOrNull(row['quiet_from']);
    const to = textOrNull(row['quiet_to']);
    const format = textOrNull(row['body_format']);
    return {
      id: Number(row['id']),
      name: String(row['name']),
      type: String(row['type']) as ChannelType,
      enabled: row['enabled'] === 1,
      url: textOrNull(row['url']),
      secret: textOrNull(row['secret']),
      ratePer10Min: Number(row['rate_per_10_min']),
      quietHours: from === null || to === null ? null : { from, to },
      ...(format === null ? {} : { bodyFormat: format as 'json' | 'form' }),
    };
  },
  valuesOf: (channel) => ({
    name: channel.name,
    type: channel.type,
    enabled: Number(channel.enabled),
    url: channel.url,
    secret: channel.secret,
    rate_per_10_min: channel.ratePer10Min,
    quiet_from: channel.quietHours?.from ?? null,
    quiet_to: channel.quietHours?.to ?? null,
    body_format: channel.bodyFormat ?? null,
  }),
};

export class AddressBook {
  readonly #contacts: SettingTable<Contact>;
  readonly #rotas: SettingTable<Rota>;
  readonly #chains: SettingTable<EscalationChain>;
  readonly #channels: SettingTable<SecretChannel>;

  constructor(database: Database) {
    this.#contacts = new SettingTable(database, CONTACTS);
    this.#rotas = new SettingTable(database, ROTAS);
    this.#chains = new SettingTable(database, CHAINS);
    this.#channels = new SettingTable(database, CHANNELS);
  }

  contacts(): readonly Contact[] {
    return this.#contacts.all();
  }

  contact(id: number): Contact | undefined {
    return this.#contacts.get(id);
  }

  putContact(draft: Draft<Contact>): Contact | undefined {
    return this.#contacts.put(draft);
  }

  /** Throws NotificationSettingInUseError. */
  removeContact(id: number): boolean {
    const inRotas = this.rotas().filter(
      ({ contactIds, overrides }) =>
        contactIds.includes(id) || overrides.some(({ contactId }) => contactId === id),
    );
    const inChains = this.#chainsWith(({ contactIds }) => contactIds.includes(id));
    refuseInUse(`contact ${id}`, [...inRotas, ...inChains]);
    return this.#contacts.remove(id);
  }

  rotas(): readonly Rota[] {
    return this.#rotas.all();
  }

  rotasById(): ReadonlyMap<number, Rota> {
    return this.#rotas.byId();
  }

  /** Throws InvalidNotificationSettingError. */
  putRota(draft: Draft<Rota>): Rota | undefined {
    const named = [...draft.contactIds, ...draft.overrides.map(({ contactId }) => contactId)];
    this.#demand(`rota "${draft.name}"`, { contactIds: named });
    for (const { fromMs, untilMs } of draft.overrides) {
      if (fromMs >= untilMs) {
        throw new InvalidNotificationSettingError(
          `Cannot use rota "${draft.name}": an override ends before it begins`,
        );
      }
    }
    return this.#rotas.put(draft);
  }

  removeRota(id: number): boolean {
    refuseInUse(
      `rota ${id}`,
      this.#chainsWith(({ rotaIds }) => rotaIds.includes(id)),
    );
    return this.#rotas.remove(id);
  }

  onCall(rotaId: number, atMs: number): Contact | null | undefined {
    const rota = this.#rotas.get(rotaId);
    if (rota === undefined) return undefined;
    const contactId = onCallAt(rota, atMs);
    return contactId === null ? null : (this.#contacts.get(contactId) ?? null);
  }

  /** In the order in which they are tried. */
  chains(): readonly EscalationChain[] {
    return this.#chains.all().toSorted((a, b) => a.position - b.position || a.id - b.id);
  }

  /** Those that are told when we are blind: the chosen ones, or all where none is chosen. */
  blindChains(): readonly EscalationChain[] {
    const chains = this.chains();
    const chosen = chains.filter(({ tellBlind }) => tellBlind === true);
    return chosen.length > 0 ? chosen : chains;
  }

  chain(id: number): EscalationChain | undefined {
    return this.#chains.get(id);
  }

  /** Throws InvalidNotificationSettingError. */
  putChain(draft: Draft<EscalationChain>): EscalationChain | undefined {
    const what = `chain "${draft.name}"`;
    let previous = -1;
    for (const step of draft.steps) {
      this.#demand(what, step);
      if (step.afterMinutes <= previous) {
        throw new InvalidNotificationSettingError(
          `Cannot use ${what}: its steps come after ${previous} and ${step.afterMinutes} minutes, ` +
            'wanted each later than the one before',
        );
      }
      previous = step.afterMinutes;
    }
    return this.#chains.put(draft);
  }

  removeChain(id: number): boolean {
    return this.#chains.remove(id);
  }

  channels(): readonly SecretChannel[] {
    return this.#channels.all();
  }

  channel(id: number): SecretChannel | undefined {
    return this.#channels.get(id);
  }

  /** Throws InvalidNotificationSettingError. */
  putChannel({ secret, ...draft }: ChannelDraft): SecretChannel | undefined {
    const kept = draft.id === null ? null : (this.#channels.get(draft.id)?.secret ?? null);
    const channel = { ...draft, secret: secret === undefined ? kept : secret };
    const fault = faultOf(channel);
    if (fault !== undefined) {
      throw new InvalidNotificationSettingError(`Cannot use channel "${draft.name}": ${fault}`);
    }
    return this.#channels.put(channel);
  }

  removeChannel(id: number): boolean {
    refuseInUse(
      `channel ${id}`,
      this.#chainsWith(({ channelIds }) => channelIds.includes(id)),
    );
    return this.#channels.remove(id);
  }

  #chainsWith(fits: (step: EscalationChain['steps'][number]) => boolean) {
    return this.chains().filter(({ steps }) => steps.some(fits));
  }

  #demand(
    what: string,
    named: {
      readonly contactIds?: readonly number[];
      readonly rotaIds?: readonly number[];
      readonly channelIds?: readonly number[];
    },
  ): void {
    const missing = [
      ...absent('contact', named.contactIds, this.#contacts),
      ...absent('rota', named.rotaIds, this.#rotas),
      ...absent('channel', named.channelIds, this.#channels),
    ];
    if (missing.length === 0) return;
    throw new InvalidNotificationSettingError(
      `Cannot use ${what}: there is no ${missing.join(', ')}`,
    );
  }
}

/** A channel as people may see it. */
export function channelView({ secret, ...channel }: SecretChannel): Channel {
  return { ...channel, hasSecret: secret !== null };
}

export function accessOf(channel: SecretChannel): ChannelAccess {
  const { type, url, secret, bodyFormat = 'json' } = channel;
  return { type, url, secret, bodyFormat };
}

/** Written by this file alone, so whoever asks knows what it is. */
function jsonOf(row: Row, column: string): unknown {
  return JSON.parse(String(row[column]));
}

function absent(
  word: string,
  ids: readonly number[] = [],
  table: { readonly get: (id: number) => unknown },
): readonly string[] {
  return ids.filter((id) => table.get(id) === undefined).map((id) => `${word} ${id}`);
}

function refuseInUse(what: string, users: readonly { readonly name: string }[]): void {
  if (users.length === 0) return;
  const names = users.map(({ name }) => `"${name}"`);
  throw new NotificationSettingInUseError(what, names);
}

function faultOf({ type, url, secret }: Pick<SecretChannel, 'type' | 'url' | 'secret'>) {
  const needsUrl = type === 'webhook' || type === 'sms';
  const needsSecret = type === 'webhook' || type === 'telegram';
  if (needsUrl && url === null) return `it has no address, wanted one for ${type}`;
  if (needsSecret && secret === null) return `it has no secret, wanted one for ${type}`;
  if (url === null) return undefined;
  const { username, password } = new URL(url);
  const hasCredentials = username !== '' || password !== '';
  return hasCredentials ? 'its address holds credentials, wanted them as the secret' : undefined;
}
