import { describe, expect, test } from 'vitest';
import { excessOf, toneOf, TrailingShare } from '#lib/map/group-tone.ts';

describe('a group of centres', () => {
  test.each([
    { centres: 1, bad: 1, share: 0.045, tone: 'calm', why: 'one fault of one centre is chance' },
    { centres: 3, bad: 3, share: 0.045, tone: 'amber', why: 'three of three are few but many' },
    { centres: 10, bad: 2, share: 0.045, tone: 'calm', why: 'two are never enough' },
    { centres: 25, bad: 6, share: 0.045, tone: 'red', why: 'six where one was expected' },
    { centres: 168, bad: 8, share: 0.045, tone: 'calm', why: 'as many as chance gives' },
    { centres: 168, bad: 86, share: 0.045, tone: 'red', why: 'half of a district' },
    { centres: 600, bad: 30, share: 0.045, tone: 'calm', why: 'a large city has many faults' },
    { centres: 600, bad: 43, share: 0.045, tone: 'amber', why: 'yet not so many' },
  ])('$bad of $centres is $tone: $why', ({ centres, bad, share, tone }) => {
    expect(toneOf({ centres, bad, unknown: 0 }, share)).toBe(tone);
  });

  test('is unknown, not calm, when most of it is unknown', () => {
    expect(toneOf({ centres: 10, bad: 1, unknown: 6 }, 0.02)).toBe('unknown');
    expect(toneOf({ centres: 10, bad: 1, unknown: 5 }, 0.02)).toBe('calm');
  });

  test('shows what is known to be bad even when the rest is unknown', () => {
    expect(toneOf({ centres: 20, bad: 8, unknown: 12 }, 0.045)).toBe('red');
  });

  test('without centres exceeds nothing', () => {
    expect(excessOf({ centres: 0, bad: 0, unknown: 0 }, 0.05)).toBe(0);
  });
});

describe('the trailing share', () => {
  test('stays within two and six per cent', () => {
    const share = new TrailingShare();
    expect(share.value).toBe(0.02);
    share.observe({ bad: 900, known: 1_000 }, 0);
    expect(share.value).toBe(0.06);
  });

  test('follows slowly, so that an incident is measured against the time before it', () => {
    const share = new TrailingShare();
    share.observe({ bad: 30, known: 1_000 }, 0);
    share.observe({ bad: 60, known: 1_000 }, 60_000);
    expect(share.value).toBeGreaterThan(0.03);
    expect(share.value).toBeLessThan(0.0315);
    share.observe({ bad: 60, known: 1_000 }, 6 * 3_600_000);
    expect(share.value).toBeCloseTo(0.06, 3);
  });

  test('learns nothing while nothing is known', () => {
    const share = new TrailingShare();
    share.observe({ bad: 40, known: 1_000 }, 0);
    share.observe({ bad: 0, known: 0 }, 3_600_000);
    expect(share.value).toBe(0.04);
  });
});
