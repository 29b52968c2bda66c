import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { NO_LATENCY } from '../simulator/latency.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { enterKey, goTo } from '../support/electron/desktop-steps.ts';
import { launchApp } from '../support/electron/launch-app.ts';
import { makeTestHome } from '../support/electron/test-home.ts';

/**
 * Chromium's own record of its network: what pages ask for, and what the browser around them fetches by itself
 * (dictionaries, updates), which no handler of a session sees.
 */
test('the app asks nobody on the network but the server that was chosen', async () => {
  const simulator = await startSimulator({ latency: NO_LATENCY });
  const place = await makeTestHome({ 'provider.baseUrl': simulator.url });
  const record = join(place.folder, 'network.json');
  try {
    const launched = await launchApp({ home: place.home, args: [`--log-net-log=${record}`] });
    await enterKey(launched.window, simulator.apiKey);
    await goTo(launched.window, 'Library');
    await goTo(launched.window, 'Health');
    await expect(launched.window.getByRole('heading', { level: 1 })).toBeVisible();
    // Proof that the record takes down what the browser fetches.
    await launched.app.evaluate(
      ({ net }, url) => net.fetch(`${url}/models`).then(() => undefined),
      simulator.url,
    );
    await launched.close();

    const addresses = [...(await readFile(record, 'utf8')).matchAll(/"url":"([^"]*)"/g)].map(
      ([, address = '']) => address,
    );
    expect(new Set(addresses)).toEqual(new Set([`${simulator.url}/models`]));
  } finally {
    await simulator.stop();
    await place.remove();
  }
});
