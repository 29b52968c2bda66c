import { describe, expect, test } from 'vitest';
import {
  courseView,
  createCourse,
  removeCourse,
  updateCourse,
} from '../../../main/lectures/course-commands.ts';
import { exportLecture } from '../../../main/lectures/export-lecture.ts';
import { removeLecture } from '../../../main/lectures/remove-lecture.ts';
import { sha256 } from '../../../main/lib/hash-file.ts';
import { failureOf, rejectionOf } from '../../support/failure-of.ts';
import { exportOf, objectOf } from '../../support/library-rows.ts';
import { openLectureBench, type LectureBench } from '../../support/lecture-bench.ts';
import { sampleFailure } from '../../support/queue/samples.ts';
import { openIngestBench } from '../../support/ingest-bench.ts';
import { sharedSound } from '../../support/ingest-shared.ts';
import { waitFor } from '../../support/wait-for.ts';

const never = new AbortController().signal;
const sound = sharedSound();

async function transcribed(): Promise<LectureBench> {
  const bench = openLectureBench();
  bench.add('a');
  bench.transcribe('a');
  bench.stages.export.limit = 10;
  bench.queue.start();
  await bench.clock.advance(0);
  return bench;
}

/** Ends a task of the export stage as the real one does, with a row. */
async function make(bench: LectureBench, format: 'md' | 'srt', version = 1): Promise<void> {
  const key = `export-${format}-${version}`;
  bench.stages.export.at(`a/export:${format}`).done({
    commit() {
      bench.library.addObject({ ...objectOf(key, 'a'), kind: 'export', version });
      bench.library.addExport({ ...exportOf('a', version, key), format });
    },
  });
  await bench.clock.advance(0);
}

describe('exporting', () => {
  const start = async (bench: LectureBench, formats: readonly string[], signal = never) => {
    const made = exportLecture(bench, bench.lecture('a'), formats, signal);
    made.catch(() => undefined);
    await bench.clock.advance(0);
    return made;
  };

  test('makes each wanted format once and answers it', async () => {
    const bench = await transcribed();
    const made = exportLecture(bench, bench.lecture('a'), ['md', 'srt', 'md'], never);
    await bench.clock.advance(0);
    expect(bench.stages.export.begun).toEqual(['a/export:md', 'a/export:srt']);
    await make(bench, 'md');
    await make(bench, 'srt');

    expect((await made).map(({ format, key }) => [format, key])).toEqual([
      ['md', 'export-md-1'],
      ['srt', 'export-srt-1'],
    ]);
  });

  test('waits for one that is under way, then makes its own; two callers do not meet', async () => {
    const bench = await transcribed();
    bench.enqueue('export', 'a', { formats: ['srt'] });
    bench.queue.wake();
    const all = [1, 2].map(() => exportLecture(bench, bench.lecture('a'), ['md'], never));
    await bench.clock.advance(0);
    await make(bench, 'srt');
    await bench.clock.advance(0);
    await make(bench, 'md', 1);
    await bench.clock.advance(0);
    await make(bench, 'md', 2);

    expect((await Promise.all(all)).map((made) => made.length)).toEqual([1, 1]);
    expect(bench.store.jobs({ subject: 'a' }).map(({ status }) => status)).toEqual([
      'completed',
      'completed',
      'completed',
    ]);
  });

  test('a format nobody makes and a lecture without a transcript are refused, and nothing is queued', async () => {
    const bench = await transcribed();
    bench.add('b');
    expect(await rejectionOf(exportLecture(bench, bench.lecture('a'), ['md', 'exe'], never))).toMatchObject({
      ...{ code: 'FORMAT_NOT_AVAILABLE', remedy: { action: 'use-other-format' } },
    });
    expect((await rejectionOf(exportLecture(bench, bench.lecture('b'), ['md'], never))).code).toBe(
      'NOTHING_TO_EXPORT',
    );
    expect(bench.store.jobs({})).toEqual([]);
  });

  test('the failure of one format is told', async () => {
    const bench = await transcribed();
    bench.stages.export.settling = async (_job, tasks) => {
      const failure = tasks.find((task) => task.error !== null)?.error ?? null;
      return failure === null ? { kind: 'completed' } : { kind: 'failed', failure };
    };
    const made = rejectionOf(exportLecture(bench, bench.lecture('a'), ['md', 'srt'], never));
    await bench.clock.advance(0);
    bench.stages.export.at('a/export:md').fail(sampleFailure({ code: 'OBJECT_MISSING', class: 'fatal' }));
    await make(bench, 'srt');

    expect((await made).code).toBe('OBJECT_MISSING');
  });

  test('a paused stage is told instead of waited for, and the job stays', async () => {
    const bench = await transcribed();
    bench.queue.pauseStage('export');
    expect((await rejectionOf(exportLecture(bench, bench.lecture('a'), ['md'], never))).code).toBe(
      'STAGE_PAUSED',
    );
    expect(bench.store.jobs({ subject: 'a' })[0]?.status).toBe('queued');
  });

  test('one that a person cancels is told as that', async () => {
    const bench = await transcribed();
    const made = rejectionOf(start(bench, ['md']));
    await bench.clock.advance(0);
    const cancelled = bench.queue.cancel(bench.store.jobs({ subject: 'a' })[0]?.id ?? '');
    await bench.clock.advance(2_000);
    await cancelled;
    expect((await made).code).toBe('JOB_CANCELLED');
  });
});

