/**
 * Run as `node ingest-process.ts HOME RECORDING`: starts the built core in a thread, as the app does, takes the recording in, and prints
 * the memory of the whole process as one JSON line.
 */
import { performance } from 'node:perf_hooks';

import { settingsSchema } from '../../../preload/contract/settings.ts';
import { startCoreThread, type CoreThread } from '../../../main/desktop/core-thread.ts';
import { createDesktopAnswers } from '../../../main/desktop/desktop-answers.ts';
import { createSessionVault } from '../../../main/settings/session-vault.ts';
import { quickSettings } from '../core/test-core.ts';
import { projectUrl } from './project-url.ts';
import { idleMemory, peakMemory } from './process-memory.ts';

/** What the process prints. Memory in bytes, of the whole process. */
export interface IngestMemory {
  readonly idleBytes: number;
  readonly peakBytes: number;
  readonly seconds: number;
}

const [home = '', recording = ''] = process.argv.slice(2);
const core = startCoreThread(
  projectUrl('out/main/core-worker.js'),
  { home, resources: projectUrl('resources').pathname, environment: {} },
  createDesktopAnswers(createSessionVault({})),
);
const settings = settingsSchema
  .partial()
  .parse({ ...quickSettings, 'provider.baseUrl': 'http://127.0.0.1:9/v1' });
await ask(core, 'set-settings', { settings });
// What comes after is not to be measured.
await ask(core, 'pause-stage', { stage: 'transcription' });
const idleBytes = await idleMemory();
const started = performance.now();
await takeIn(core, recording);
const result: IngestMemory = {
  idleBytes,
  peakBytes: await peakMemory(),
  seconds: (performance.now() - started) / 1000,
};
await core.stop();
process.stdout.write(`${JSON.stringify(result)}\n`);

/** Resolves when the ingest stage is completed. */
async function takeIn(thread: CoreThread, path: string): Promise<void> {
  const done = new Promise<void>((resolve, reject) => {
    thread.subscribe((event) => {
      if (event.name !== 'lecture-changed') return;
      const stage = event.payload.stages.find((one) => one.stage === 'ingest');
      if (stage?.status === 'completed') resolve();
      if (stage?.status === 'failed')
        reject(new Error(stage.error?.message ?? 'The recording was not taken in'));
    });
  });
  await ask(thread, 'import-lectures', { paths: [path], choice: {} });
  await done;
}

async function ask(thread: CoreThread, command: string, input: unknown): Promise<void> {
  const reply = await thread.call(command, input);
  if (!reply.ok) throw new Error(`${command}: ${reply.failure.message}`);
}
