import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import { app, type BrowserWindow } from 'electron';

import { registerAppScheme, serveApp } from './desktop/app-scheme.ts';
import { servePing } from './desktop/ipc-server.ts';
import { hardenAllContents, openWindow } from './desktop/window.ts';

const here = dirname(fileURLToPath(import.meta.url));

// Chromium can't sandbox under root, where tests pass --no-sandbox; enableSandbox would undo that switch.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
registerAppScheme();

const home = process.env['LECTERN_HOME'];
if (home !== undefined) app.setPath('userData', join(home, 'browser'));

if (app.requestSingleInstanceLock()) void start();
else app.quit();

async function start(): Promise<void> {
  await app.whenReady();
  hardenAllContents();
  serveApp(join(here, '../renderer'));
  servePing(new Worker(new URL('./core-worker.js', import.meta.url)));
  const window: BrowserWindow = openWindow(join(here, '../preload/index.cjs'));
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('window-all-closed', () => app.quit());
}
