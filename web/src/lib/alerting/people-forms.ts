/** Contacts, rotas, chains and channels as they are edited, and back. Pure. */
import type {
  Channel,
  ChannelType,
  Contact,
  EscalationChain,
  Rota,
} from '#domain/alerting/notification.ts';
import type { Severity } from '#domain/alerting/severity.ts';
import type { Language } from '#domain/page-context.ts';
import { type FormFault, isNumber, type TypedNumber } from './condition-form.ts';
import { HOUR_MS, msOfPktInput, pktInputOf } from './pkt-input.ts';
import { type QuietForm, quietFormOf, quietOf } from './rule-form.ts';
import { newSelector, type SelectorForm, selectorFormOf, selectorOf } from './selector-form.ts';

export type ContactDraft = Omit<Contact, 'id'>;
export type RotaDraft = Omit<Rota, 'id'>;
export type ChainDraft = Omit<EscalationChain, 'id'>;
/** A secret is set by text, removed by null, and left as it is when absent. */
export type ChannelDraft = Omit<Channel, 'id' | 'hasSecret'> & { readonly secret?: string | null };

export interface ContactForm {
  name: string;
  email: string;
  phone: string;
  telegramChatId: string;
  language: Language;
}

export function contactFormOf(contact: Contact | null, language: Language): ContactForm {
  return {
    name: contact?.name ?? '',
    email: contact?.email ?? '',
    phone: contact?.phone ?? '',
    telegramChatId: contact?.telegramChatId ?? '',
    language: contact?.language ?? language,
  };
}

export function contactOf(form: ContactForm, userId: number | null): ContactDraft {
  return {
    name: form.name.trim(),
    email: textOrNull(form.email),
    phone: textOrNull(form.phone),
    telegramChatId: textOrNull(form.telegramChatId),
    language: form.language,
    userId,
  };
}

function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

export interface OverrideForm {
  begins: string;
  ends: string;
  /** As pickers have it; one or none. */
  contact: string[];
}

export interface RotaForm {
  name: string;
  contacts: string[];
  starts: string;
  shiftHours: TypedNumber;
  overrides: OverrideForm[];
}

const SHIFT_HOURS_USUAL = 24;

/** A new rota begins with the hour that runs. */
export function rotaFormOf(rota: Rota | null, nowMs: number): RotaForm {
  return {
    name: rota?.name ?? '',
    contacts: (rota?.contactIds ?? []).map(String),
    starts: pktInputOf(rota?.startsAtMs ?? Math.floor(nowMs / HOUR_MS) * HOUR_MS),
    shiftHours: rota?.shiftHours ?? SHIFT_HOURS_USUAL,
    overrides: (rota?.overrides ?? []).map(({ fromMs, untilMs, contactId }) => ({
      begins: pktInputOf(fromMs),
      ends: pktInputOf(untilMs),
      contact: [String(contactId)],
    })),
  };
}

export function newOverride(nowMs: number): OverrideForm {
  const fromMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  return { begins: pktInputOf(fromMs), ends: pktInputOf(fromMs + 24 * HOUR_MS), contact: [] };
}

export function rotaOf(form: RotaForm): RotaDraft {
  return {
    name: form.name.trim(),
    contactIds: form.contacts.map(Number),
    startsAtMs: msOfPktInput(form.starts) ?? 0,
    shiftHours: form.shiftHours ?? 0,
    overrides: form.overrides.map(({ begins, ends, contact }) => ({
      fromMs: msOfPktInput(begins) ?? 0,
      untilMs: msOfPktInput(ends) ?? 0,
      contactId: Number(contact[0] ?? 0),
    })),
  };
}

export function rotaFaultsOf(form: RotaForm): FormFault[] {
  const paths: string[] = [];
  if (form.name.trim() === '') paths.push('name');
  if (form.contacts.length === 0) paths.push('contactIds');
  if (msOfPktInput(form.starts) === null) paths.push('startsAtMs');
  if (!isNumber(form.shiftHours) || form.shiftHours <= 0) paths.push('shiftHours');
  for (const [place, { begins, ends, contact }] of form.overrides.entries()) {
    const fromMs = msOfPktInput(begins);
    const untilMs = msOfPktInput(ends);
    if (contact.length === 0) paths.push(`overrides.${String(place)}.contactId`);
    if (fromMs === null) paths.push(`overrides.${String(place)}.fromMs`);
    if (untilMs === null || untilMs <= (fromMs ?? 0)) {
      paths.push(`overrides.${String(place)}.untilMs`);
    }
  }
  return paths.map(missing);
}

function missing(path: string): FormFault {
  return { path, code: 'missing' };
}

export interface StepForm {
  afterMinutes: TypedNumber;
  contacts: string[];
  rotas: string[];
  channels: string[];
}

export interface ChainForm {
  name: string;
  where: SelectorForm;
  leastSeverity: Severity;
  via: ChannelType[];
  steps: StepForm[];
  tellCleared: boolean;
  tellBlind: boolean;
}

/** Nobody acknowledged: at once, then after 5, 15 and 30 minutes to ever more people. */
export const STEP_MINUTES = [0, 5, 15, 30] as const;

