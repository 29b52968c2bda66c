import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import type { Reply } from '../../preload/contract/failure.ts';
import { goTo } from '../support/electron/desktop-steps.ts';
import { launchApp, type LaunchedApp } from '../support/electron/launch-app.ts';
import { makeTestHome, type TestHome } from '../support/electron/test-home.ts';
import { requireSystem, systemsWithModes } from '../support/require-system.ts';

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

test('every permission a page can ask about is denied', async () => {
  const states = await launched.window.evaluate(async () => {
    const names = ['geolocation', 'camera', 'microphone', 'notifications', 'clipboard-read', 'midi'];
    const ask = async (name: string) => {
      const status = await navigator.permissions.query({ name: name as PermissionName });
      return status.state;
    };
    return Promise.all(names.map(ask));
  });

  expect(new Set(states)).toEqual(new Set(['denied']));
});

test('links, refreshes and embedded pages lead nowhere', async () => {
  await launched.window.evaluate(() => {
    const link = Object.assign(document.createElement('a'), {
      href: 'https://example.com/',
      target: '_blank',
      textContent: 'away',
    });
    document.body.append(link);
    link.click();
    link.removeAttribute('target');
    link.click();
    link.remove();
    for (const address of ['https://example.com/', 'file:///etc/passwd', 'data:text/html,x']) {
      const frame = Object.assign(document.createElement('iframe'), { src: address });
      document.body.append(frame);
      frame.remove();
    }
    const view = document.createElement('webview');
    view.setAttribute('src', 'https://example.com/');
    document.body.append(view);
    view.remove();
  });

  await expect.poll(() => launched.window.url()).toMatch(/^lectern:\/\/app\//);
  const pages = await launched.app.evaluate(({ webContents }) => webContents.getAllWebContents().length);
  expect(pages).toBe(1);
});

test('nothing can be read from the disk or another host', async () => {
  const outcomes = await launched.window.evaluate(async () => {
    const addresses = [
      'file:///etc/passwd',
      'https://example.com/',
      'http://127.0.0.1:9/',
      'lectern://elsewhere/',
      'lectern://media/..%2f..%2fsecrets.json',
      'lectern://media/%2e%2e/lectern.db',
      'lectern://media/no-such-lecture',
      'lectern://media/%00',
    ];
    const ask = (address: string) =>
      fetch(address).then(
        (response) => (response.ok ? 'served' : 'refused'),
        () => 'refused',
      );
    return Promise.all(addresses.map(ask));
  });

  expect(new Set(outcomes)).toEqual(new Set(['refused']));
});

test('a page can ask only for what the contract names, and only well formed', async () => {
  const answers = await launched.window.evaluate(async () => {
    const { lectern } = window as Window & {
      lectern?: { invoke: (name: string, input: unknown) => Promise<unknown> };
    };
    const ask = (name: string, input: unknown) =>
      lectern?.invoke(name, input).catch(() => 'refused') ?? Promise.resolve('no bridge');
    return Promise.all([
      ask('run-anything', {}),
      ask('locate-media', { lectureId: 'x' }),
      ask('set-host-state', { state: 'suspend' }),
      ask('__proto__', {}),
      ask('show-file', { path: '/etc/passwd' }),
      ask('get-lecture', { lectureId: { $ne: null } }),
      ask('save-exports', { lectureId: 'x', formats: ['../../x'] }),
      ask('set-settings', { settings: { 'provider.baseUrl': 'file:///etc/passwd' } }),
    ]);
  });

  expect(answers.slice(0, 4)).toEqual(['refused', 'refused', 'refused', 'refused']);
  const replies = answers.slice(4) as Reply<unknown>[];
  expect(replies.map((reply) => reply.ok)).toEqual([false, false, false, false]);
  expect(replies[0]).toMatchObject({ failure: { code: 'FILE_NOT_OURS' } });
});

test('only plain https addresses of the provider are opened in the browser', async () => {
  await launched.app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { openedLinks: opened });
    shell.openExternal = (url) => {
      opened.push(url);
      return Promise.resolve();
    };
  });
  const allowed = 'https://platform.openai.com/api-keys';
  const hostile = [
    ...['http://platform.openai.com/', 'https://platform.openai.com.example.com/', 'file:///etc/passwd'],
    ...['javascript:alert(1)', 'smb://host/share', 'https://user:pass@platform.openai.com/', 'ms-msdt:/id'],
    ...['https://example.com/#platform.openai.com', 'https://platform.openai.com:8443/', 'data:text/html,x'],
  ];

  await launched.window.evaluate(
    async (addresses) => {
      const { lectern } = window as Window & {
        lectern?: { invoke: (name: string, input: unknown) => Promise<unknown> };
      };
      for (const url of addresses) await lectern?.invoke('open-link', { url });
    },
    [...hostile, allowed],
  );

  const opened = await launched.app.evaluate((): unknown => Reflect.get(globalThis, 'openedLinks'));
  expect(opened).toEqual([allowed]);
});

test('everything a page loads comes from the app itself', async () => {
  await launched.app.evaluate(({ session }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { askedAddresses: asked });
    session.defaultSession.webRequest.onBeforeRequest((details, decide) => {
      asked.push(details.url);
      decide({});
    });
  });

  await launched.window.reload();
  for (const name of ['Activity', 'Health', 'Settings', 'Library'] as const) {
    await goTo(launched.window, name);
    await expect(launched.window.getByRole('heading', { level: 1 })).toBeVisible();
  }

  const asked = (await launched.app.evaluate((): unknown =>
    Reflect.get(globalThis, 'askedAddresses'),
  )) as string[];
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.filter((address) => !/^(lectern:\/\/(app|media)\/|devtools:)/.test(address))).toEqual([]);
});

test('the home and what is in it belong to this user alone', async () => {
  requireSystem(systemsWithModes, 'files have no modes here');
  const modeOf = async (name: string) => (await stat(join(place.home, name))).mode & 0o777;

  expect(await modeOf('.')).toBe(0o700);
  expect(await modeOf('lectern.db')).toBe(0o600);
});
