import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chooseChain,
  haltEscalation,
  nextStepAtMs,
  onCallAt,
  peopleOfStep,
  resumeEscalation,
  startEscalation,
  takeDueSteps,
} from '#domain/alerting/escalation.ts';
import type { EscalationChain, EscalationStep, Rota } from '#domain/alerting/notification.ts';
import { centreOf } from '../../../support/estate-builder.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const LAHORE = centreOf(1, 'lhr-001');
const KARACHI = centreOf(2, 'khi-001', { province: 'SD', cityEn: 'Karachi' });

function stepAfter(afterMinutes: number, fields: Partial<EscalationStep> = {}): EscalationStep {
  return { afterMinutes, contactIds: [], rotaIds: [], channelIds: [], ...fields };
}

function chainOf(id: number, fields: Partial<EscalationChain> = {}): EscalationChain {
  return {
    id,
    name: `Chain ${id}`,
    position: id,
    where: {},
    leastSeverity: 'warning',
    via: ['email'],
    steps: [0, 5, 15, 30].map((minutes) => stepAfter(minutes)),
    tellCleared: true,
    ...fields,
  };
}

function rotaOf(fields: Partial<Rota> = {}): Rota {
  return {
    id: 1,
    name: 'Operators',
    contactIds: [10, 11, 12],
    startsAtMs: 0,
    shiftHours: 8,
    overrides: [],
    ...fields,
  };
}

describe('the chain of an item', () => {
  const item = { severity: 'major', centres: [LAHORE] } as const;

  test('is the first by position that fits', () => {
    const chains = [chainOf(1, { position: 9 }), chainOf(2, { position: 3 })];
    expect(chooseChain(chains, item)).toMatchObject({ chain: { id: 2 } });
  });

  test('is one that the item is severe enough for', () => {
    const chains = [chainOf(1, { leastSeverity: 'critical' }), chainOf(2)];
    expect(chooseChain(chains, item)).toMatchObject({ chain: { id: 2 } });
    expect(chooseChain(chains.slice(0, 1), item)).toMatchObject({
      chain: null,
      reason: 'below-severity',
      nearest: { id: 1 },
    });
  });

  test('takes in all its centres, or else most of them', () => {
    const everywhere = { severity: 'major', centres: [LAHORE, LAHORE, KARACHI] } as const;
    const sindh = chainOf(1, { where: { provinces: ['SD'] } });
    const punjab = chainOf(2, { where: { provinces: ['PB'] } });
    expect(chooseChain([sindh, punjab, chainOf(3)], everywhere)).toMatchObject({
      chain: { id: 3 },
    });
    expect(chooseChain([sindh, punjab], everywhere)).toMatchObject({ chain: { id: 2 } });
    expect(chooseChain([sindh], item)).toEqual({ chain: null, reason: 'no-chain' });
  });
});

describe('the steps of 0, 5, 15 and 30 minutes', () => {
  const chain = chainOf(1);

  test('come at their minute and never before', () => {
    const started = startEscalation(0);
    const first = takeDueSteps(chain, started, 0);
    expect(first.steps).toEqual([0]);
    expect(takeDueSteps(chain, first.escalation, 5 * MINUTE_MS - 1).steps).toEqual([]);
    const second = takeDueSteps(chain, first.escalation, 5 * MINUTE_MS);
    expect(second.steps).toEqual([1]);
    expect(takeDueSteps(chain, second.escalation, HOUR_MS).steps).toEqual([2, 3]);
  });

  test('wait while somebody has it in hand, and take up where they were', () => {
    const { escalation } = takeDueSteps(chain, startEscalation(0), 0);
    const halted = haltEscalation(escalation, 3 * MINUTE_MS);
    expect(nextStepAtMs(chain, halted)).toBeNull();
    expect(haltEscalation(halted, 4 * MINUTE_MS)).toBe(halted);
    const resumed = resumeEscalation(halted, 60 * MINUTE_MS);
    expect(nextStepAtMs(chain, resumed)).toBe(62 * MINUTE_MS);
    expect(resumeEscalation(resumed, 90 * MINUTE_MS)).toBe(resumed);
  });

  test('are each taken once, whenever one looks and however often the clock stood', () => {
    const pause = fc.record({ lookMs: fc.nat(10 * MINUTE_MS), standMs: fc.nat(20 * MINUTE_MS) });
    fc.assert(
      fc.property(fc.array(pause, { maxLength: 20 }), (pauses) => {
        let escalation = startEscalation(0);
        let nowMs = 0;
        let stoodMs = 0;
        const takenAt: number[] = [];
        const look = (): void => {
          const due = takeDueSteps(chain, escalation, nowMs);
          escalation = due.escalation;
          for (const step of due.steps) takenAt[step] = nowMs - stoodMs;
        };
        for (const { lookMs, standMs } of pauses) {
          look();
          nowMs += lookMs;
          look();
          escalation = haltEscalation(escalation, nowMs);
          nowMs += standMs;
          stoodMs += standMs;
          look();
          escalation = resumeEscalation(escalation, nowMs);
        }
        nowMs += HOUR_MS;
        look();
        expect(takenAt).toHaveLength(4);
        chain.steps.forEach(({ afterMinutes }, step) => {
          expect(takenAt[step]).toBeGreaterThanOrEqual(afterMinutes * MINUTE_MS);
        });
        look();
        expect(nextStepAtMs(chain, escalation)).toBeNull();
      }),
    );
  });
});

describe('on call', () => {
  test.each([
    [-1, null],
    [0, 10],
    [8 * HOUR_MS - 1, 10],
    [8 * HOUR_MS, 11],
    [16 * HOUR_MS, 12],
    [24 * HOUR_MS, 10],
  ])('at %d is %s', (atMs, contactId) => {
    expect(onCallAt(rotaOf(), atMs)).toBe(contactId);
  });

  test('an override wins, the last listed of several, and ends when it says', () => {
    const rota = rotaOf({
      overrides: [
        { fromMs: 0, untilMs: 4 * HOUR_MS, contactId: 20 },
        { fromMs: HOUR_MS, untilMs: 2 * HOUR_MS, contactId: 21 },
      ],
    });
    const on = [0, HOUR_MS, 2 * HOUR_MS, 4 * HOUR_MS].map((atMs) => onCallAt(rota, atMs));
    expect(on).toEqual([20, 21, 20, 10]);
  });

  test('nobody is, of a rota of nobody', () => {
    expect(onCallAt(rotaOf({ contactIds: [] }), HOUR_MS)).toBeNull();
  });
});

test('a step means its contacts and who is on call, each once; the rest of the rota is not told', () => {
  const step = stepAfter(0, { contactIds: [11], rotaIds: [1, 2, 99] });
  const first = rotaOf();
  const second = rotaOf({ id: 2, contactIds: [12, 13] });
  const rotas = new Map([
    [1, first],
    [2, second],
  ]);
  expect(peopleOfStep(step, rotas, 0)).toEqual([
    { contactId: 11, onCall: true, rota: null },
    { contactId: 10, onCall: true, rota: first },
    { contactId: 12, onCall: true, rota: second },
    { contactId: 13, onCall: false, rota: second },
  ]);
});
