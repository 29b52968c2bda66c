import { describe, expect, test } from 'vitest';
import type { Stage } from '../../../preload/contract/job.ts';
import { findJob, findLecture } from '../../../main/lectures/find-lecture.ts';
import { redoGaps, replayStage } from '../../../main/lectures/replay-stage.ts';
import { failureOf } from '../../support/failure-of.ts';
import { exportOf, objectOf, pieceOf } from '../../support/library-rows.ts';
import { openLectureBench, type LectureBench } from '../../support/lecture-bench.ts';

function replay(bench: LectureBench, stage: Stage, confirmed = true) {
  const forecast = () => 420_000;
  return replayStage(
    { library: bench.library, store: bench.store, forecast },
    bench.lecture('a'),
    stage,
    confirmed,
  );
}

const keysOf = (bench: LectureBench, jobId = '') => bench.store.tasks(jobId).map((task) => task.key);

/** A finished lecture of three pieces, the second of which has no text. */
function finished(): LectureBench {
  const bench = openLectureBench();
  bench.add('a');
  bench.library.putPieces(
    [0, 1, 2].map((at) => pieceOf(`p${at}`, 'a', at, [at * 16_000, (at + 1) * 16_000])),
  );
  for (const id of ['p0', 'p2']) bench.library.settlePiece(id, `call-${id}`, []);
  bench.library.addObject({ ...objectOf('source', 'a'), kind: 'source' });
  bench.transcribe('a', [{ startMs: 1_000, endMs: 2_000 }]);
  for (const stage of ['ingest', 'transcription', 'generation', 'export'] as const)
    bench.ended(stage, 'a', 'completed');
  return bench;
}

describe('making a stage anew', () => {
  test('only tells the price until it is confirmed', () => {
    const bench = finished();
    const before = bench.store.jobs({}).length;

    expect(replay(bench, 'generation', false)).toEqual({ job: null, forecastMicroUsd: 420_000 });
    expect(bench.store.jobs({}).length).toBe(before);
    expect(bench.lecture('a').generation).toBe(1);
  });

  test.each([
    ['transcription', 2, ['piece:p0', 'piece:p1', 'piece:p2']],
    [
      'generation',
      2,
      [
        'artifact:summary',
        'artifact:outline',
        'artifact:key-terms',
        'artifact:flashcards',
        'artifact:exam-questions',
      ],
    ],
    ['ingest', 1, ['ingest']],
    ['export', 1, ['export:md', 'export:srt']],
  ] as const)('%s: only paid work counts as a new generation', (stage, generation, keys) => {
    const bench = finished();

    const { job } = replay(bench, stage);

    expect(job).toMatchObject({ stage, status: 'queued', generation });
    expect(bench.lecture('a').generation).toBe(generation);
    expect(keysOf(bench, job?.id).toSorted()).toEqual([...keys].toSorted());
  });

  test('a stage that was cancelled goes on where it stood, as the same generation', () => {
    const bench = finished();
    bench.store.cancel(replay(bench, 'generation').job?.id ?? '');
    expect(bench.lecture('a').generation).toBe(2);

    expect(replay(bench, 'generation').job).toMatchObject({ generation: 2 });

    expect(bench.lecture('a').generation).toBe(2);
  });

  test('taking in that was cancelled before the copy was made begins again from the file', () => {
    const bench = openLectureBench();
    bench.add('a', { sourcePath: '/recordings/a.mp3' });
    bench.store.cancel(bench.enqueue('ingest', 'a').id);

    expect(replay(bench, 'ingest').job).toMatchObject({ stage: 'ingest', status: 'queued', generation: 1 });
  });

  test('files are made anew in the formats there are', () => {
    const bench = finished();
    bench.library.addObject(objectOf('k', 'a'));
    bench.library.addExport({ ...exportOf('a', 1, 'k'), format: 'html' });

    expect(keysOf(bench, replay(bench, 'export').job?.id)).toEqual(['export:html']);
  });

  test('is refused while anything of the lecture is at work', () => {
    const bench = finished();
    bench.enqueue('export', 'a');
    for (const stage of ['ingest', 'transcription', 'generation', 'export'] as const) {
      expect(failureOf(() => replay(bench, stage, false))).toMatchObject({
        code: 'JOB_ALREADY_OPEN',
        remedy: { action: 'wait' },
      });
    }
    expect(bench.lecture('a').generation).toBe(1);
  });

  test.each([
    ['ingest', {}, 'There is no recording in the library.'],
    ['transcription', {}, 'The recording was not listened to yet.'],
    ['transcription', { sourceKind: 'transcript' }, 'This lecture came as a transcript, without sound.'],
    ['transcription', { speechMs: 0 }, 'Nothing is said in this recording.'],
    ['generation', {}, 'There is no transcript yet to make it from.'],
    ['export', {}, 'There is no transcript yet to make it from.'],
  ] as const)('%s without what it is made from is refused with the reason', (stage, change, message) => {
    const bench = openLectureBench();
    bench.add('a', { sourcePath: null, ...change });
    expect(failureOf(() => replay(bench, stage))).toMatchObject({ code: 'REPLAY_NOT_POSSIBLE', message });
  });

  test('material of a recording in which nothing is said, and files where none are wanted, are refused', () => {
    const bench = openLectureBench();
    const lecture = bench.add('a', { speechMs: 0 });
    bench.library.changeLecture('a', { choice: { ...lecture.choice, formats: [] } });
    bench.transcribe('a');
    for (const stage of ['generation', 'export'] as const) {
      expect(failureOf(() => replay(bench, stage)).code).toBe('REPLAY_NOT_POSSIBLE');
    }
  });
});

