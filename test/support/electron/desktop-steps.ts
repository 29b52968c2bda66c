import { expect, type ElectronApplication, type Locator, type Page } from '@playwright/test';

/** Makes the next file or folder dialogs answer with these paths, as if the person had chosen them. */
export async function answerOpenDialogs(app: ElectronApplication, paths: readonly string[]): Promise<void> {
  await app.evaluate(
    ({ dialog }, filePaths) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: filePaths.length === 0, filePaths });
    },
    [...paths],
  );
}

/** Makes the next "Save as" dialogs answer with this path. */
export async function answerSaveDialogs(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
}

/** Drops files of the disk on the window, as a drag from the file manager would. */
export async function dropFiles(window: Page, paths: readonly string[]): Promise<void> {
  await window.evaluate(() => {
    const input = Object.assign(document.createElement('input'), { type: 'file', id: 'to-drop' });
    input.multiple = true;
    input.hidden = true;
    document.body.append(input);
  });
  await window.locator('#to-drop').setInputFiles([...paths]);
  await window.evaluate(() => {
    const input = document.querySelector('#to-drop');
    if (!(input instanceof HTMLInputElement)) throw new Error('There are no files to drop');
    const dataTransfer = new DataTransfer();
    for (const file of input.files ?? []) dataTransfer.items.add(file);
    input.remove();
    for (const type of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }
  });
}

/** Goes to a page by its entry in the sidebar. */
export async function goTo(
  window: Page,
  name: 'Library' | 'Activity' | 'Health' | 'Settings',
): Promise<void> {
  await window.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
}

/** The row of a lecture in the library. */
export function lectureRow(window: Page, title: string): Locator {
  return window
    .getByRole('list', { name: 'Lectures' })
    .getByRole('listitem')
    .filter({ has: window.getByRole('link', { name: title, exact: true }) });
}

/** Adds files through the import dialog with the choices it offers by itself. */
export async function addLectures(window: Page, paths: readonly string[]): Promise<void> {
  await dropFiles(window, paths);
  const dialog = window.getByRole('dialog', { name: 'Add lectures' });
  await dialog.getByRole('button', { name: /^Add \d+ lecture/ }).click();
  await expect(dialog).toBeHidden();
}

/** Waits until a lecture's row says "Ready" and opens it. */
export async function openWhenReady(window: Page, title: string, timeoutMs = 60_000): Promise<void> {
  const row = lectureRow(window, title);
  await expect(row.getByText('Ready', { exact: true })).toBeVisible({ timeout: timeoutMs });
  await row.getByRole('link', { name: title }).click();
  await expect(window.getByRole('heading', { name: title, level: 1 })).toBeVisible();
}

/** Types the key into the settings, has it checked, and waits until it is kept. */
export async function enterKey(window: Page, key: string): Promise<void> {
  await goTo(window, 'Settings');
  await window.getByLabel('API key').fill(key);
  await window.getByRole('button', { name: 'Check and save' }).click();
  await expect(window.getByText(/^A key is set, kept/)).toBeVisible();
}
