import type { Worker } from 'node:worker_threads';

import { ipcMain, type IpcMainInvokeEvent } from 'electron';

import { appOrigin } from './app-scheme.ts';

/** Answers the page's `ping` with what the core thread replies. */
export function servePing(core: Worker): void {
  ipcMain.handle('ping', (event) => {
    if (!isOwnPage(event)) throw new Error('Only the app’s own page may ask.');
    return new Promise((resolve) => {
      core.once('message', resolve);
      core.postMessage('ping');
    });
  });
}

function isOwnPage(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && frame.url.startsWith(`${appOrigin}/`);
}