describe('removing a lecture', () => {
  test('takes away rows, objects, what a dead try left, and the decoded sound; the job stays on record', async () => {
    const bench = openIngestBench({ media: sound.media() });
    const [id, kept] = [bench.add(sound.spoken()), bench.add(sound.silent())];
    for (const one of [id, kept]) bench.commit(await bench.run(one));
    const orphan = Buffer.from('left behind');
    const expected = { sha256: sha256(orphan), bytes: orphan.length };
    await bench.objects.put(`lectures/${id}/manifest/1-${expected.sha256}.json`, orphan, expected, never);
    const removed: string[] = [];
    const announcer = { removed: (one: string) => void removed.push(one) };

    await removeLecture({ ...bench, announcer }, bench.library.lecture(id) ?? failNow(), never);

    expect(removed).toEqual([id]);
    expect(bench.library.lectures().map((lecture) => lecture.id)).toEqual([kept]);
    expect(await bench.differences()).toEqual([]);
    expect(bench.library.objects(id)).toEqual([]);
    expect(await bench.objects.size(bench.library.objects(kept)[0]?.key ?? '', never)).toBeGreaterThan(0);
    expect(bench.store.jobs({ subject: id }).map(({ status }) => status)).toEqual(['cancelled']);
  });

  test('ends what is at work on it first', async () => {
    const bench = openIngestBench({ media: sound.media() });
    const id = bench.add(sound.spoken());
    bench.queue.start();
    await waitFor('it is being taken in', () => bench.staged().length > 0);

    const announcer = { removed: () => undefined };
    await removeLecture({ ...bench, announcer }, bench.library.lecture(id) ?? failNow(), never);

    expect(bench.store.jobs({ subject: id }).map(({ status }) => status)).toEqual(['cancelled']);
    await waitFor('nothing is on its way', () => bench.staged().length === 0);
    expect(await bench.differences()).toEqual([]);
    expect(bench.reported).toEqual([]);
  });
});

describe('courses', () => {
  const courses = () => {
    const bench = openLectureBench();
    const dependencies = { library: bench.library, clock: bench.clock, defaultPreset: () => 'exam-mode' };
    return { ...bench, create: (title: string) => createCourse(dependencies, title) };
  };

  test('are made at the end of the list, with the preset of new lectures', () => {
    const { create, library } = courses();
    create(' Heat ');
    const optics = create('Optics');
    expect(library.courses().map(({ title, position }) => [title, position])).toEqual([
      ['Heat', 0],
      ['Optics', 1],
    ]);
    expect(courseView(optics)).toEqual({
      ...{ id: optics.id, revision: optics.revision, title: 'Optics', glossary: [] },
      ...{ transcriptionLanguage: null, generationLanguage: null, presetId: 'exam-mode' },
    });
  });

  test('of a name that is there are that course, whatever its case', () => {
    const { create } = courses();
    expect(create('HEAT').id).toBe(create('heat').id);
  });

  test('are changed in what was given and nothing else', () => {
    const { create, library } = courses();
    const { id } = create('Heat');
    updateCourse(library, { id, glossary: ['entropy'] });
    const changed = updateCourse(library, { id, title: ' Thermodynamics ', transcriptionLanguage: 'de' });
    expect(changed).toMatchObject({
      title: 'Thermodynamics',
      glossary: ['entropy'],
      transcriptionLanguage: 'de',
    });
    expect(updateCourse(library, { id, title: 'thermodynamics' }).title).toBe('thermodynamics');
  });

  test('without a name, of a taken name, or that are gone are refused', () => {
    const { create, library } = courses();
    const { id } = create('Heat');
    create('Optics');
    expect(failureOf(() => create('   ')).code).toBe('COURSE_TITLE_EMPTY');
    expect(failureOf(() => updateCourse(library, { id, title: ' ' })).code).toBe('COURSE_TITLE_EMPTY');
    expect(failureOf(() => updateCourse(library, { id, title: ' optics ' }))).toMatchObject({
      ...{
        code: 'COURSE_TITLE_TAKEN',
        message: 'There is a course called "Optics" already. Choose another name.',
      },
    });
    expect(failureOf(() => updateCourse(library, { id: 'gone', title: 'x' })).code).toBe('COURSE_UNKNOWN');
    expect(failureOf(() => removeCourse(library, 'gone')).code).toBe('COURSE_UNKNOWN');
  });

  test('leave their lectures unsorted when they go', () => {
    const bench = courses();
    const { id } = bench.create('Heat');
    bench.add('a', { courseId: id });
    removeCourse(bench.library, id);
    expect(bench.lecture('a').courseId).toBeNull();
  });
});

function failNow(): never {
  throw new Error('The lecture is not there');
}
