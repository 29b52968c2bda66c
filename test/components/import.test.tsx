import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { expectAccessible, openPage, type OpenPage } from '../support/page/open-page.tsx';

describe('adding lectures', () => {
  it('shows length, size and price of each file and of all before anything starts', async () => {
    const { user, sent } = await openPage();

    await user.click(await screen.findByRole('button', { name: 'Add lectures' }));
    const dialog = await screen.findByRole('dialog', { name: 'Add lectures' });

    expect(await within(dialog).findByText('About $0.53 in all')).toBeTruthy();
    expect(within(dialog).getByText('1 h 52 min · 54 MB')).toBeTruthy();
    expect(within(dialog).getByText('This is a web page, not a recording.')).toBeTruthy();
    expect(sent('import-lectures')).toEqual([]);
    await expectAccessible();
  });

  it('adds the usable files with the choices made, and says so', async () => {
    const page = await openPage();
    const dialog = await dropFiles(page, 'a.mp3', 'notes.html');

    await page.user.click(within(dialog).getByRole('combobox', { name: 'Course' }));
    await page.user.click(await screen.findByRole('option', { name: 'Cell Biology' }));
    await page.user.click(within(dialog).getByRole('checkbox', { name: 'Markdown' }));
    await page.user.click(await startButton(dialog));

    await waitFor(() => expect(page.sent('import-lectures')).toHaveLength(1));
    expect(page.sent('import-lectures')[0]).toEqual({
      paths: ['/recordings/a.mp3'],
      choice: { course: 'cells', formats: ['html', 'srt', 'csv'] },
    });
    expect(await screen.findByText('1 lecture added.')).toBeTruthy();
    expect(screen.queryByRole('dialog', { name: 'Add lectures' })).toBeNull();
  });

  it('asks what to do with a recording that is in the library already', async () => {
    const page = await openPage({
      answers: {
        'import-lectures': (input) => {
          const { paths, choice } = input as { paths: string[]; choice: { duplicate?: string } };
          const path = paths[0] ?? '';
          return {
            outcomes: [
              choice.duplicate === 'again'
                ? { outcome: 'imported', path, lectureId: 'new' }
                : { outcome: 'duplicate', path, lectureId: 'lecture-21', title: 'The second law' },
            ],
          };
        },
      },
    });
    const dialog = await dropFiles(page, 'a.mp3');
    await page.user.click(await startButton(dialog));

    expect(await screen.findByText('In the library already as “The second law”.')).toBeTruthy();
    await page.user.click(screen.getByRole('button', { name: 'Process again' }));

    await waitFor(() => expect(page.sent('import-lectures')).toHaveLength(2));
    expect(page.sent('import-lectures')[1]).toMatchObject({ choice: { duplicate: 'again' } });
    expect(await screen.findByText('1 lecture added.')).toBeTruthy();
  });

  it('says why a file was refused while it was added', async () => {
    const page = await openPage({
      answers: {
        'import-lectures': () => ({
          outcomes: [
            {
              outcome: 'refused',
              path: '/recordings/a.mp3',
              failure: {
                code: 'STILL_GROWING',
                message: 'This file is still being written. Add it when it is whole.',
                remedy: { action: 'choose-file', label: 'Choose another file' },
              },
            },
          ],
        }),
      },
    });
    const dialog = await dropFiles(page, 'a.mp3');
    await page.user.click(await startButton(dialog));

    expect(
      await screen.findByText('This file is still being written. Add it when it is whole.'),
    ).toBeTruthy();
  });

  it('says that a price is not known rather than guessing', async () => {
    const page = await openPage({
      answers: {
        'forecast-import': () => ({
          forecasts: [
            {
              path: '/recordings/a.mp3',
              title: 'a',
              durationSeconds: 60,
              bytes: 1000,
              forecast: null,
              unknown: 'no price for “my-model”',
              failure: null,
            },
          ],
          total: null,
        }),
      },
    });
    const dialog = await dropFiles(page, 'a.mp3');

    expect(await within(dialog).findByText('Price not known: no price for “my-model”')).toBeTruthy();
  });
});

/** The button that starts, once the price is known. */
async function startButton(dialog: HTMLElement): Promise<HTMLElement> {
  const button = await within(dialog).findByRole('button', { name: 'Add 1 lecture' });
  await waitFor(() => expect(button.hasAttribute('disabled')).toBe(false));
  return button;
}

/** Drops files on the window and waits for the price. */
async function dropFiles(page: OpenPage, ...names: string[]): Promise<HTMLElement> {
  await screen.findByRole('heading', { level: 1 });
  const files = names.map((name) => new File(['x'], name));
  const drop = new Event('drop', { bubbles: true, cancelable: true });
  Object.defineProperty(drop, 'dataTransfer', { value: { types: ['Files'], files } });
  fireEvent(window, drop);
  const dialog = await screen.findByRole('dialog', { name: 'Add lectures' });
  await waitFor(() => expect(page.sent('forecast-import').length).toBeGreaterThan(0));
  await within(dialog).findByRole('list', { name: 'Files' });
  return dialog;
}
