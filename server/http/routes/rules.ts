/** Alert rules: what is in force, its earlier versions, changing it, and trying it on the past. */
import { z } from 'zod';
import { SIGNALS } from '#domain/alerting/signal.ts';
import type { AlertRule } from '#domain/alerting/rule.ts';
import type { RuleBook } from '../../ports/alerting.ts';
import { InvalidRequestError, NotFoundError } from '../errors.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';
import {
  backtestRequestSchema,
  backtestSchema,
  ruleDraftSchema,
  ruleIdSchema,
  ruleSchema,
  ruleVersionSchema,
  signalsSchema,
} from '../schemas/rules.ts';

export interface RuleParts {
  readonly rules: RuleBook;
}

const TAG = 'Alert rules';
const idParams = z.strictObject({ id: ruleIdSchema });

export function ruleRoutes(parts: RuleParts): readonly AnyRoute[] {
  return [...readRoutes(parts), ...changeRoutes(parts), backtestRoute(parts)];
}

function readRoutes({ rules }: RuleParts): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: `${API}/rules`,
      tag: TAG,
      summary: 'Every rule in force',
      access: 'alerts.read',
      answer: {
        status: 200,
        description: 'Defaults first, in their order.',
        schema: z.strictObject({ items: z.array(ruleSchema) }),
      },
      handle: () => ({ json: { items: rules.rules() } }),
    }),
    // Before the rules themselves: "signals" would else be read as an id.
    defineRoute({
      method: 'get',
      path: `${API}/rules/signals`,
      tag: TAG,
      summary: 'What rules can look at, by subject',
      access: 'alerts.read',
      answer: { status: 200, description: 'In fixed order.', schema: signalsSchema },
      handle: () => ({ json: SIGNALS }),
    }),
    defineRoute({
      method: 'get',
      path: `${API}/rules/{id}`,
      tag: TAG,
      summary: 'One rule in force',
      access: 'alerts.read',
      params: idParams,
      answer: { status: 200, description: 'As it is in force.', schema: ruleSchema },
      failures: { 404: 'There is none.' },
      handle: ({ params: { id } }) => ({ json: demandRule(rules, id) }),
    }),
    defineRoute({
      method: 'get',
      path: `${API}/rules/{id}/versions`,
      tag: TAG,
      summary: 'Earlier versions of a rule',
      access: 'alerts.read',
      params: idParams,
      answer: {
        status: 200,
        description: 'Newest first; also of a rule that is gone.',
        schema: z.strictObject({ items: z.array(ruleVersionSchema) }),
      },
      failures: { 404: 'There is none, and never was.' },
      handle({ params: { id } }) {
        const items = rules.versions(id);
        if (items.length === 0) demandRule(rules, id);
        return { json: { items } };
      },
    }),
  ];
}

function changeRoutes({ rules }: RuleParts): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: `${API}/rules`,
      tag: TAG,
      summary: 'Add a rule; it is in force at once',
      access: 'rules.change',
      body: { schema: z.strictObject({ rule: ruleDraftSchema }) },
      answer: { status: 201, description: 'As it is in force.', schema: ruleSchema },
      failures: { 409: 'There is one of that id.', 422: 'It makes no sense; all faults are told.' },
      handle: ({ viewer, body }) => ({ status: 201, json: rules.put(viewer, body.rule, null) }),
    }),
    defineRoute({
      method: 'put',
      path: `${API}/rules/{id}`,
      tag: TAG,
      summary: 'Change a rule; it is in force at once',
      access: 'rules.change',
      params: idParams,
      body: { schema: z.strictObject({ rule: ruleDraftSchema, expectedVersion: z.int() }) },
      answer: { status: 200, description: 'As it is in force.', schema: ruleSchema },
      failures: {
        404: 'There is none.',
        409: 'Somebody else has changed it meanwhile.',
        422: 'It makes no sense; all faults are told.',
      },
      handle({ viewer, params: { id }, body }) {
        demandRule(rules, id);
        demandSameId(id, body.rule.id);
        return { json: rules.put(viewer, body.rule, body.expectedVersion) };
      },
    }),
    defineRoute({
      method: 'delete',
      path: `${API}/rules/{id}`,
      tag: TAG,
      summary: 'Take changes of a default back, or remove a rule',
      access: 'rules.change',
      params: idParams,
      answer: { status: 204, description: 'The default is in force, or the rule is gone.' },
      failures: { 404: 'There is none.', 409: 'Other rules name it as parent.' },
      handle({ viewer, params: { id } }) {
        demandRule(rules, id);
        rules.remove(viewer, id); // false for a default that is as it was shipped
        return {};
      },
    }),
  ];
}

function backtestRoute({ rules }: RuleParts): AnyRoute {
  return defineRoute({
    method: 'post',
    path: `${API}/rules/{id}/backtest`,
    tag: TAG,
    summary: 'Which alerts a rule would have raised on stored data',
    access: 'rules.change',
    params: idParams,
    body: { schema: backtestRequestSchema },
    answer: { status: 200, description: 'What it would have raised.', schema: backtestSchema },
    failures: {
      404: 'No draft was sent, and there is no rule of that id.',
      422: 'It makes no sense, or covers too much.',
      503: 'Others are running, or the store is away; ask again.',
    },
    async handle({ params: { id }, body: { rule, from, to, centres } }) {
      const draft = rule ?? demandRule(rules, id);
      const request = { rule: draft, fromMs: from, toMs: to, centres };
      return { json: await rules.backtest(request) };
    },
  });
}

function demandRule(rules: RuleBook, id: string): AlertRule {
  const rule = rules.rule(id);
  if (rule === undefined) throw new NotFoundError(`rule:${id}`);
  return rule;
}

function demandSameId(id: string, inBody: string): void {
  if (id === inBody) return;
  throw new InvalidRequestError([
    { path: 'body.rule.id', message: `must be "${id}", as in the path` },
  ]);
}
