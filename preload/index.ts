import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';

import type { CoreEvent } from './contract/events.ts';
import type { Reply } from './contract/failure.ts';
import { commandNames, desktopCommandNames } from './contract/names.ts';

const invokeChannel = 'lectern:invoke';
const eventChannel = 'lectern:event';
const knownNames = new Set<string>([...commandNames, ...desktopCommandNames]);

/** Asks the app to carry out one command of the contract. Names outside the contract never leave the page. */
async function invoke(name: string, input: unknown): Promise<Reply<unknown>> {
  if (!knownNames.has(name)) throw new TypeError(`There is no command "${name}".`);
  return (await ipcRenderer.invoke(invokeChannel, name, input)) as Reply<unknown>;
}

/** Calls `listener` with every event of the core until the returned function is called. */
function subscribe(listener: (event: CoreEvent) => void): () => void {
  const forward = (_event: IpcRendererEvent, event: CoreEvent): void => listener(event);
  ipcRenderer.on(eventChannel, forward);
  return () => {
    ipcRenderer.off(eventChannel, forward);
  };
}

/** Where a dropped file or folder lies; empty for a file that has no place on disk. */
function pathOf(file: File): string {
  return webUtils.getPathForFile(file);
}

contextBridge.exposeInMainWorld('lectern', Object.freeze({ invoke, subscribe, pathOf }));
