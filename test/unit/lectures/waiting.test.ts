import { describe, expect, test } from 'vitest';
import { awaitJob } from '../../../main/lectures/await-job.ts';
import { awaitSettled } from '../../../main/lectures/await-settled.ts';
import { lectureView } from '../../../main/lectures/lecture-view.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { openLectureBench, type LectureBench } from '../../support/lecture-bench.ts';
import { sampleFailure } from '../../support/queue/samples.ts';

const never = new AbortController().signal;

/** Waits for these lectures; `seen` tells how it stands. */
function waiting(
  bench: LectureBench,
  ids: readonly string[],
  options: { throughHolds?: boolean; signal?: AbortSignal } = {},
) {
  const seen = { state: 'waiting', looks: 0 };
  const done = awaitSettled(
    {
      views() {
        seen.looks += 1;
        return ids.map((id) => lectureView(bench.views, bench.lecture(id)));
      },
      counts: (id) => ids.includes(id),
      subscribe: (listener) => bench.events.subscribe(listener),
    },
    options.throughHolds ?? false,
    options.signal ?? never,
  );
  done.then(
    ({ held }) => (seen.state = held ? 'held' : 'settled'),
    () => (seen.state = 'rejected'),
  );
  return { seen, done };
}

/** `count` lectures that were taken in and wait for transcription. */
async function lectures(...ids: readonly string[]): Promise<LectureBench> {
  const bench = openLectureBench();
  for (const id of ids) {
    bench.add(id);
    bench.transcribe(id);
    bench.enqueue('export', id);
  }
  bench.stages.export.limit = 10;
  bench.queue.start();
  await bench.clock.advance(0);
  return bench;
}

async function end(bench: LectureBench, id: string): Promise<void> {
  for (const task of ['export:md', 'export:srt']) bench.stages.export.at(`${id}/${task}`).done();
  await bench.clock.advance(0);
}

describe('waiting for lectures', () => {
  test('nothing to wait for is over at once', async () => {
    const bench = await lectures();
    await expect(waiting(bench, []).done).resolves.toEqual({ held: false });
  });

  test('it ends when the last of several is settled, and asks for all of them only once', async () => {
    const bench = await lectures('a', 'b', 'c');
    const { seen, done } = waiting(bench, ['a', 'b', 'c']);

    await end(bench, 'b');
    await end(bench, 'a');
    expect(seen.state).toBe('waiting');
    await end(bench, 'c');

    await expect(done).resolves.toEqual({ held: false });
    expect(seen.looks).toBe(1);
  });

  test('lectures that do not count keep nobody waiting', async () => {
    const bench = await lectures('a', 'b');
    const { done } = waiting(bench, ['a']);
    await end(bench, 'a');
    await expect(done).resolves.toEqual({ held: false });
  });

  test('one that is held ends the wait only when nothing else moves', async () => {
    const bench = await lectures('a', 'b');
    const { seen, done } = waiting(bench, ['a', 'b']);
    const failure = sampleFailure({ code: 'SOURCE_MISSING', class: 'needs-user' });

    for (const task of ['export:md', 'export:srt']) bench.stages.export.at(`a/${task}`).fail(failure);
    await bench.clock.advance(0);
    expect(seen.state).toBe('waiting');
    await end(bench, 'b');

    await expect(done).resolves.toEqual({ held: true });
  });

  test('whoever wants to wait through holds does', async () => {
    const bench = await lectures('a');
    const { seen, done } = waiting(bench, ['a'], { throughHolds: true });
    const failure = sampleFailure({ code: 'SOURCE_MISSING', class: 'needs-user' });
    for (const task of ['export:md', 'export:srt']) bench.stages.export.at(`a/${task}`).fail(failure);
    await bench.clock.advance(0);
    expect(seen.state).toBe('waiting');

    bench.queue.tryNow('a');
    await bench.clock.advance(0);
    await end(bench, 'a');

    await expect(done).resolves.toEqual({ held: false });
  });

  test('a wait for the next try passes by itself and is waited through', async () => {
    const bench = await lectures('a');
    const { seen, done } = waiting(bench, ['a']);
    for (const task of ['export:md', 'export:srt']) bench.stages.export.at(`a/${task}`).fail(sampleFailure());
    await bench.clock.advance(0);
    expect(seen.state).toBe('waiting');

    await bench.clock.advance(10_000);
    await end(bench, 'a');

    await expect(done).resolves.toEqual({ held: false });
  });

  test('a paused stage is a hold that a person must end', async () => {
    const bench = openLectureBench();
    bench.add('a');
    bench.transcribe('a');
    bench.queue.pauseStage('export');
    bench.enqueue('export', 'a');
    await expect(waiting(bench, ['a']).done).resolves.toEqual({ held: true });
  });

  test('a lecture without any job is not waited for', async () => {
    const bench = openLectureBench();
    bench.add('a');
    await expect(waiting(bench, ['a']).done).resolves.toEqual({ held: false });
  });

  test('a lecture that is removed is not waited for any more', async () => {
    const bench = await lectures('a');
    const { done } = waiting(bench, ['a']);
    bench.events.emit({ name: 'lecture-removed', payload: { id: 'a' } });
    await expect(done).resolves.toEqual({ held: false });
  });

  test('a settled one that is begun again is waited for again', async () => {
    const bench = await lectures('a', 'b');
    const { seen, done } = waiting(bench, ['a', 'b']);
    await end(bench, 'a');
    bench.enqueue('export', 'a');
    bench.queue.wake();
    await bench.clock.advance(0);

    await end(bench, 'b');
    expect(seen.state).toBe('waiting');
    await end(bench, 'a');

    await expect(done).resolves.toEqual({ held: false });
  });

  test('it can be interrupted, before and after it began, with the reason', async () => {
    const bench = await lectures('a');
    const controller = new AbortController();
    const { done } = waiting(bench, ['a'], { signal: controller.signal });

    controller.abort(new Error('enough'));

    await expect(done).rejects.toThrow('enough');
    await expect(waiting(bench, ['a'], { signal: controller.signal }).done).rejects.toThrow('enough');
  });
});

