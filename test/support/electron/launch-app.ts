import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { _electron, type ElectronApplication, type Page } from '@playwright/test';

import { chosenElectron, projectFolder } from './electron-choice.ts';

/** What a test may choose about a start of the app. */
export type LaunchOptions = {
  /** The home to use; without it a fresh one is made, and removed by `close`. */
  readonly home?: string;
  /** Added to the environment. Keys and addresses of the person running the tests never reach the app. */
  readonly env?: Readonly<Record<string, string>>;
  /** A packaged executable to start instead of the built folder. */
  readonly packagedExecutable?: string;
  readonly args?: readonly string[];
  /** How long the first window may take. */
  readonly windowTimeoutMs?: number;
};

/** A running app, its window, and what went wrong in them so far. */
export type LaunchedApp = {
  readonly app: ElectronApplication;
  readonly window: Page;
  readonly home: string;
  /** Errors the page printed or threw, in order; a test that expects none asserts that this is empty. */
  readonly pageErrors: readonly string[];
  /** Saves a picture of the window under test-results/screenshots and answers its path. */
  readonly screenshot: (name: string) => Promise<string>;
  /** Closes the app politely and removes a home that was made for it. */
  readonly close: () => Promise<void>;
  /** Ends the app's main process at once, as a crash or a power cut would. The home stays. */
  readonly kill: () => Promise<void>;
};

/** Starts the app on the Electron of this machine and waits until its window shows the page. */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'lectern-home-')));
  const app = await _electron.launch({
    executablePath: options.packagedExecutable ?? chosenElectron().executable,
    args: [
      ...sandboxSwitches(),
      ...(options.packagedExecutable === undefined ? [projectFolder] : []),
      ...(options.args ?? []),
    ],
    env: { ...inheritedEnvironment(), LECTERN_HOME: home, ...options.env },
  });
  const window = await app.firstWindow({ timeout: options.windowTimeoutMs ?? 30_000 });
  const pageErrors = collectErrors(window);
  await window.waitForLoadState('load');
  return {
    app,
    window,
    home,
    pageErrors,
    screenshot: (name) => takeScreenshot(window, name),
    close: async () => {
      await app.close();
      if (options.home === undefined) await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
    kill: () => killMainProcess(app),
  };
}

/** Chromium can't sandbox its processes under root, where tests in containers run. */
export function sandboxSwitches(): string[] {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/** The environment without anything that would make the app talk to a real service or use a real home. */
function inheritedEnvironment(): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(OPENAI|AWS|LECTERN|ELECTRON)_/.test(entry[0]),
  );
  return Object.fromEntries(inherited);
}

function collectErrors(window: Page): string[] {
  const errors: string[] = [];
  window.on('pageerror', (error) => errors.push(String(error)));
  window.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
}

async function takeScreenshot(window: Page, name: string): Promise<string> {
  const path = join(projectFolder, 'test-results/screenshots', `${name}.png`);
  await window.screenshot({ path });
  return path;
}

async function killMainProcess(app: ElectronApplication): Promise<void> {
  const child = app.process();
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