export function newStep(afterMinutes: number): StepForm {
  return { afterMinutes, contacts: [], rotas: [], channels: [] };
}

/** The usual time after the steps there are. */
export function nextStep(steps: readonly Pick<StepForm, 'afterMinutes'>[]): StepForm {
  const last = Math.max(-1, ...steps.map(({ afterMinutes }) => afterMinutes ?? 0));
  return newStep(STEP_MINUTES.find((minutes) => minutes > last) ?? last + 30);
}

export function chainFormOf(chain: EscalationChain | null): ChainForm {
  if (chain === null) return newChain();
  return {
    name: chain.name,
    where: selectorFormOf(chain.where),
    leastSeverity: chain.leastSeverity,
    via: [...chain.via],
    steps: chain.steps.map(stepFormOf),
    tellCleared: chain.tellCleared,
    tellBlind: chain.tellBlind ?? false,
  };
}

function newChain(): ChainForm {
  return {
    name: '',
    where: newSelector(),
    leastSeverity: 'major',
    via: ['email', 'sms'],
    steps: [newStep(0)],
    tellCleared: true,
    tellBlind: false,
  };
}

function stepFormOf(step: EscalationChain['steps'][number]): StepForm {
  return {
    afterMinutes: step.afterMinutes,
    contacts: step.contactIds.map(String),
    rotas: step.rotaIds.map(String),
    channels: step.channelIds.map(String),
  };
}

export function chainOf(form: ChainForm, position: number): ChainDraft {
  return {
    name: form.name.trim(),
    position,
    where: selectorOf(form.where),
    leastSeverity: form.leastSeverity,
    via: [...form.via],
    steps: form.steps
      .map(({ afterMinutes, contacts, rotas, channels }) => ({
        afterMinutes: afterMinutes ?? 0,
        contactIds: contacts.map(Number),
        rotaIds: rotas.map(Number),
        channelIds: channels.map(Number),
      }))
      .toSorted((one, other) => one.afterMinutes - other.afterMinutes),
    tellCleared: form.tellCleared,
    ...(form.tellBlind ? { tellBlind: true } : {}),
  };
}

export function chainFaultsOf(form: ChainForm): FormFault[] {
  const paths: string[] = [];
  if (form.name.trim() === '') paths.push('name');
  if (form.steps.length === 0) paths.push('steps');
  for (const [place, step] of form.steps.entries()) {
    if (!isNumber(step.afterMinutes) || step.afterMinutes < 0) {
      paths.push(`steps.${String(place)}.afterMinutes`);
    }
    if (step.contacts.length + step.rotas.length + step.channels.length === 0) {
      paths.push(`steps.${String(place)}.contactIds`);
    }
  }
  return paths.map(missing);
}

export interface ChannelForm {
  name: string;
  type: ChannelType;
  enabled: boolean;
  url: string;
  /** Typed anew; '' leaves what is kept. */
  secret: string;
  removeSecret: boolean;
  ratePer10Min: TypedNumber;
  quiet: QuietForm;
  bodyFormat: 'json' | 'form';
}

export function channelFormOf(channel: Channel | null): ChannelForm {
  const typed = { secret: '', removeSecret: false };
  if (channel === null) return { ...NEW_CHANNEL, ...typed, quiet: quietFormOf(null) };
  return {
    ...typed,
    name: channel.name,
    type: channel.type,
    enabled: channel.enabled,
    url: channel.url ?? '',
    ratePer10Min: channel.ratePer10Min,
    quiet: quietFormOf(channel.quietHours),
    bodyFormat: channel.bodyFormat ?? 'json',
  };
}

const NEW_CHANNEL = {
  name: '',
  type: 'email',
  enabled: true,
  url: '',
  ratePer10Min: 10,
  bodyFormat: 'json',
} as const;

export function channelOf(form: ChannelForm): ChannelDraft {
  const secret = form.secret !== '' ? form.secret : form.removeSecret ? null : undefined;
  return {
    name: form.name.trim(),
    type: form.type,
    enabled: form.enabled,
    url: form.type === 'email' ? null : textOrNull(form.url),
    ratePer10Min: form.ratePer10Min ?? 0,
    quietHours: quietOf(form.quiet),
    ...(form.type === 'sms' ? { bodyFormat: form.bodyFormat } : {}),
    ...(secret === undefined ? {} : { secret }),
  };
}

export function channelFaultsOf(form: ChannelForm): FormFault[] {
  const paths: string[] = [];
  if (form.name.trim() === '') paths.push('name');
  const needsUrl = form.type === 'webhook' || form.type === 'sms';
  if (needsUrl && form.url.trim() === '') paths.push('url');
  if (!isNumber(form.ratePer10Min) || form.ratePer10Min < 1) paths.push('ratePer10Min');
  return paths.map(missing);
}

/** Ways by which a contact can be reached at all. */
export function waysTo(contact: Contact): ChannelType[] {
  const ways: [ChannelType, string | null][] = [
    ['email', contact.email],
    ['sms', contact.phone],
    ['telegram', contact.telegramChatId],
  ];
  return ways.flatMap(([type, address]) => (address === null ? [] : [type]));
}
