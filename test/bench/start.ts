import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Page } from '@playwright/test';

import { median, printLine } from '../support/bench/print-line.ts';
import { timeStart } from '../support/bench/timed-start.ts';
import { projectFolder } from '../support/electron/electron-choice.ts';

/**
 * From the start of the process to a window one can use, against the same Electron with an equally hardened, empty window. Both take
 * turns, in changing order, so that a busy machine slows both.
 */
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7);
const emptyApp = fileURLToPath(new URL('../support/bench/empty-app', import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'lectern-bench-'));
const starts = {
  // Without a key the window also explains itself, which is the most it ever has to show at a start.
  lectern: () => timeStart(projectFolder, join(folder, 'lectern'), libraryShown),
  empty: () => timeStart(emptyApp, join(folder, 'empty'), pageLoaded),
};
try {
  const [firstMs] = [await starts.lectern(), await starts.empty()];
  const lectern: number[] = [];
  const empty: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round % 2 === 0) lectern.push(await starts.lectern());
    empty.push(await starts.empty());
    if (round % 2 === 1) lectern.push(await starts.lectern());
  }
  printLine({
    bench: 'start.coldToInteractive',
    rounds: ROUNDS,
    firstEverMs: firstMs,
    lecternMs: median(lectern),
    emptyWindowMs: median(empty),
    ratio: median(lectern) / median(empty),
    ratioOfBest: Math.min(...lectern) / Math.min(...empty),
    targetAtMost: 1.8,
  });
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** When the last large thing of the first screen was drawn, with the library read and its button ready to press. */
async function libraryShown(page: Page): Promise<number> {
  await page.getByRole('list', { name: 'Lectures' }).getByRole('link').first().waitFor();
  if (await page.getByRole('button', { name: 'Add lectures' }).isDisabled())
    throw new Error('The library has no button to press');
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const observer = new PerformanceObserver((list) => {
          resolve(Math.max(...list.getEntries().map((entry) => entry.startTime)));
        });
        observer.observe({ type: 'largest-contentful-paint', buffered: true });
      }),
  );
}

/** A page with nothing in it is ready when it is loaded. */
function pageLoaded(page: Page): Promise<number> {
  return page.evaluate(() => {
    const [navigation] = performance.getEntriesByType('navigation');
    if (!(navigation instanceof PerformanceNavigationTiming))
      throw new Error('The page was not navigated to');
    return navigation.loadEventEnd;
  });
}
