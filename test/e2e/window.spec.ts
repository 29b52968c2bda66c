import { expect, test } from '@playwright/test';

import { launchApp, type LaunchedApp } from '../support/electron/launch-app.ts';
import { makeTestHome, type TestHome } from '../support/electron/test-home.ts';

let place: TestHome;
let launched: LaunchedApp;

test.beforeAll(async () => {
  place = await makeTestHome();
  launched = await launchApp({ home: place.home });
});

test.afterAll(async () => {
  await launched.close();
  await place.remove();
});

test('the window opens on the app’s own origin without an error', async () => {
  expect(launched.window.url()).toMatch(/^lectern:\/\/app\//);
  await expect(launched.window).toHaveTitle(/Lectern/);
  await expect(launched.window.locator('#root')).not.toBeEmpty();
  await launched.screenshot('window');
  expect(launched.pageErrors).toEqual([]);
});

test('the page sees nothing of Node or Electron but the bridge', async () => {
  const globals = await launched.window.evaluate(() =>
    ['require', 'process', 'Buffer', 'module', 'global', 'ipcRenderer', 'electron', 'lectern'].filter(
      (name) => name in window,
    ),
  );

  expect(globals).toEqual(['lectern']);
});

test('every window preference that matters is hardened', async () => {
  const preferences = await launched.app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents): unknown => {
      // Left out of the published types, because only tests should need it.
      const read: unknown = Reflect.get(contents, 'getLastWebPreferences');
      return typeof read === 'function' ? Reflect.apply(read, contents, []) : null;
    }),
  );

  expect(preferences).toHaveLength(1);
  expect(preferences[0]).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
});

test('the page arrives with a policy that allows nothing foreign', async () => {
  const headers = await launched.window.evaluate(async () => {
    const response = await fetch('/');
    return Object.fromEntries(response.headers);
  });

  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['content-security-policy']).not.toMatch(/unsafe-(inline|eval)|https?:/);
  expect(headers['x-content-type-options']).toBe('nosniff');
});

test('inline scripts and eval are refused by the policy', async () => {
  const ran = await launched.window.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.inlineScriptRan = true';
    document.body.append(script);
    // In a timer, because the debugger lifts the policy from what it evaluates itself.
    const evaluated = await new Promise((resolve) => {
      setTimeout(() => {
        try {
          const compiled: unknown = Reflect.construct(Function, ['return true']);
          resolve(compiled !== null);
        } catch {
          resolve(false);
        }
      });
    });
    return { inline: 'inlineScriptRan' in window, evaluated };
  });

  expect(ran).toEqual({ inline: false, evaluated: false });
});

test('the page can neither leave its origin nor open a window', async () => {
  await launched.window.evaluate(() => {
    window.open('https://example.com/');
    location.href = 'https://example.com/';
  });

  await expect.poll(() => launched.window.url()).toMatch(/^lectern:\/\/app\//);
  expect(launched.app.windows()).toHaveLength(1);
});

test('files outside the app are not served', async () => {
  const statuses = await launched.window.evaluate(async () => {
    const paths = [
      '/../main/index.js',
      '/..%2fmain%2findex.js',
      '/%2e%2e/main/index.js',
      '/..%5cmain%5cindex.js',
    ];
    return Promise.all(paths.map(async (path) => (await fetch(path)).status));
  });

  expect(statuses).toEqual([404, 404, 404, 404]);
});

test('a page asking for the microphone or notifications is refused', async () => {
  const answers = await launched.window.evaluate(async () => {
    const microphone = await navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'granted',
      () => 'refused',
    );
    return { microphone, notifications: await Notification.requestPermission() };
  });

  expect(answers).toEqual({ microphone: 'refused', notifications: 'denied' });
});
