/** One good request for every route of alerting, with what has to be so before. */
import { DEFAULT_RULES } from '#domain/alerting/default-rules.ts';
import type { WorkAction } from '#domain/alerting/work-action.ts';
import type { Transition } from '../../../server/alerting/transition.ts';
import { centreRecord } from '../estate/support.ts';
import type { ContactDraft, Example } from './route-example.ts';
import type { TestApi } from './support.ts';

/** An hour of the day on which the tests' clock stands. */
const AT_MS = Date.UTC(2026, 10, 23, 6);
const HOUR_MS = 3_600_000;

const { version: _version, ...RULE } = DEFAULT_RULES[0]!;
const NEW_RULE = { ...RULE, id: 'own-rule', nameEn: 'Our own', nameUr: 'ہمارا اپنا' };
const SCHEDULE = {
  disco: 'LESCO',
  feeder: 'LHR-F-1',
  category: null,
  slots: [{ type: 'weekly', weekdays: [], from: '14:00', minutes: 60 }],
  validFromMs: null,
  validUntilMs: null,
  source: 'notice',
};
const WINDOW = {
  title: 'New batteries',
  reason: 'Replacement',
  when: { type: 'once', fromMs: AT_MS + HOUR_MS, untilMs: AT_MS + 2 * HOUR_MS },
  where: { centres: ['lhr-001'] },
  ruleIds: [],
};
const CONTACT: ContactDraft = {
  name: 'Ayesha Khan',
  email: 'ayesha@example.pk',
  phone: null,
  telegramChatId: null,
  language: 'ur',
  userId: null,
};
const ROTA = {
  name: 'Nights',
  contactIds: [1],
  startsAtMs: AT_MS,
  shiftHours: 12,
  overrides: [],
};
const CHAIN = {
  name: 'Everybody',
  position: 1,
  where: {},
  leastSeverity: 'major',
  via: ['email'],
  steps: [{ afterMinutes: 0, contactIds: [1], rotaIds: [], channelIds: [] }],
  tellCleared: true,
} as const;
const CHANNEL = {
  name: 'Hook',
  type: 'webhook',
  enabled: false,
  url: 'http://127.0.0.1:9/hook',
  secret: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  ratePer10Min: 10,
  quietHours: null,
} as const;

const EQUIPMENT_RULE = DEFAULT_RULES.find(({ symptom }) => symptom === null)!;

/** Three alerts, of which the first two were put together as incident 1. */
export function raise(api: TestApi): void {
  const { desk, database } = api;
  api.enter(centreRecord('lhr-002'), centreRecord('lhr-003'));
  const nowMs = api.clock.nowMs();
  const transitions = ['lhr-001', 'lhr-002', 'lhr-003'].map((code): Transition => {
    const centre = api.register.centre(code);
    if (centre === undefined) throw new Error(`Cannot raise an alert: ${code} is not registered`);
    return {
      subject: { kind: 'centre', centre, device: null, signals: new Float64Array() },
      rule: EQUIPMENT_RULE,
      severity: 'major',
      atMs: nowMs,
      breachedAtMs: nowMs,
      facts: { signal: null, value: null, limit: null },
      observed: false,
    };
  });
  desk.take(transitions, nowMs);
  database.transaction(() => {
    desk.save();
  });
  desk.tell(nowMs);
  desk.merge(api.access.add('lead'), ['alert:1', 'alert:2'], 'Put together by hand');
}

function raiseAnd(api: TestApi, action: WorkAction): void {
  raise(api);
  api.desk.work(api.access.add('lead'), ['alert:1', 'incident:1'], action);
}

function employ(api: TestApi): void {
  const lead = api.access.add('lead');
  const { notifications } = api.alerting;
  notifications.putContact(lead, { ...CONTACT, id: null });
  notifications.putRota(lead, { ...ROTA, id: null });
  notifications.putChain(lead, { ...CHAIN, id: null });
  notifications.putChannel(lead, { ...CHANNEL, id: null });
}

function publishTimetable(api: TestApi): void {
  api.alerting.schedules.put(api.access.add('lead'), {
    ...SCHEDULE,
    slots: [{ type: 'weekly', weekdays: [], from: '14:00', minutes: 60 }],
    id: null,
    sample: false,
  });
}

function planWork(api: TestApi): void {
  const nowMs = api.clock.nowMs();
  api.alerting.maintenance.declare(api.access.add('lead'), {
    ...WINDOW,
    when: { type: 'once', fromMs: nowMs + HOUR_MS, untilMs: nowMs + 2 * HOUR_MS },
  });
}

function itemExamples(plural: 'alerts' | 'incidents'): Readonly<Record<string, Example>> {
  const at = `/api/v1/${plural}`;
  const done = (
    verb: string,
    json: unknown,
    given: Example['given'] = raise,
  ): [string, Example] => [
    `post ${at}/{id}/${verb}`,
    { path: `${at}/1/${verb}`, ...(json === undefined ? {} : { request: { json } }), given },
  ];
  return {
    [`get ${at}`]: { path: `${at}?open=true`, given: raise },
    [`get ${at}/{id}`]: { path: `${at}/1`, given: raise },
    [`get ${at}/{id}/timeline`]: { path: `${at}/1/timeline`, given: raise },
    ...Object.fromEntries([
      done('acknowledge', { note: 'On it' }),
      done('unacknowledge', undefined, (api) => {
        raiseAnd(api, { do: 'acknowledge', note: null });
      }),
      done('assign', { contactId: null }),
      done('comment', { text: 'Called the company' }),
      done('shelve', { reason: 'Known', minutes: 30 }),
      done('unshelve', undefined, (api) => {
        raiseAnd(api, { do: 'shelve', reason: 'Known', minutes: 30 });
      }),
      done('close', { note: null }),
    ]),
  };
}

