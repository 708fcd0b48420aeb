import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DEFAULT_RULES } from '#domain/alerting/default-rules.ts';
import type { AlertRule } from '#domain/alerting/rule.ts';
import { SIGNALS } from '#domain/alerting/signal.ts';
import type { Viewer } from '#domain/viewer.ts';
import { ruleMigrations } from '../../../../server/alerting/rules/migrations.ts';
import { RuleStore } from '../../../../server/alerting/rules/rule-store.ts';
import { createErrorHandler } from '../../../../server/http/error-handler.ts';
import { mountRoutes } from '../../../../server/http/mount-route.ts';
import { openApiDocumentOf } from '../../../../server/http/openapi.ts';
import { ruleRoutes } from '../../../../server/http/routes/rules.ts';
import type { BacktestAnswer, BacktestRequest } from '../../../../server/ports/alerting.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { SilentLog } from '../../../support/silent-log.ts';
import { TestAccess } from '../../../support/test-access.ts';
import { ruleOf } from '../../alerting/rules/support.ts';
import { openTestDatabase } from '../../alerting/signals/support.ts';

interface Reply {
  readonly status: number;
  readonly json: unknown;
  /** Of a refusal. */
  readonly code: string | undefined;
}

const ANSWER: BacktestAnswer = {
  alerts: [
    { centre: 'lhr-001', device: 'l1', severity: 'minor', raisedAtMs: 2_000, clearedAtMs: null },
  ],
  truncated: false,
  perCentreDay: 0.2,
  centresJudged: 1,
  stepSeconds: 60,
  hoursUnknown: 1.5,
  signalsMissing: [],
};

/** The rules' routes on a free port; every success is held against what its route promises. */
class RulesApi {
  readonly clock = new FakeClock();
  readonly access = new TestAccess(this.clock);
  readonly lead = this.access.add('lead');
  readonly tried: BacktestRequest[] = [];
  readonly store = new RuleStore({
    clock: this.clock,
    log: new SilentLog(),
    database: openTestDatabase(ruleMigrations),
    backtest: async (request) => {
      this.tried.push(request);
      return ANSWER;
    },
  });
  readonly routes = ruleRoutes({ rules: this.store });
  readonly #app = express();
  readonly #server = createServer(this.#app);

  async start(): Promise<this> {
    const options = { access: this.access, publicUrl: undefined, openMetrics: undefined };
    mountRoutes(this.#app, this.routes, options);
    this.#app.use(createErrorHandler({ log: new SilentLog(), count: () => undefined }));
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      this.#server.closeAllConnections();
      this.#server.close();
    });
    return this;
  }

  async call(method: string, path: string, json?: unknown, as: Viewer = this.lead): Promise<Reply> {
    const { port } = this.#server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method,
      headers: {
        cookie: `nigehban_session=${this.access.openSession(as)}`,
        'content-type': 'application/json',
      },
      body: json === undefined ? null : JSON.stringify(json),
    });
    const text = await response.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    if (response.status < 400) this.#hold(response.status, body, { method, path });
    const { error } = (body ?? {}) as { error?: { code: string } };
    return { status: response.status, json: body, code: error?.code };
  }

  #hold(
    status: number,
    body: unknown,
    { method, path }: { readonly method: string; readonly path: string },
  ): void {
    const route = this.routes.find((each) => {
      const pattern = new RegExp(`^${each.path.replace(/\{\w+\}/g, '[^/]+')}$`);
      return each.method === method.toLowerCase() && pattern.test(`/api/v1${path}`);
    });
    expect(status, 'status of a success').toBe(route?.answer.status);
    route?.answer.schema?.parse(body);
  }
}

function startApi(): Promise<RulesApi> {
  return new RulesApi().start();
}

