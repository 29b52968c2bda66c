import { app, BrowserWindow, session } from 'electron';

import { appOrigin } from './app-scheme.ts';

/**
 * Opens the one window of the app, hardened: sandboxed, isolated, without Node, bound to its own origin.
 * @param preloadPath absolute path of the built preload
 */
export function openWindow(preloadPath: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 820,
    minWidth: 1024,
    minHeight: 700,
    show: false,
    title: 'Lectern',
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  window.once('ready-to-show', () => window.show());
  window.removeMenu();
  void window.loadURL(`${appOrigin}/`);
  return window;
}

/**
 * Denies, for every page that will ever exist: permissions, navigation, new windows, embedded pages. Chromium's spell
 * checker is off, because it fetches dictionaries from a server of its maker, even for windows that never check.
 */
export function hardenAllContents(): void {
  const { defaultSession } = session;
  defaultSession.setSpellCheckerEnabled(false);
  defaultSession.setSpellCheckerLanguages([]);
  defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.on('will-navigate', (event) => preventLeaving(event, event.url));
    contents.on('will-frame-navigate', (event) => preventLeaving(event, event.url));
    contents.on('will-redirect', (event) => preventLeaving(event, event.url));
  });
}

function preventLeaving(event: { preventDefault: () => void }, address: string): void {
  const stays = URL.canParse(address) && address.startsWith(`${appOrigin}/`);
  if (!stays) event.preventDefault();
}
