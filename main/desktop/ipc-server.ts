import { app, ipcMain, shell, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import { desktopCommandSchemas, type DesktopCommandInput } from '../../preload/contract/desktop-commands.ts';
import type { Reply } from '../../preload/contract/failure.ts';
import { commandNames, desktopCommandNames, type DesktopCommandName } from '../../preload/contract/names.ts';
import { toFailure } from '../lib/failure.ts';
import { appOrigin } from './app-scheme.ts';
import type { CoreThread } from './core-thread.ts';
import { chooseFolder, chooseRecordings } from './dialogs.ts';
import { openLink } from './open-link.ts';
import { saveExports } from './save-exports.ts';
import type { SavedFiles } from './saved-files.ts';

/** What answers the page. */
export interface IpcDependencies {
  readonly core: CoreThread;
  readonly saved: SavedFiles;
  readonly logFile: string;
  /** The one window; null while there is none. */
  window(): BrowserWindow | null;
}

/** Commands the page has no business with: they are for the scheme handler and for the app itself. */
const notForPages = new Set<string>(['locate-media', 'set-host-state', 'await-settled']);

/** Answers the page's commands and sends it every event. Only the app's own page, in its main frame, is heard. */
export function serveIpc(dependencies: IpcDependencies): void {
  ipcMain.handle('lectern:invoke', (event, name: unknown, input: unknown): Promise<Reply<unknown>> => {
    if (!isOwnPage(event)) return Promise.reject(new Error('Only the app’s own page may ask.'));
    return answer(dependencies, name, input);
  });
  dependencies.core.subscribe((event) => {
    const window = dependencies.window();
    if (window !== null && !window.isDestroyed()) window.webContents.send('lectern:event', event);
  });
}

async function answer(dependencies: IpcDependencies, name: unknown, input: unknown): Promise<Reply<unknown>> {
  const desktopName = desktopCommandNames.find((known) => known === name);
  if (desktopName !== undefined) return answerHere(dependencies, desktopName, input);
  const coreName = commandNames.find((known) => known === name);
  if (coreName !== undefined && !notForPages.has(coreName)) return dependencies.core.call(coreName, input);
  throw new Error('There is no such command.');
}

async function answerHere(
  dependencies: IpcDependencies,
  name: DesktopCommandName,
  input: unknown,
): Promise<Reply<unknown>> {
  try {
    const schemas = desktopCommandSchemas[name];
    const parsed = schemas.input.parse(input);
    return { ok: true, value: schemas.output.parse(await carryOut(dependencies, name, parsed)) };
  } catch (error) {
    return { ok: false, failure: toFailure(error) };
  }
}

async function carryOut(
  dependencies: IpcDependencies,
  name: DesktopCommandName,
  input: unknown,
): Promise<unknown> {
  const window = dependencies.window();
  if (window === null) return {};
  switch (name) {
    case 'choose-recordings':
      return chooseRecordings(window);
    case 'choose-folder':
      return chooseFolder(window, (input as DesktopCommandInput<typeof name>).title);
    case 'save-exports':
      return saveExports(
        window,
        dependencies.core,
        dependencies.saved,
        input as DesktopCommandInput<typeof name>,
      );
    case 'show-file':
      dependencies.saved.show((input as DesktopCommandInput<typeof name>).path);
      return {};
    case 'show-log':
      shell.showItemInFolder(dependencies.logFile);
      return {};
    case 'open-link':
      return openLink((input as DesktopCommandInput<typeof name>).url);
    case 'get-desktop-state':
      return { platform: process.platform, version: app.getVersion(), coreState: dependencies.core.state() };
  }
}

function isOwnPage(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && frame.url.startsWith(`${appOrigin}/`);
}
