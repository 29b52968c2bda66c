import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

import { chromium, type Page } from '@playwright/test';

import { chosenElectron } from '../electron/electron-choice.ts';
import { sandboxSwitches } from '../electron/launch-app.ts';

/** Nobody looks at the app before it has surely started: a debugger that is there from the start costs time. */
const UNWATCHED_MS = 4_000;

/**
 * Starts an app and answers how long it took from the start of its process to the moment `moment` names, in milliseconds.
 * @param moment looks at the finished page; answers the time on the page's clock
 */
export async function timeStart(
  appFolder: string,
  home: string,
  moment: (page: Page) => Promise<number>,
): Promise<number> {
  const startedAt = Date.now();
  const child = spawn(
    chosenElectron().executable,
    [...sandboxSwitches(), '--remote-debugging-port=0', appFolder],
    { env: { ...process.env, LECTERN_HOME: home }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  try {
    const address = await debuggerAddress(child);
    await pause(UNWATCHED_MS);
    const browser = await chromium.connectOverCDP(address);
    const [page] = browser.contexts()[0]?.pages() ?? [];
    if (page === undefined) throw new Error(`${appFolder} opened no window`);
    const pageStartedAt = await page.evaluate(() => performance.timeOrigin);
    const tookMs = pageStartedAt - startedAt + (await moment(page));
    await browser.close();
    return tookMs;
  } finally {
    await end(child);
  }
}

async function debuggerAddress(child: ChildProcess): Promise<string> {
  if (child.stderr === null) throw new Error('The app has no stderr');
  for await (const line of createInterface(child.stderr)) {
    const address = /^DevTools listening on (ws:\S+)$/.exec(line)?.[1];
    if (address === undefined) continue;
    child.stderr.resume();
    return address;
  }
  throw new Error('The app ended before it could be watched');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
