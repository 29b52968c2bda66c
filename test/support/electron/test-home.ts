import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createCore } from '../../../main/core.ts';
import { createSessionVault } from '../../../main/settings/session-vault.ts';
import type { Settings } from '../../../preload/contract/settings.ts';
import { quickSettings } from '../core/test-core.ts';
import { projectFolder } from './electron-choice.ts';

/** A home with settings a test can watch, and room beside it for recordings and saved files. */
export interface TestHome {
  /** Holds everything; removed with `remove`. */
  readonly folder: string;
  readonly home: string;
  /** Empty; where a test lets the app save to. */
  readonly saved: string;
  remove(): Promise<void>;
}

/** A server that is not there: a test that needs one names its simulator. */
const nowhere: Partial<Settings> = { 'provider.baseUrl': 'http://127.0.0.1:9/v1' };

/** Answers that think as long as real ones do are waited for. */
const patientTimeouts: Partial<Settings> = {
  'network.headerTimeoutMs': 30_000,
  'network.bodyTimeoutMs': 30_000,
  'network.totalTimeoutMs': 60_000,
};

/**
 * Makes a home in which probes, backoff and breaker are short and no host outside this machine is ever asked. The settings are saved
 * before the app first starts, by a core that does no work.
 */
export async function makeTestHome(settings: Partial<Settings> = {}): Promise<TestHome> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-e2e-'));
  const home = join(folder, 'home');
  const saved = join(folder, 'saved');
  await mkdir(saved);
  const core = await createCore({
    kind: 'cli',
    home,
    resources: join(projectFolder, 'resources'),
    environment: {},
    vault: createSessionVault({}),
    work: 'none',
  });
  await core.start();
  await core.handlers['set-settings'](
    { settings: { ...quickSettings, ...patientTimeouts, ...nowhere, ...settings } },
    AbortSignal.timeout(10_000),
  );
  await core.stop();
  return {
    folder,
    home,
    saved,
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
