import { join } from 'node:path';
import { onTestFinished, describe, expect, test } from 'vitest';
import { startTestCore, type TestCore } from '../../support/core/test-core.ts';
import { sharedSound } from '../../support/ingest-shared.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const sound = sharedSound();
/** Nobody listens there. */
const provider = { url: 'http://127.0.0.1:9/v1', apiKey: null };

async function lookingOn(home: string): Promise<TestCore> {
  const core = await startTestCore({ home, provider, work: 'none' });
  onTestFinished(() => core.stop());
  return core;
}

describe('a core that works on no stage', () => {
  test('tells all the same what holds a job', async () => {
    const core = await lookingOn(join(temporaryFolder(), 'home'));
    const lectureId = await core.add(sound.spoken());

    await core.ask('pause-stage', { stage: 'ingest' });

    const { jobs } = await core.ask('list-jobs', {});
    expect(jobs).toMatchObject([{ stage: 'ingest', status: 'queued', hold: 'paused' }]);
    expect(await core.ask('get-lecture', { lectureId })).toMatchObject({ status: 'waiting' });
  });
});