describe('rules over HTTP', () => {
  test('are listed as they are in force, and one by one', async () => {
    const api = await startApi();
    const viewer = api.access.add('viewer');
    expect((await api.call('GET', '/rules', undefined, viewer)).json).toEqual({
      items: DEFAULT_RULES,
    });
    expect((await api.call('GET', '/rules/power')).json).toEqual(DEFAULT_RULES[0]);
    expect(await api.call('GET', '/rules/nothing')).toMatchObject({ status: 404 });
  });

  test('come with the catalogue of what they can look at', async () => {
    const api = await startApi();
    expect((await api.call('GET', '/rules/signals')).json).toEqual(SIGNALS);
  });

  test('are added, changed against their version, and removed', async () => {
    const api = await startApi();
    const { version: _version, ...draft } = ruleOf();
    expect(await api.call('POST', '/rules', { rule: draft })).toEqual({
      status: 201,
      json: ruleOf(),
      code: undefined,
    });
    expect(await api.call('POST', '/rules', { rule: draft })).toMatchObject({
      status: 409,
      code: 'rule_conflict',
    });
    const changed: AlertRule = { ...ruleOf(), mode: 'observe' };
    const put = { rule: changed, expectedVersion: 1 };
    expect((await api.call('PUT', '/rules/loss', put)).json).toEqual({ ...changed, version: 2 });
    expect(await api.call('PUT', '/rules/loss', put)).toMatchObject({ status: 409 });
    const versions = await api.call('GET', '/rules/loss/versions');
    expect(versions.json).toEqual({
      items: [{ rule: ruleOf(), by: api.lead.name, atMs: api.clock.nowMs() }],
    });
    expect(await api.call('DELETE', '/rules/loss')).toMatchObject({ status: 204 });
    expect(await api.call('DELETE', '/rules/loss')).toMatchObject({ status: 404 });
    expect((await api.call('GET', '/rules/loss/versions')).status, 'what it was').toBe(200);
  });

  test('go back to their default, as often as one likes', async () => {
    const api = await startApi();
    const [power] = DEFAULT_RULES;
    const rule = { ...power, mode: 'off' };
    await api.call('PUT', '/rules/power', { rule, expectedVersion: 1 });
    expect(await api.call('DELETE', '/rules/power')).toMatchObject({ status: 204 });
    expect(await api.call('DELETE', '/rules/power')).toMatchObject({ status: 204 });
    expect((await api.call('GET', '/rules/power')).json).toEqual({ ...power, version: 3 });
    expect((await api.call('GET', '/rules/power/versions')).json).toMatchObject({
      items: [{ rule: { version: 2, mode: 'off' } }, { by: 'default', rule: { version: 1 } }],
    });
  });

  test('that make no sense are refused with all their faults', async () => {
    const api = await startApi();
    const bad = ruleOf({ id: 'Loss', inhibitedBy: ['nothing'] });
    const reply = await api.call('POST', '/rules', { rule: bad });
    expect(reply).toMatchObject({
      status: 422,
      code: 'invalid_rule',
      json: {
        error: {
          details: [
            { path: 'id', code: 'id' },
            { path: 'inhibitedBy.0', code: 'unknown_rule' },
          ],
        },
      },
    });
  });

  test.each<[string, unknown]>([
    ['without levels', { ...ruleOf(), levels: undefined }],
    ['of an unknown type', { ...ruleOf(), subject: 'door' }],
    [
      'with conditions in each other without end',
      {
        ...ruleOf(),
        levels: [{ ...ruleOf().levels[0], when: nested(2_000) }],
      },
    ],
  ])('%s are not read', async (_what, rule) => {
    const api = await startApi();
    expect(await api.call('POST', '/rules', { rule })).toMatchObject({
      status: 400,
      code: 'invalid_request',
    });
  });

  test('keep their id', async () => {
    const api = await startApi();
    const put = { rule: ruleOf({ id: 'other' }), expectedVersion: 1 };
    expect(await api.call('PUT', '/rules/power', put)).toMatchObject({ status: 400 });
    expect(await api.call('PUT', '/rules/nothing', put)).toMatchObject({ status: 404 });
  });

  test('are changed by those who lead the nation alone', async () => {
    const api = await startApi();
    const punjab: Viewer['scope'] = { type: 'province', province: 'PB' };
    for (const viewer of [api.access.add('operator'), api.access.add('lead', { scope: punjab })]) {
      const change = { rule: ruleOf() };
      expect(await api.call('POST', '/rules', change, viewer)).toMatchObject({ status: 403 });
      expect(await api.call('DELETE', '/rules/power', undefined, viewer)).toMatchObject({
        status: 403,
      });
    }
  });
});

describe('a backtest over HTTP', () => {
  const window = { from: 1_000, to: 9_000, centres: ['lhr-001'] };

  test('tries the draft that is sent, whether or not there is such a rule', async () => {
    const api = await startApi();
    const draft = { rule: ruleOf(), ...window };
    expect((await api.call('POST', '/rules/loss/backtest', draft)).json).toEqual(ANSWER);
    expect(api.tried).toMatchObject([
      { rule: { id: 'loss' }, fromMs: 1_000, toMs: 9_000, centres: ['lhr-001'] },
    ]);
  });

  test('tries the rule in force where no draft is sent', async () => {
    const api = await startApi();
    await api.call('POST', '/rules/bypass/backtest', { rule: null, ...window });
    expect(api.tried).toMatchObject([{ rule: { id: 'bypass' } }]);
    expect(
      await api.call('POST', '/rules/nothing/backtest', { rule: null, ...window }),
    ).toMatchObject({ status: 404 });
  });

  test('refuses a draft that makes no sense', async () => {
    const api = await startApi();
    const draft = { rule: ruleOf({ levels: [] }), ...window };
    expect(await api.call('POST', '/rules/loss/backtest', draft)).toMatchObject({
      status: 422,
      code: 'invalid_rule',
    });
  });
});

test('the document describes rules, conditions within conditions included', () => {
  const routes = new RulesApi().routes;
  const document = openApiDocumentOf(routes, { title: 'Rules', version: '1' });
  expect(Object.keys(document.paths ?? {})).toHaveLength(5);
  expect(document.components?.schemas).toHaveProperty('AlertRule');
  expect(document.components?.schemas).toHaveProperty('AlertCondition');
});

function nested(depth: number): unknown {
  let condition: unknown = ruleOf().levels[0]?.when;
  for (let n = 0; n < depth; n += 1) condition = { type: 'all', of: [condition] };
  return condition;
}