function settingExamples(
  name: string,
  draft: unknown,
  id: number,
): Readonly<Record<string, Example>> {
  const at = `/api/v1/${name}`;
  return {
    [`get ${at}`]: { path: at, given: employ },
    [`post ${at}`]: { path: at, request: { json: draft }, given: employ },
    [`put ${at}/{id}`]: { path: `${at}/${id}`, request: { json: draft }, given: employ },
    [`delete ${at}/{id}`]: { path: `${at}/${id}`, given: employ },
  };
}

export const ALERTING_EXAMPLES: Readonly<Record<string, Example>> = {
  'get /api/v1/queue': { path: '/api/v1/queue', given: raise },
  'get /api/v1/queue/withheld': { path: '/api/v1/queue/withheld', given: raise },
  'post /api/v1/queue/work': {
    path: '/api/v1/queue/work',
    request: { json: { items: ['alert:1'], action: { do: 'acknowledge', note: null } } },
    given: raise,
  },
  ...itemExamples('alerts'),
  ...itemExamples('incidents'),
  'get /api/v1/incidents/{id}/members': { path: '/api/v1/incidents/1/members', given: raise },
  'post /api/v1/incidents/merge': {
    path: '/api/v1/incidents/merge',
    request: { json: { items: ['incident:1', 'alert:3'], title: null } },
    given: raise,
  },
  'post /api/v1/incidents/{id}/split': {
    path: '/api/v1/incidents/1/split',
    request: { json: { centres: ['lhr-001'], title: 'Apart' } },
    given: raise,
  },
  'post /api/v1/incidents/{id}/reparent': {
    path: '/api/v1/incidents/1/reparent',
    request: { json: { parentId: null } },
    given: raise,
  },
  'get /api/v1/alerting/figures': { path: '/api/v1/alerting/figures' },
  'get /api/v1/hand-overs': { path: '/api/v1/hand-overs' },
  'post /api/v1/hand-overs': {
    path: '/api/v1/hand-overs',
    request: { json: { note: 'Quiet night' } },
  },
  'get /api/v1/maintenance': { path: '/api/v1/maintenance', given: planWork },
  'post /api/v1/maintenance': { path: '/api/v1/maintenance', request: { json: WINDOW } },
  'delete /api/v1/maintenance/{id}': { path: '/api/v1/maintenance/1', given: planWork },
  'get /api/v1/rules': { path: '/api/v1/rules' },
  'get /api/v1/rules/signals': { path: '/api/v1/rules/signals' },
  'get /api/v1/rules/{id}': { path: `/api/v1/rules/${RULE.id}` },
  'get /api/v1/rules/{id}/versions': { path: `/api/v1/rules/${RULE.id}/versions` },
  'post /api/v1/rules': { path: '/api/v1/rules', request: { json: { rule: NEW_RULE } } },
  'put /api/v1/rules/{id}': {
    path: `/api/v1/rules/${RULE.id}`,
    request: { json: { rule: { ...RULE, mode: 'observe' }, expectedVersion: 1 } },
  },
  'delete /api/v1/rules/{id}': {
    path: `/api/v1/rules/${NEW_RULE.id}`,
    given: (api) => {
      api.alerting.rules.put(api.access.add('lead'), NEW_RULE, null);
    },
  },
  'post /api/v1/rules/{id}/backtest': {
    path: `/api/v1/rules/${RULE.id}/backtest`,
    request: { json: { rule: null, from: AT_MS - HOUR_MS, to: AT_MS, centres: ['lhr-001'] } },
  },
  'get /api/v1/schedules': { path: '/api/v1/schedules', given: publishTimetable },
  'get /api/v1/schedules/{id}': { path: '/api/v1/schedules/1', given: publishTimetable },
  'get /api/v1/schedules/export': { path: '/api/v1/schedules/export', given: publishTimetable },
  'post /api/v1/schedules': { path: '/api/v1/schedules', request: { json: SCHEDULE } },
  'post /api/v1/schedules/import': {
    path: '/api/v1/schedules/import?dryRun=true&name=notice',
    request: { csv: 'disco,feeder,from,to\nLESCO,LHR-F-1,14:00,15:00\n' },
  },
  'put /api/v1/schedules/{id}': {
    path: '/api/v1/schedules/1',
    request: { json: SCHEDULE },
    given: publishTimetable,
  },
  'delete /api/v1/schedules/{id}': { path: '/api/v1/schedules/1', given: publishTimetable },
  'get /api/v1/centres/{code}/outlook': { path: '/api/v1/centres/lhr-001/outlook' },
  ...settingExamples('contacts', CONTACT, 1),
  ...settingExamples('rotas', ROTA, 1),
  'get /api/v1/rotas/{id}/on-call': { path: '/api/v1/rotas/1/on-call', given: employ },
  ...settingExamples('chains', CHAIN, 1),
  ...settingExamples('channels', CHANNEL, 2),
  'delete /api/v1/contacts/{id}': {
    path: '/api/v1/contacts/1',
    given: (api) => {
      api.alerting.notifications.putContact(api.access.add('lead'), { ...CONTACT, id: null });
    },
  },
  'delete /api/v1/rotas/{id}': { path: '/api/v1/rotas/1', given: employ },
  'post /api/v1/channels/{id}/test': {
    path: '/api/v1/channels/2/test',
    request: { json: { recipient: null } },
    given: employ,
  },
  'get /api/v1/deliveries': { path: '/api/v1/deliveries' },
  'get /api/v1/notifications/trace': {
    path: '/api/v1/notifications/trace?item=alert:1',
    given: raise,
  },
};
