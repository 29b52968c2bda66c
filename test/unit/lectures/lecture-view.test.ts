import { describe, expect, test } from 'vitest';
import type { StageView } from '../../../preload/contract/lecture.ts';
import { lectureDocument, lectureSummary } from '../../../main/lectures/lecture-document.ts';
import { lectureStatus } from '../../../main/lectures/lecture-status.ts';
import { lectureView } from '../../../main/lectures/lecture-view.ts';
import { secondsLeft } from '../../../main/lectures/stage-progress.ts';
import { stageViews } from '../../../main/lectures/stage-views.ts';
import {
  lectureDocumentSchema,
  lectureSummarySchema,
  lectureViewSchema,
} from '../../../preload/contract/lecture.ts';
import { artifactOf, exportOf, objectOf } from '../../support/library-rows.ts';
import { openLectureBench, type LectureBench } from '../../support/lecture-bench.ts';
import { sampleFailure } from '../../support/queue/samples.ts';

/** `ingest completed, transcription none …` as one looks at it. */
function story(bench: LectureBench, id = 'a'): string {
  const { views, library } = bench;
  return stageViews(views, bench.lecture(id), library.newestTranscript(id))
    .map(({ status }) => status)
    .join(' ');
}

const viewOf = (bench: LectureBench, id = 'a') =>
  lectureViewSchema.parse(lectureView(bench.views, bench.lecture(id)));
const notTaken = { sourceSha256: null, durationMs: null, speechMs: null };

describe('how a lecture stands', () => {
  test('just added: queued, nothing begun', () => {
    const bench = openLectureBench();
    bench.add('a', notTaken);
    bench.enqueue('ingest', 'a');

    expect(story(bench)).toBe('queued none none none');
    expect(viewOf(bench)).toMatchObject({
      status: 'queued',
      durationSeconds: null,
      missingSeconds: 0,
      firstGapAt: null,
    });
  });

  test('between two stages: processing', () => {
    const bench = openLectureBench();
    bench.add('a');
    bench.ended('ingest', 'a', 'completed');
    bench.enqueue('transcription', 'a');

    expect(story(bench)).toBe('completed queued none none');
    expect(viewOf(bench).status).toBe('processing');
  });

  test('ended by a person before there was a transcript: failed; after it: partial', () => {
    const bench = openLectureBench();
    bench.add('a');
    bench.ended('ingest', 'a', 'completed');
    bench.ended('transcription', 'a', 'cancelled');
    expect([story(bench), viewOf(bench).status]).toEqual(['completed cancelled none none', 'failed']);

    bench.transcribe('a');
    bench.ended('generation', 'a', 'cancelled');
    expect(viewOf(bench).status).toBe('partial');
  });

  test('failed while taking in: failed, with the failure on its stage', () => {
    const bench = openLectureBench();
    bench.add('a', notTaken);
    bench.ended('ingest', 'a', 'failed');

    const view = viewOf(bench);
    expect([story(bench), view.status]).toEqual(['failed none none none', 'failed']);
    expect(view.stages[0]?.error).toEqual({
      code: 'SERVER_ERROR',
      message: 'The server failed.',
      remedy: sampleFailure().remedy,
    });
  });

  test('material failed but the transcript is there: partial', () => {
    const bench = openLectureBench();
    bench.add('a');
    bench.ended('ingest', 'a', 'completed');
    bench.transcribe('a');
    bench.ended('transcription', 'a', 'completed');
    bench.ended('generation', 'a', 'failed');

    expect([story(bench), viewOf(bench).status]).toEqual(['completed completed failed none', 'partial']);
  });

  test('all done with a gap: partial, with how much is missing and where it begins', () => {
    const bench = openLectureBench();
    bench.add('a');
    bench.transcribe('a', [
      { startMs: 5_000, endMs: 12_500 },
      { startMs: 40_000, endMs: 41_000 },
    ]);
    for (const stage of ['ingest', 'transcription', 'generation', 'export'] as const)
      bench.ended(stage, 'a', 'completed');

    expect(viewOf(bench)).toMatchObject({ status: 'partial', missingSeconds: 8.5, firstGapAt: 5 });
    bench.transcribe('a');
    expect(viewOf(bench)).toMatchObject({ status: 'ready', missingSeconds: 0, firstGapAt: null });
  });

  test('a later try counts, not the one before', () => {
    const bench = openLectureBench();
    bench.add('a');
    bench.ended('ingest', 'a', 'failed');
    bench.ended('ingest', 'a', 'completed');
    bench.enqueue('transcription', 'a');

    expect(story(bench)).toBe('completed queued none none');
  });

  test('a paused stage waits, and says so', async () => {
    const bench = openLectureBench();
    bench.add('a');
    bench.ended('ingest', 'a', 'completed');
    bench.enqueue('transcription', 'a');
    bench.queue.pauseStage('transcription');

    expect(viewOf(bench)).toMatchObject({ status: 'waiting' });
    expect(viewOf(bench).stages[1]).toMatchObject({ status: 'waiting', hold: 'paused', retryAt: null });
  });

  test('a job that a person must help waits with the failure behind it', () => {
    const bench = openLectureBench();
    bench.add('a');
    const job = bench.enqueue('ingest', 'a');
    bench.store.setJobHold(
      job.id,
      'needs-user',
      sampleFailure({ code: 'SOURCE_MISSING', class: 'needs-user' }),
    );

    expect(viewOf(bench).stages[0]).toMatchObject({
      status: 'waiting',
      hold: 'needs-user',
      error: { code: 'SOURCE_MISSING' },
    });
  });
});

