import { dialog, type BrowserWindow } from 'electron';

/** Endings offered by the file dialog; what a file really is, is judged by its content. */
const recordingExtensions = [
  ...['mp3', 'm4a', 'aac', 'wav', 'flac', 'ogg', 'opus', 'wma', 'webm', 'mp4', 'm4v', 'mkv', 'mov', 'avi'],
  ...['txt', 'md', 'srt', 'vtt', 'json'],
];

/** Asks for recordings. An empty list means the dialog was dismissed. */
export async function chooseRecordings(window: BrowserWindow): Promise<{ paths: string[] }> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: 'Add lectures',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Recordings and transcripts', extensions: recordingExtensions },
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
