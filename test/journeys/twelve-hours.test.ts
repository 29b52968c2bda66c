import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runFfmpeg } from '../support/audio/encode.ts';
import { startTestCore } from '../support/core/test-core.ts';

/** Decoding and writing the playback proxy take about two minutes of one processor. */
const TIME_LIMIT_MS = 900_000;

test(
  'twelve hours of silence become a lecture with an empty, whole transcript, and nothing is sent',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lectern-silence-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const path = join(folder, 'silence.flac');
    await runFfmpeg(['-f', 'lavfi', '-i', 'anullsrc=r=8000:cl=mono', '-t', '43200', path]);
    // Nobody listens there: a request would hold the lecture for ever.
    const nobody = { url: 'http://127.0.0.1:9/v1', apiKey: 'sk-nobody' };
    const core = await startTestCore({ home: join(folder, 'home'), provider: nobody });
    onTestFinished(() => core.stop());

    const lecture = await core.settled(await core.add(path), TIME_LIMIT_MS);

    expect(lecture).toMatchObject({ status: 'ready', durationSeconds: 43_200, artifacts: [], exports: [] });
    expect(lecture.transcript).toMatchObject({ coverage: 1, gaps: [], segments: [] });
    expect(lecture.cost).toEqual({ forecast: 0, actual: 0 });
    expect((await core.ask('get-sent-log', {})).entries).toEqual([]);
  },
  TIME_LIMIT_MS,
);
