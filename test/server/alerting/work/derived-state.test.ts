import { describe, expect, test } from 'vitest';
import type { IncidentView } from '#domain/alerting/alert.ts';
import type { CentreState } from '#domain/nation.ts';
import { DerivedState } from '../../../../server/alerting/work/derived-state.ts';
import { centreOf } from '../../../support/estate-builder.ts';
import { DeskRig, MINUTE_MS, newRig, OPERATOR, TICK_MS } from './support.ts';

type Incident = Pick<IncidentView, 'people'>;

interface Message {
  readonly topic: string;
  readonly payload: string;
}

const OK: CentreState = {
  health: 'ok',
  power: 'mains',
  internet: 'up',
  presumed: false,
  offline: false,
  incomplete: false,
  seated: 40,
  minutesLeft: null,
  sinceSeconds: 0,
};
const UNKNOWN: CentreState = { ...OK, health: 'unknown', power: 'unknown', internet: 'unknown' };

class StateRig {
  readonly desk: DeskRig;
  readonly states = new Map<number, CentreState>();
  readonly messages: Message[] = [];
  readonly derived: DerivedState;

  constructor(desk: DeskRig, state: CentreState) {
    this.desk = desk;
    for (const { id } of desk.estate.centres()) this.states.set(id, state);
    this.derived = new DerivedState({
      publish: (topic, payload, { retain }) => {
        expect(retain).toBe(true);
        this.messages.push({ topic, payload });
      },
      root: 'erozgar/v1',
      estate: desk.estate,
      stateOf: (centreId) => this.states.get(centreId),
      desk: desk.desk,
      nowMs: desk.clock.nowMs(),
    });
  }

  set(centreId: number, fields: Partial<CentreState>): void {
    this.states.set(centreId, { ...(this.states.get(centreId) ?? OK), ...fields });
    this.derived.noteCentres([centreId]);
  }

  run(byMs = TICK_MS): void {
    for (let passedMs = 0; passedMs < byMs; passedMs += TICK_MS) {
      this.desk.run();
      this.derived.turn(this.desk.clock.nowMs());
    }
  }

  /** Topics since the last call, below the root. */
  topics(): string[] {
    return this.messages
      .splice(0)
      .map(
        ({ topic, payload }) => `${topic.slice('erozgar/v1/'.length)}${payload ? '' : ' empty'}`,
      );
  }
}

describe('the state of a centre', () => {
  test('is published when it changes, and not when only seats do', () => {
    const rig = new StateRig(newRig(), OK);
    rig.run(1_000);
    expect(rig.topics()).toEqual(['SD/khi-001/state', 'PB/lhr-001/state', 'PB/lhr-002/state']);
    rig.set(2, { seated: 41 });
    rig.run();
    expect(rig.topics()).toEqual([]);
    rig.set(2, { health: 'degraded', internet: 'backup', seated: 42 });
    rig.run();
    expect(JSON.parse(rig.messages[0]?.payload ?? '')).toEqual({
      at: rig.desk.clock.nowMs(),
      ...OK,
      health: 'degraded',
      internet: 'backup',
      seated: 42,
    });
  });

  test('is not said to be unknown in the first two minutes, when nobody has been heard yet', () => {
    const rig = new StateRig(newRig(), UNKNOWN);
    rig.set(2, { health: 'ok' });
    rig.run(119_000);
    expect(rig.topics()).toEqual(['PB/lhr-001/state']);
    rig.run(2_000);
    expect(rig.topics()).toEqual(['SD/khi-001/state', 'PB/lhr-002/state']);
    rig.set(2, { health: 'unknown' });
    rig.run();
    expect(rig.topics()).toEqual(['PB/lhr-001/state']);
  });

  test('goes when the centre does, and moves with its province', () => {
    const rig = new StateRig(newRig(), OK);
    rig.run(1_000);
    rig.topics();
    rig.states.delete(3);
    const moved = { province: 'IS' } as const;
    rig.desk.estate.set([rig.desk.centre('khi-001'), centreOf(2, 'lhr-001', moved)]);
    rig.derived.noteCentres([2, 3]);
    rig.run();
    expect(rig.topics()).toEqual([
      'PB/lhr-001/state empty',
      'IS/lhr-001/state',
      'PB/lhr-002/state empty',
    ]);
  });

  test('of ten thousand centres at once goes out at 200 a second, the latest of each', () => {
    const centres = Array.from({ length: 1_000 }, (_each, n) => centreOf(n + 1, `c-${n}`));
    const rig = new StateRig(new DeskRig(centres), OK);
    rig.run(10_000);
    expect(rig.topics().length).toBe(1_000);
    for (const { id } of centres) rig.set(id, { health: 'down' });
    for (const { id } of centres.slice(0, 500)) rig.set(id, { health: 'ok' });
    const perSecond: number[] = [];
    for (let second = 0; second < 5; second += 1) {
      rig.run(1_000);
      perSecond.push(rig.topics().length);
    }
    expect(Math.max(...perSecond)).toBeLessThanOrEqual(250);
    expect(perSecond.reduce((sum, each) => sum + each, 0)).toBe(500);
    expect(rig.derived.waiting).toBe(0);
  });
});

describe('an incident', () => {
  test('is published while it is open, at most every five seconds, and emptied at its end', () => {
    const rig = new StateRig(newRig(), OK);
    rig.run(1_000);
    rig.topics();
    rig.desk.incidents.open({ id: 3, people: 10 }, [rig.desk.centre('lhr-001')]);
    rig.run(500);
    expect(rig.topics()).toEqual(['incidents/3']);
    for (let people = 11; people < 20; people += 1) {
      rig.desk.incidents.change(3, { people });
      rig.run(500);
    }
    rig.run(2_000);
    const people = rig.messages.map(({ payload }) => (JSON.parse(payload) as Incident).people);
    expect(people.length).toBe(1);
    expect(people[0]).toBeGreaterThan(18);
    rig.topics();
    rig.desk.desk.work(OPERATOR, ['incident:3'], { do: 'close', note: null });
    rig.run(500);
    expect(rig.topics()).toEqual(['incidents/3 empty']);
  });

  test('that closed while the server was down is emptied after the start', () => {
    const rig = newRig();
    rig.incidents.open({ id: 3 }, [rig.centre('lhr-001')]);
    rig.incidents.open({ id: 4 }, [rig.centre('lhr-002')]);
    rig.run();
    rig.incidents.change(3, { closedAtMs: rig.clock.nowMs() });
    rig.restart(MINUTE_MS);
    const derived = new StateRig(rig, OK);
    derived.run(1_000);
    expect(derived.topics().filter((topic) => topic.startsWith('incidents'))).toEqual([
      'incidents/3 empty',
      'incidents/4',
    ]);
  });
});
