/** The least app there is: one window as hardened as the product's, with nothing in it. The start bench compares with it. */
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

import { app, BrowserWindow } from 'electron';

if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
app.setPath('userData', join(process.env.LECTERN_HOME, 'browser'));
app.on('window-all-closed', () => app.quit());
// Not awaited: Electron becomes ready only after this file has run.
void app.whenReady().then(openWindow);

function openWindow() {
  const window = new BrowserWindow({
    width: 1280,
    height: 820,
    show: false,
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  window.removeMenu();
  void window.loadFile(fileURLToPath(new URL('index.html', import.meta.url)));
}
