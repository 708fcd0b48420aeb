import { describe, expect, test } from 'vitest';
import type { IncidentView } from '#domain/alerting/alert.ts';
import { newsOf } from '../../../../server/alerting/work/item-news.ts';
import { incidentView } from '../../../support/queue-item-builder.ts';

function feeder(fields: Partial<IncidentView> = {}): IncidentView {
  return incidentView(1, {
    severity: 'warning',
    cause: { kind: 'feeder', key: 'F1', symptom: 'mains' },
    ...fields,
  });
}

describe('a feeder that hurts nobody', () => {
  test('is told to nobody when it begins, nor when it ends', () => {
    expect(newsOf(undefined, feeder(), false)).toEqual([]);
    expect(newsOf(feeder(), feeder({ closedAtMs: 5 }), false)).toEqual([]);
  });

  test('is raised when one of its centres needs a hand, and its end is told then', () => {
    const raised = [{ event: 'raised', withheld: null }];
    expect(newsOf(feeder(), feeder({ severity: 'minor' }), false)).toEqual(raised);
    expect(newsOf(undefined, feeder({ severity: 'major' }), false)).toEqual(raised);
    const ended = feeder({ severity: 'minor', closedAtMs: 5 });
    expect(newsOf(feeder({ severity: 'minor' }), ended, false)).toEqual([
      { event: 'cleared', withheld: null },
    ]);
  });

  test('asks nobody any more once that centre is well', () => {
    expect(newsOf(feeder({ severity: 'minor' }), feeder(), false)).toEqual([]);
  });
});
