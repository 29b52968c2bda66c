import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { app, type BrowserWindow } from 'electron';

import { logFile, openLog } from './lib/log.ts';
import { registerAppScheme, serveApp } from './desktop/app-scheme.ts';
import { appHome, resourcesFolder } from './desktop/app-paths.ts';
import { startCoreThread, type CoreThread } from './desktop/core-thread.ts';
import { createDesktopAnswers } from './desktop/desktop-answers.ts';
import { serveIpc } from './desktop/ipc-server.ts';
import { createKeychainVault } from './desktop/keychain-vault.ts';
import { watchPower } from './desktop/power.ts';
import { createSavedFiles } from './desktop/saved-files.ts';
import { hardenAllContents, openWindow } from './desktop/window.ts';
import { describeHome } from './lib/home.ts';

const here = dirname(fileURLToPath(import.meta.url));

// Chromium can't sandbox under root, where tests pass --no-sandbox; enableSandbox would undo that switch.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
registerAppScheme();

const home = describeHome(appHome());
// The browser's own files stay apart from the lectures', and two homes never share a browser profile.
app.setPath('userData', join(home.root, 'browser'));

if (app.requestSingleInstanceLock()) void start(startCore());
else app.quit();

/** Started before Electron is ready, so that the core opens its database while the browser opens its window. */
function startCore(): CoreThread {
  const answers = createDesktopAnswers(createKeychainVault(home.secrets, process.env));
  return startCoreThread(
    new URL('./core-worker.js', import.meta.url),
    { home: home.root, resources: resourcesFolder(here), environment: coreEnvironment() },
    // The keychain may be asked only when Electron is ready.
    (question, input) => app.whenReady().then(() => answers(question, input)),
    { report: (error) => openLog(home.logs, () => Date.now()).error(error) },
  );
}

async function start(core: CoreThread): Promise<void> {
  await app.whenReady();
  hardenAllContents();
  let window: BrowserWindow | null = null;
  serveApp(join(here, '../renderer'), (lectureId) => core.call('locate-media', { lectureId }));
  serveIpc({ core, saved: createSavedFiles(), logFile: logFile(home.logs), window: () => window });
  watchPower(core);
  window = openWindow(join(here, '../preload/index.cjs'));
  window.on('closed', () => (window = null));
  app.on('second-instance', () => {
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => app.quit());
  quitInOrder(core);
}

/** The app goes only after the core has put its work back into the queue. */
function quitInOrder(core: CoreThread): void {
  let isDone = false;
  app.on('before-quit', (event) => {
    if (isDone) return;
    event.preventDefault();
    void core.stop().finally(() => {
      isDone = true;
      app.quit();
    });
  });
}

/** What of the environment the core needs: nothing secret, keys are asked for when they are used. */
function coreEnvironment(): Record<string, string> {
  const baseUrl = process.env['OPENAI_BASE_URL'];
  return baseUrl === undefined ? {} : { OPENAI_BASE_URL: baseUrl };
}