describe('redoing gaps', () => {
  test('asks for the pieces without text and nothing else, in the same generation', () => {
    const bench = finished();

    const job = redoGaps(bench, bench.lecture('a'));

    expect(job).toMatchObject({ stage: 'transcription', generation: 1, status: 'queued' });
    expect(keysOf(bench, job.id)).toEqual(['piece:p1']);
  });

  test('is refused when nothing is missing, and while the lecture is at work', () => {
    const bench = finished();
    bench.enqueue('export', 'a');
    expect(failureOf(() => redoGaps(bench, bench.lecture('a'))).code).toBe('JOB_ALREADY_OPEN');

    const whole = finished();
    whole.library.settlePiece('p1', 'call-p1', []);
    expect(failureOf(() => redoGaps(whole, whole.lecture('a')))).toMatchObject({
      ...{ code: 'NO_GAPS', message: 'Nothing is missing in this transcript.' },
    });
  });
});

describe('finding by the beginning of an id', () => {
  const id = (end: string) => `0192f0aa-0000-7000-8000-0000000000${end}`;

  test('the whole id, or enough of it', () => {
    const bench = openLectureBench();
    bench.add(id('01'));
    expect(findLecture(bench.library, id('01')).id).toBe(id('01'));
    expect(findLecture(bench.library, '0192f0').id).toBe(id('01'));
  });

  test('a whole id is never ambiguous', () => {
    const bench = openLectureBench();
    bench.add('abcdef');
    bench.add('abcdefg');
    expect(findLecture(bench.library, 'abcdef').id).toBe('abcdef');
  });

  test('too little, too much or something else is refused with what to do', () => {
    const bench = openLectureBench();
    bench.add(id('01'));
    bench.add(id('02'));
    expect(failureOf(() => findLecture(bench.library, '0192f0'))).toMatchObject({
      code: 'LECTURE_AMBIGUOUS',
    });
    for (const wrong of ['0192f', '%', '', 'ffffff', `${id('01')}0`]) {
      expect(failureOf(() => findLecture(bench.library, wrong)).code, wrong).toBe('LECTURE_UNKNOWN');
    }
    expect(failureOf(() => findLecture(bench.library, 'x'.repeat(5_000))).message.length).toBeLessThan(150);
  });

  test('jobs have short ids, which are given whole', () => {
    const bench = openLectureBench();
    bench.add('a');
    const job = bench.enqueue('ingest', 'a');

    expect(findJob(bench.store, job.id).id).toBe(job.id);
    for (const wrong of ['', 'j', `${job.id}0`, 'ffffffff']) {
      expect(failureOf(() => findJob(bench.store, wrong)).code, wrong).toBe('JOB_UNKNOWN');
    }
  });
});
