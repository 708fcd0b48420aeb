import { describe, expect, test } from 'vitest';
import { skippedSuites, tally, type VitestReport } from './test-report.ts';

function fileOf(
  statuses: readonly string[],
  { name = '/repo/test/a.test.ts', status = 'passed' } = {},
): VitestReport['testResults'][number] {
  const assertionResults = statuses.map((each, i) => ({
    status: each,
    ancestorTitles: ['InfluxDB store'],
    title: `promise ${i}`,
  }));
  return { name, status, assertionResults };
}

describe('the last line of npm test', () => {
  test('counts tests, and names skipped ones only where there are some', () => {
    const passed = { testResults: [fileOf(['passed', 'passed'])] };
    expect(tally(passed, true)).toBe('2 passed, 0 failed');
    const mixed = { testResults: [fileOf(['passed', 'failed', 'skipped'], { status: 'failed' })] };
    expect(tally(mixed, false)).toBe('1 passed, 1 failed, 1 skipped');
  });

  test('counts a file that could not be loaded as failed', () => {
    const broken = { testResults: [fileOf([], { status: 'failed' }), fileOf(['passed'])] };
    expect(tally(broken, false)).toBe('1 passed, 1 failed');
  });

  test('never says 0 failed of a run that failed', () => {
    expect(tally({ testResults: [] }, false)).toBe('0 passed, 1 failed');
  });
});

test('skipped tests are named once per suite', () => {
  const report = { testResults: [fileOf(['skipped', 'skipped', 'passed'])] };
  expect(skippedSuites(report, '/repo')).toEqual(['test/a.test.ts: InfluxDB store (2 tests)']);
});