describe('a lecture that needs fewer stages', () => {
  test('an imported transcript is never transcribed, and that is plain from the first moment', () => {
    const bench = openLectureBench();
    bench.add('a', { ...notTaken, sourceKind: 'transcript' });
    bench.enqueue('ingest', 'a');
    expect(story(bench)).toBe('queued skipped none none');

    const other = openLectureBench();
    other.add('a', { sourceKind: 'transcript', speechMs: null });
    other.ended('ingest', 'a', 'completed');
    other.transcribe('a');
    other.enqueue('generation', 'a');
    expect([story(other), viewOf(other).status]).toEqual(['completed skipped queued none', 'processing']);
  });

  test('one in which nothing is said is ready after it was taken in', () => {
    const bench = openLectureBench();
    bench.add('a', { speechMs: 0 });
    bench.ended('ingest', 'a', 'completed');
    bench.transcribe('a');

    expect([story(bench), viewOf(bench).status]).toEqual(['completed skipped skipped skipped', 'ready']);
  });

  test('one whose speech turned out to hold no words is ready without material', () => {
    const bench = openLectureBench();
    bench.add('a');
    bench.ended('ingest', 'a', 'completed');
    bench.transcribe('a');
    bench.ended('transcription', 'a', 'completed');

    expect([story(bench), viewOf(bench).status]).toEqual(['completed completed skipped skipped', 'ready']);
  });

  test('one for which no files are wanted ends with its material', () => {
    const bench = openLectureBench();
    bench.add('a');
    bench.transcribe('a');
    for (const stage of ['ingest', 'transcription', 'generation'] as const)
      bench.ended(stage, 'a', 'completed');

    expect([story(bench), viewOf(bench).status]).toEqual(['completed completed completed skipped', 'ready']);
  });

  test('the example is finished without any job', () => {
    const bench = openLectureBench();
    bench.add('a', { isExample: true });
    bench.transcribe('a');

    expect([story(bench), viewOf(bench).status]).toEqual([
      'completed completed completed completed',
      'ready',
    ]);
  });

  test('one taken back from its objects stands as they prove', () => {
    const bench = openLectureBench();
    bench.add('a');
    bench.transcribe('a');
    for (const key of ['k1', 'k2']) bench.library.addObject(objectOf(key, 'a'));
    bench.library.addArtifact(artifactOf('a', 1, 'k1'));
    expect(story(bench)).toBe('completed completed completed skipped');
    bench.library.addExport(exportOf('a', 1, 'k2'));
    expect([story(bench), viewOf(bench).status]).toEqual([
      'completed completed completed completed',
      'ready',
    ]);
  });

  test('one taken back without a transcript is not waited for', () => {
    const bench = openLectureBench();
    bench.add('a');
    expect([story(bench), viewOf(bench).status]).toEqual(['completed none none none', 'failed']);
  });
});

