import { shell } from 'electron';
import { LecternError, remedy } from '../lib/failure.ts';

/** Files this app has saved in this session; nothing else can be shown from the window. */
export interface SavedFiles {
  add(path: string): void;
  /** Shows one of them in the system's file manager. Throws `FILE_NOT_OURS` for any other path. */
  show(path: string): void;
}

/** An empty list of saved files. */
export function createSavedFiles(): SavedFiles {
  const paths = new Set<string>();
  return {
    add: (path) => paths.add(path),
    show(path) {
      if (!paths.has(path)) throw notOurs();
      shell.showItemInFolder(path);
    },
  };
}

function notOurs(): LecternError {
  return new LecternError({
    code: 'FILE_NOT_OURS',
    message: 'Lectern shows only files it has saved itself.',
    remedy: remedy('none', 'Nothing to do'),
    class: 'fatal',
  });
}
