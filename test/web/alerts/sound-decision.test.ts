/** Promises of the console's sound: the worst first, again until acknowledged, muted when asked. */
import { expect, test } from 'vitest';
import type { QueueItem } from '#domain/alerting/alert.ts';
import {
  MUTE_ABSOLUTE_MS,
  NOTHING_TOLD,
  readMute,
  RESOUND_PERIOD_MS,
  soundDecisionOf,
  TONE_GAP_MS,
  type Mute,
  type SoundMemory,
  type Tone,
} from '../../../web/src/lib/alerts/sound-decision.ts';
import { ACKNOWLEDGED, alertOf, incidentOf, NOW_MS, queueOf, SHELVED } from './items.ts';

/** A console over time: what it would sound at each look. */
class Ear {
  memory: SoundMemory = NOTHING_TOLD;
  mute: Mute | null = null;
  blind = false;

  hears(afterMs: number, ...items: readonly QueueItem[]): Tone | null {
    const { tone, memory } = soundDecisionOf(queueOf(...items), {
      nowMs: NOW_MS + afterMs,
      mute: this.mute,
      blind: this.blind,
      memory: this.memory,
    });
    this.memory = memory;
    return tone;
  }
}

const CRITICAL = alertOf(1, { severity: 'critical' });
const MAJOR = alertOf(2, { severity: 'major' });
const MINOR = alertOf(3, { severity: 'minor' });
const WARNING = alertOf(4, { severity: 'warning' });

test('several at once are one tone, that of the worst', () => {
  const ear = new Ear();
  expect(ear.hears(0, MINOR, CRITICAL, MAJOR)).toBe('critical');
  expect(ear.hears(250, MINOR, CRITICAL, MAJOR)).toBe(null);
});

test('warnings, and what is put aside or acknowledged, are silent', () => {
  const ear = new Ear();
  expect(
    ear.hears(
      0,
      WARNING,
      alertOf(5, { severity: 'critical', acknowledged: ACKNOWLEDGED }),
      alertOf(6, { severity: 'critical', shelved: SHELVED }),
      alertOf(7, { severity: 'critical', cleared: true }),
      incidentOf(8, { parentId: 9 }),
    ),
  ).toBe(null);
});

test('it sounds again each minute until somebody acknowledges', () => {
  const ear = new Ear();
  expect(ear.hears(0, MAJOR)).toBe('major');
  expect(ear.hears(RESOUND_PERIOD_MS - 1, MAJOR)).toBe(null);
  expect(ear.hears(RESOUND_PERIOD_MS, MAJOR)).toBe('major');
  expect(ear.hears(2 * RESOUND_PERIOD_MS, { ...MAJOR, acknowledged: ACKNOWLEDGED })).toBe(null);
});

test('something new, or something worse than it was, sounds at once', () => {
  const ear = new Ear();
  ear.hears(0, MAJOR);
  expect(ear.hears(10_000, MAJOR, MINOR), 'the new one, not the worst').toBe('minor');
  expect(ear.hears(20_000, { ...MAJOR, severity: 'critical' }, MINOR)).toBe('critical');
  expect(ear.hears(30_000, MAJOR, MINOR), 'better is no news').toBe(null);
});

test('what comes right after a tone is heard after it, not lost', () => {
  const ear = new Ear();
  ear.hears(0, MINOR);
  expect(ear.hears(TONE_GAP_MS - 1, MINOR, CRITICAL)).toBe(null);
  expect(ear.hears(TONE_GAP_MS, MINOR, CRITICAL)).toBe('critical');
});

test('a mute is silent until its end, and then everything that waits is heard again', () => {
  const ear = new Ear();
  ear.mute = { sinceMs: NOW_MS, untilMs: NOW_MS + 15 * 60_000 };
  expect(ear.hears(0, CRITICAL)).toBe(null);
  expect(ear.hears(14 * 60_000, CRITICAL, MAJOR)).toBe(null);
  expect(ear.hears(15 * 60_000, CRITICAL, MAJOR)).toBe('critical');
});

test('a mute without end lets a new critical item through after an hour, and nothing else', () => {
  const ear = new Ear();
  ear.mute = { sinceMs: NOW_MS, untilMs: null };
  expect(ear.hears(0, CRITICAL)).toBe(null);
  expect(ear.hears(MUTE_ABSOLUTE_MS, CRITICAL, MAJOR), 'the old one stays muted').toBe(null);
  const another = alertOf(9, { severity: 'critical' });
  expect(ear.hears(MUTE_ABSOLUTE_MS + 1, CRITICAL, MAJOR, another)).toBe('critical');
  expect(ear.hears(MUTE_ABSOLUTE_MS + 2 * RESOUND_PERIOD_MS, CRITICAL, another)).toBe(null);
});

test('that we do not see is heard once, and again only when we have seen in between', () => {
  const ear = new Ear();
  ear.blind = true;
  expect(ear.hears(0)).toBe('critical');
  expect(ear.hears(RESOUND_PERIOD_MS)).toBe(null);
  expect(ear.hears(2 * RESOUND_PERIOD_MS, MINOR), 'what waits is heard as ever').toBe('minor');
  ear.blind = false;
  expect(ear.hears(2 * RESOUND_PERIOD_MS + 5_000, MINOR)).toBe(null);
  ear.blind = true;
  expect(ear.hears(2 * RESOUND_PERIOD_MS + 10_000, MINOR)).toBe('critical');
});

test('a mute is remembered as it was, and nonsense is no mute', () => {
  const mute = { sinceMs: 1, untilMs: null };
  expect(readMute(JSON.stringify(mute))).toEqual(mute);
  expect(readMute(JSON.stringify({ sinceMs: 1, untilMs: 2 }))).toEqual({ sinceMs: 1, untilMs: 2 });
  for (const text of [null, '', 'x', '{}', '[]', 'null', '{"sinceMs":"1"}', '{"sinceMs":1}']) {
    expect(readMute(text), String(text)).toBe(null);
  }
});
