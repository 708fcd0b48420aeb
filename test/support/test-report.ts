/** What vitest's JSON report means in one line, and which suites it skipped. */
import { relative } from 'node:path';

interface TestResult {
  readonly status: string;
  readonly ancestorTitles: readonly string[];
  readonly title: string;
}

/** The part of vitest's JSON report that we read. */
export interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly TestResult[];
  }[];
}

const RAN = new Set(['passed', 'failed']);

/**
 * `N passed, N failed` and, where there are any, `, N skipped`. A file that could not be loaded, or
 * whose set-up failed, counts as one failed test, and so does a run that failed outside of any test:
 * no failure may read as `0 failed`.
 */
export function tally(report: VitestReport, succeeded: boolean): string {
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const count = (status: string): number =>
    results.filter((result) => result.status === status).length;
  const brokenFiles = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  ).length;
  const counted = count('failed') + brokenFiles;
  const failed = succeeded ? counted : Math.max(counted, 1);
  const skipped = results.filter(({ status }) => !RAN.has(status)).length;
  return `${count('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** `file: suite (N tests)` of everything skipped, by file and outermost suite. */
export function skippedSuites(report: VitestReport, root: string): string[] {
  const counts = new Map<string, number>();
  for (const file of report.testResults) {
    for (const test of file.assertionResults.filter(({ status }) => !RAN.has(status))) {
      const suite = `${relative(root, file.name)}: ${test.ancestorTitles[0] ?? test.title}`;
      counts.set(suite, (counts.get(suite) ?? 0) + 1);
    }
  }
  return [...counts].map(
    ([suite, tests]) => `${suite} (${tests} ${tests === 1 ? 'test' : 'tests'})`,
  );
}
