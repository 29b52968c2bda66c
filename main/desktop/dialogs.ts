import { dialog, type BrowserWindow } from 'electron';
import { recordingEndings, transcriptEndings } from '../../preload/contract/file-endings.ts';

/** Asks for recordings. An empty list means the dialog was dismissed. */
export async function chooseRecordings(window: BrowserWindow): Promise<{ paths: string[] }> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: 'Add lectures',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Recordings and transcripts', extensions: [...recordingEndings, ...transcriptEndings] },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return { paths: filePaths };
}

/** Asks for a folder. */
export async function chooseFolder(window: BrowserWindow, title: string): Promise<{ paths: string[] }> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title,
    properties: ['openDirectory', 'createDirectory'],
  });
  return { paths: filePaths };
}
