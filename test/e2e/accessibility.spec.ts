import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';

import { NO_LATENCY } from '../simulator/latency.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { dropFiles, enterKey, goTo, lectureRow } from '../support/electron/desktop-steps.ts';
import { launchApp, type LaunchedApp } from '../support/electron/launch-app.ts';
import { makeRecording, type TestRecording } from '../support/electron/recordings.ts';
import { makeTestHome, type TestHome } from '../support/electron/test-home.ts';

const EXAMPLE = 'The second law of thermodynamics';

test.describe.configure({ mode: 'serial' });

let simulator: Simulator;
let place: TestHome;
let recording: TestRecording;
let launched: LaunchedApp;

test.beforeAll(async () => {
  simulator = await startSimulator({ latency: NO_LATENCY });
  place = await makeTestHome({ 'provider.baseUrl': simulator.url });
  recording = await makeRecording(place.folder, 'Lecture 7 – By hand', { seconds: 30, seed: 7 });
  launched = await launchApp({ home: place.home });
});

test.afterAll(async () => {
  await launched.close();
  await simulator.stop();
  await place.remove();
});

test('a lecture is added, started, opened and played without touching the mouse', async () => {
  const { window, app } = launched;
  await enterKey(window, simulator.apiKey);
  await goTo(window, 'Library');
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, recording.path);

  await tabTo(launched, 'Add lectures');
  await window.keyboard.press('Enter');
  const dialog = window.getByRole('dialog', { name: 'Add lectures' });
  await expect(dialog.getByRole('button', { name: 'Add 1 lecture' })).toBeEnabled();
  await tabTo(launched, 'Add 1 lecture');
  await window.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(lectureRow(window, recording.title).getByText('Ready', { exact: true })).toBeVisible({
    timeout: 60_000,
  });
  await tabTo(launched, recording.title);
  await window.keyboard.press('Enter');
  await expect(window.getByRole('heading', { name: recording.title, level: 1 })).toBeVisible();

  await tabTo(launched, 'Position in the recording');
  await window.keyboard.press('Space');
  await expect(window.getByRole('button', { name: 'Pause' })).toBeVisible();
  await window.keyboard.press('Space');
  await expect(window.getByRole('button', { name: 'Play' })).toBeVisible();
  await window.keyboard.press('Shift+ArrowRight');
  await expect
    .poll(async () =>
      Number(
        await window.getByRole('slider', { name: 'Position in the recording' }).getAttribute('aria-valuenow'),
      ),
    )
    .toBeGreaterThanOrEqual(15);
});

for (const theme of ['light', 'dark'] as const) {
  test(`no page has a fault that axe finds, ${theme}`, async () => {
    const { window } = launched;
    await window.emulateMedia({ colorScheme: theme });

    await goTo(window, 'Library');
    await expect(lectureRow(window, EXAMPLE)).toBeVisible();
    await expectNoFaults(launched, `library ${theme}`);
    await lectureRow(window, EXAMPLE).getByRole('link', { name: EXAMPLE }).click();
    for (const tab of [/Summary/, /Outline/, /Terms/, /Cards/, /Exam/]) {
      await window.getByRole('tab', { name: tab }).click();
      await expect(window.getByRole('tabpanel')).not.toBeEmpty();
      await expectNoFaults(launched, `lecture ${String(tab)} ${theme}`);
    }
    for (const page of ['Activity', 'Health', 'Settings'] as const) {
      await goTo(window, page);
      await expect(window.getByRole('heading', { level: 1 })).toBeVisible();
      await expectNoFaults(launched, `${page} ${theme}`);
    }
    await goTo(window, 'Library');
    await dropFiles(window, [recording.path]);
    await expect(window.getByRole('dialog').getByRole('button', { name: 'Add 1 lecture' })).toBeEnabled();
    await expectNoFaults(launched, `import ${theme}`);
    await window.keyboard.press('Escape');
    await expect(window.getByRole('dialog')).toHaveCount(0);
  });
}

/** Moves the focus with Tab until it stands on the control with this name; fails after a full round. */
async function tabTo({ window: page }: LaunchedApp, name: string): Promise<void> {
  for (let step = 0; step < 120; step++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const { activeElement } = document;
      return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent?.trim() ?? '';
    });
    if (focused === name) return;
  }
  throw new Error(`Tab never came to "${name}"`);
}

async function expectNoFaults({ window: page }: LaunchedApp, where: string): Promise<void> {
  // Legacy mode, because Electron opens no second page for axe to finish in.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  const told = violations.map(
    ({ id, nodes }) => `${where}: ${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
  );
  expect(told).toEqual([]);
}
