import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { readResults } from '../../../scripts/lib/results.mjs';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-results-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function report(content: unknown): Promise<string> {
  const file = join(folder, 'report.json');
  await writeFile(file, JSON.stringify(content));
  return file;
}

const vitestReport = (failed: number, testResults: unknown[] = []) => ({
  numPassedTests: 7,
  numFailedTests: failed,
  numPendingTests: 1,
  numTodoTests: 0,
  testResults,
});

test('passed, failed and skipped tests are counted as the runner reports them', async () => {
  const file = await report(vitestReport(2));

  expect(await readResults('vitest', file, 1)).toEqual({ passed: 7, failed: 2, skipped: 1 });
});

test('a test file that could not be loaded is a failure', async () => {
  const file = await report(vitestReport(0, [{ status: 'failed', assertionResults: [] }]));

  expect(await readResults('vitest', file, 1)).toMatchObject({ failed: 1 });
});

test('a runner that crashed after writing a clean report is a failure', async () => {
  const file = await report(vitestReport(0));

  expect(await readResults('vitest', file, 139)).toMatchObject({ passed: 7, failed: 1 });
});

test('a runner that left no report is a failure, whatever its exit code', async () => {
  expect(await readResults('vitest', join(folder, 'absent.json'), 0)).toEqual({
    passed: 0,
    failed: 1,
    skipped: 0,
  });
});

test('an end-to-end test that passed only when tried again is a failure, and so is an error outside tests', async () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 2 };
  const file = await report({ stats, errors: [{ message: 'no tests found' }] });

  expect(await readResults('playwright', file, 1)).toEqual({ passed: 3, failed: 3, skipped: 2 });
});