describe('waiting for one job', () => {
  const jobOf = (bench: LectureBench) => bench.store.jobs({ subject: 'a' })[0]?.id ?? '';

  test('answers the job however it ended', async () => {
    const bench = await lectures('a');
    const done = awaitJob(bench, jobOf(bench), never);
    await end(bench, 'a');
    expect((await done).status).toBe('completed');

    bench.enqueue('export', 'a');
    const other = bench.store.jobs({ subject: 'a', status: 'queued' })[0]?.id ?? '';
    const cancelled = awaitJob(bench, other, never);
    await bench.queue.cancel(other);
    expect((await cancelled).status).toBe('cancelled');
  });

  test('a paused stage is told with the button that resumes it', async () => {
    const bench = openLectureBench();
    bench.add('a');
    bench.queue.pauseStage('export');
    const job = bench.enqueue('export', 'a');

    const failure = await rejectionOf(awaitJob(bench, job.id, never));

    expect(failure).toMatchObject({
      code: 'STAGE_PAUSED',
      remedy: { action: 'resume-stage', target: 'export' },
    });
    expect(bench.store.job(job.id)?.status).toBe('queued');
  });

  test('what holds it is thrown with its own sentence', async () => {
    const bench = await lectures('a');
    const done = rejectionOf(awaitJob(bench, jobOf(bench), never));
    const failure = sampleFailure({
      code: 'STORAGE_FULL',
      message: 'The disk is full.',
      class: 'needs-user',
      scope: 'disk',
    });

    for (const task of ['export:md', 'export:srt']) bench.stages.export.at(`a/${task}`).fail(failure);
    await bench.clock.advance(0);

    expect(await done).toMatchObject({ code: 'STORAGE_FULL', message: 'The disk is full.' });
  });

  test('one that was never there is a plain failure, an interruption its reason', async () => {
    const bench = await lectures('a');
    expect((await rejectionOf(awaitJob(bench, 'no such job', never))).code).toBe('JOB_UNKNOWN');
    await expect(awaitJob(bench, jobOf(bench), AbortSignal.abort(new Error('enough')))).rejects.toThrow(
      'enough',
    );
  });
});