describe('progress', () => {
  test('counts tasks, those that failed or were cancelled too', () => {
    const bench = openLectureBench();
    bench.add('a');
    bench.enqueue('generation', 'a');
    const claim = bench.store.claim('generation');
    if (claim === null) throw new Error('Nothing to claim');
    bench.store.complete(claim, { outcome: 'done', failure: null, sent: null });

    expect(viewOf(bench).stages[2]).toMatchObject({
      status: 'running',
      done: 1,
      total: 5,
      secondsLeft: null,
    });
  });

  test('of taking in is told in thousandths', async () => {
    const bench = openLectureBench();
    bench.add('a');
    bench.enqueue('ingest', 'a');
    bench.queue.start();
    await bench.clock.advance(0);
    bench.stages.ingest.at('a/ingest').context.progress(0.25);
    expect(viewOf(bench).stages[0]).toMatchObject({
      status: 'running',
      done: 250,
      total: 1000,
      secondsLeft: null,
    });

    await bench.clock.advance(30_000);
    bench.stages.ingest.at('a/ingest').context.progress(0.5);
    expect(viewOf(bench).stages[0]).toMatchObject({ done: 500, secondsLeft: 30 });
  });

  test.each([
    [null, null],
    [{ fraction: 0.5, startedAt: null, startFraction: 0 }, null],
    [{ fraction: 0.5, startedAt: 9_000, startFraction: 0 }, null],
    [{ fraction: 0.2, startedAt: 0, startFraction: 0.2 }, null],
    [{ fraction: 0.5, startedAt: 0, startFraction: 0 }, 10],
    [{ fraction: 0.75, startedAt: 0, startFraction: 0.5 }, 10],
    [{ fraction: 1, startedAt: 0, startFraction: 0 }, 0],
  ])('%o after ten seconds', (progress, expected) => {
    expect(secondsLeft(progress, 10_000)).toBe(expected);
  });
});

test('the status is one of the words of the contract for every mixture of stages', () => {
  const all: StageView['status'][] = [
    'none',
    'skipped',
    'queued',
    'running',
    'waiting',
    'completed',
    'failed',
    'cancelled',
  ];
  const stage = (status: StageView['status']): StageView => ({
    ...{ stage: 'ingest', status, done: 0, total: 0, hold: null, retryAt: null, error: null },
    ...{ secondsLeft: null, jobId: null },
  });
  for (const first of all) {
    for (const second of all) {
      const stages = [stage(first), stage(second)];
      const open = [first, second].filter((one) => ['queued', 'running', 'waiting'].includes(one));
      const status = lectureStatus({ stages, hasTranscript: true, gapCount: 0 });
      expect(['queued', 'processing', 'waiting'].includes(status), `${first} ${second}`).toBe(
        open.length > 0,
      );
    }
  }
});

test('documents and summaries keep the promised shape, in seconds, dollars and titles', async () => {
  const bench = openLectureBench();
  bench.library.addCourse({
    ...{ id: 'c', title: 'Heat', glossary: [], transcriptionLanguage: null, generationLanguage: null },
    ...{ presetId: 'exam-mode', position: 0, createdAt: 1 },
  });
  bench.add('a', { courseId: 'c', forecastMicroUsd: 1_250_000 });
  bench.transcribe('a', [{ startMs: 1_500, endMs: 2_000 }]);
  bench.ended('ingest', 'a', 'failed');
  const segment = { id: 's1', startMs: 250, endMs: 1_500, text: 'Heat flows.', flags: [] };
  const dependencies = {
    ...bench.views,
    transcript: async () => ({
      lectureId: 'a',
      version: 1,
      language: 'en',
      coverage: 0.9,
      gaps: [{ startMs: 1_500, endMs: 2_000 }],
      segments: [segment],
    }),
    speech: async () => [],
  };

  const document = lectureDocumentSchema.parse(await lectureDocument(dependencies, bench.lecture('a')));

  expect(document).toMatchObject({
    course: 'Heat',
    status: 'partial',
    durationSeconds: 60,
    cost: { forecast: 1.25, actual: 0 },
  });
  expect(document.transcript?.gaps).toEqual([{ start: 1.5, end: 2 }]);
  expect(document.transcript?.segments).toEqual([
    { id: 's1', start: 0.25, end: 1.5, text: 'Heat flows.', flags: [] },
  ]);
  expect(document.jobs[0]).toMatchObject({ stage: 'ingest', status: 'failed', hold: null, attempts: 1 });
  const summary = lectureSummarySchema.parse(lectureSummary(bench.views, bench.lecture('a')));
  expect(summary).toMatchObject({ id: 'a', course: 'Heat', status: 'partial' });
});
