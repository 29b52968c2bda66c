import { basename, dirname } from 'node:path';
import { dialog, type BrowserWindow } from 'electron';
import { commandSchemas, type CommandOutput } from '../../preload/contract/commands.ts';
import type { DesktopCommandInput, DesktopCommandOutput } from '../../preload/contract/desktop-commands.ts';
import { LecternError } from '../lib/failure.ts';
import { chooseFolder } from './dialogs.ts';
import type { CoreThread } from './core-thread.ts';
import type { SavedFiles } from './saved-files.ts';

type Destination = { readonly directory: string; readonly fileName?: string };

/** Asks where to, makes the exports, and saves: one format as a file, several into a folder. Empty when dismissed. */
export async function saveExports(
  window: BrowserWindow,
  core: CoreThread,
  saved: SavedFiles,
  input: DesktopCommandInput<'save-exports'>,
): Promise<DesktopCommandOutput<'save-exports'>> {
  const destination = await askWhere(window, core, input);
  if (destination === null) return { paths: [] };
  await ask(core, 'export-lecture', input);
  const delivered = (await ask(core, 'deliver-exports', {
    ...input,
    ...destination,
  })) as CommandOutput<'deliver-exports'>;
  const paths = delivered.exports.flatMap((one) => (one.path === undefined ? [] : [one.path]));
  for (const path of paths) saved.add(path);
  return { paths };
}

async function askWhere(
  window: BrowserWindow,
  core: CoreThread,
  { lectureId, formats }: DesktopCommandInput<'save-exports'>,
): Promise<Destination | null> {
  const [format, another] = formats;
  if (format === undefined || another !== undefined) {
    const [directory] = (await chooseFolder(window, 'Save the files in')).paths;
    return directory === undefined ? null : { directory };
  }
  const lecture = (await ask(core, 'get-lecture', { lectureId })) as CommandOutput<'get-lecture'>;
  const { filePath, canceled } = await dialog.showSaveDialog(window, {
    title: 'Save as',
    defaultPath: `${suggestedName(lecture.title)}.${format}`,
    filters: [{ name: format.toUpperCase(), extensions: [format] }],
  });
  return canceled || filePath === '' ? null : { directory: dirname(filePath), fileName: basename(filePath) };
}

/** A title without what no file system takes; the core makes names safe again when it writes. */
function suggestedName(title: string): string {
  return (
    title
      .replaceAll(/[\p{Cc}<>:"/\\|?*]+/gu, ' ')
      .trim()
      .slice(0, 120) || 'Lecture'
  );
}

async function ask(
  core: CoreThread,
  name: 'export-lecture' | 'deliver-exports' | 'get-lecture',
  input: unknown,
): Promise<unknown> {
  const reply = await core.call(name, input);
  if (!reply.ok) throw new LecternError({ ...reply.failure, class: 'fatal' });
  return commandSchemas[name].output.parse(reply.value);
}
