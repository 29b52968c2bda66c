import { readFile } from 'node:fs/promises';

/**
 * What a test runner wrote about a run.
 * @param {'vitest' | 'playwright'} kind
 * @param {string} file its JSON report
 * @param {number} exitCode how the runner ended
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>} A runner that crashed, or that left no
 *   report, counts as one failure more than it reports.
 */
export async function readResults(kind, file, exitCode) {
  const report = JSON.parse(await readFile(file, 'utf8').catch(() => 'null'));
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const result = kind === 'vitest' ? fromVitest(report) : fromPlaywright(report);
  const crashed = exitCode !== 0 && result.failed === 0;
  return crashed ? { ...result, failed: 1 } : result;
}

function fromVitest(report) {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function fromPlaywright({ stats, errors }) {
  return {
    passed: stats.expected,
    // A test that passes only when tried again is not proof.
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  };
}
