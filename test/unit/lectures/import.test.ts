import {
  appendFileSync,
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  importChoiceSchema,
  importOutcomeSchema,
  type ImportChoice,
} from '../../../preload/contract/commands.ts';
import { settingDefaults, type Settings } from '../../../preload/contract/settings.ts';
import { importLectures, type ImportDependencies } from '../../../main/lectures/import-lectures.ts';
import { titleFrom } from '../../../main/lectures/lecture-title.ts';
import { openIngestBench } from '../../support/ingest-bench.ts';
import { sharedSound } from '../../support/ingest-shared.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const sound = sharedSound();
const never = new AbortController().signal;

function open(settings: Partial<Settings> = {}) {
  const bench = openIngestBench({ media: sound.media() });
  const added: string[] = [];
  const dependencies: ImportDependencies = {
    ...{ library: bench.library, store: bench.store, media: sound.media() },
    clock: { now: () => Date.UTC(2026, 10, 23), after: () => () => undefined },
    settings: () => ({ ...settingDefaults, ...settings }),
    presetIds: () => ['exam-mode', 'brief'],
    forecast: ({ durationMs, bytes }) => (durationMs ?? 0) + bytes,
    added: (id) => added.push(id),
  };
  const add = async (paths: readonly string[], choice: Partial<ImportChoice> = {}, signal = never) => {
    const outcomes = await importLectures(dependencies, paths, importChoiceSchema.parse(choice), signal);
    return outcomes.map((outcome) => importOutcomeSchema.parse(outcome));
  };
  return { ...bench, added, addFiles: add };
}

/** A copy under another name that has not been touched for a while. */
function copyOf(source: string, name: string, folder = temporaryFolder()): string {
  const path = join(folder, name);
  copyFileSync(source, path);
  utimesSync(path, new Date(0), new Date(0));
  return path;
}

const idOf = (outcome: { outcome: string } | undefined) =>
  outcome && 'lectureId' in outcome ? String(outcome.lectureId) : '';

describe('adding recordings', () => {
  test('each becomes a lecture with its first job, nothing is copied yet', async () => {
    const bench = open();
    const path = copyOf(sound.spoken(), 'Week_1.2 Entropy.wav');

    const [outcome] = await bench.addFiles([path]);

    expect(outcome).toMatchObject({ outcome: 'imported', path });
    const id = idOf(outcome);
    expect(bench.library.lecture(id)).toMatchObject({
      ...{
        title: 'Week 1.2 Entropy',
        sourceKind: 'audio',
        sourcePath: path,
        sourceName: 'Week_1.2 Entropy.wav',
      },
      ...{
        sourceBytes: statSync(path).size,
        sourceSha256: null,
        durationMs: 20_000,
        speechMs: null,
        generation: 1,
      },
      forecastMicroUsd: 20_000 + statSync(path).size,
    });
    expect(bench.store.jobs({ subject: id }).map((job) => [job.stage, job.status])).toEqual([
      ['ingest', 'queued'],
    ]);
    expect(bench.added).toEqual([id]);
    expect(bench.library.objects(id)).toEqual([]);
  });

  test('one that is refused stops none of the others and leaves nothing behind', async () => {
    const bench = open();
    const folder = temporaryFolder();
    const [empty, text] = [join(folder, 'empty.mp3'), join(folder, 'text.mp3')];
    writeFileSync(empty, '');
    writeFileSync(text, 'Dear students');
    for (const path of [empty, text]) utimesSync(path, new Date(0), new Date(0));

    const outcomes = await bench.addFiles([empty, text, join(folder, 'gone.mp3'), folder, sound.spoken()]);

    expect(outcomes.map((one) => ('failure' in one ? one.failure.code : one.outcome))).toEqual([
      ...['AUDIO_EMPTY_FILE', 'AUDIO_IS_TEXT', 'AUDIO_FILE_MISSING', 'AUDIO_IS_FOLDER', 'imported'],
    ]);
    expect(bench.library.lectures()).toHaveLength(1);
    expect(bench.store.jobs({})).toHaveLength(1);
    expect(readdirSync(folder).toSorted()).toEqual(['empty.mp3', 'text.mp3']);
  });

  test('one that is still being written is refused with when to try again', async () => {
    const path = copyOf(sound.spoken(), 'growing.wav');
    const timer = setInterval(() => appendFileSync(path, Buffer.alloc(1_000)), 20);
    appendFileSync(path, 'x');
    const [outcome] = await open().addFiles([path]);
    clearInterval(timer);

    expect(outcome).toMatchObject({
      outcome: 'refused',
      failure: { code: 'AUDIO_STILL_GROWING', remedy: { action: 'retry' } },
    });
  });

  test('a name of emoji as long as the system takes is kept as the title', async () => {
    const name = `${'🎓'.repeat(62)}.wav`;
    const path = copyOf(sound.spoken(), name);
    const bench = open();
    const [outcome] = await bench.addFiles([path]);
    expect(bench.library.lecture(idOf(outcome))?.title).toBe('🎓'.repeat(62));
  });

  test('it ends when it is told to, with the reason', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(open().addFiles([sound.spoken()], {}, signal)).rejects.toThrow('enough');
  });
});

describe('the same file again', () => {
  test('twice in one call: the second asks, before anything was copied', async () => {
    const bench = open();
    const [first, second] = await bench.addFiles([sound.spoken(), sound.spoken()]);

    expect(second).toEqual({
      outcome: 'duplicate',
      path: sound.spoken(),
      lectureId: idOf(first),
      title: 'spoken',
    });
    expect(bench.library.lectures()).toHaveLength(1);
  });

  test('under another name, while the first is being taken in and afterwards', async () => {
    const bench = open();
    const other = copyOf(sound.spoken(), 'other.wav');
    const [first] = await bench.addFiles([sound.spoken()]);
    const taking = bench.run(idOf(first));

    expect((await bench.addFiles([other]))[0]).toMatchObject({
      outcome: 'duplicate',
      lectureId: idOf(first),
    });
    bench.commit(await taking);
    expect((await bench.addFiles([other]))[0]).toMatchObject({
      outcome: 'duplicate',
      lectureId: idOf(first),
    });
  });

  test('opens the lecture, or is processed again, as the person decides', async () => {
    const bench = open();
    const [first] = await bench.addFiles([sound.spoken()]);

    const [opened] = await bench.addFiles([sound.spoken()], { duplicate: 'open' });
    const [again] = await bench.addFiles([sound.spoken()], { duplicate: 'again' });

    expect(opened).toMatchObject({ outcome: 'opened', lectureId: idOf(first) });
    expect(again?.outcome).toBe('imported');
    expect(bench.library.lectures()).toHaveLength(2);
  });

  test('another recording of the same size is another recording', async () => {
    const bench = open();
    const other = copyOf(sound.spoken(), 'other.wav');
    const bytes = Buffer.alloc(1, 7);
    const file = openSync(other, 'r+');
    writeSync(file, bytes, 0, 1, 40_000);
    closeSync(file);
    utimesSync(other, new Date(0), new Date(0));

    const outcomes = await bench.addFiles([sound.spoken(), other]);

    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['imported', 'imported']);
  });

  test('the example does not stand in the way of the same recording', async () => {
    const bench = open();
    const [first] = await bench.addFiles([sound.spoken()]);
    bench.library.changeLecture(idOf(first), { isExample: true });
    expect((await bench.addFiles([sound.spoken()]))[0]?.outcome).toBe('imported');
  });
});

describe('transcripts', () => {
  test('are priced by their text and are lectures without sound', async () => {
    const bench = open();
    const [outcome] = await bench.addFiles([sound.subtitles()]);
    expect(bench.library.lecture(idOf(outcome))).toMatchObject({
      ...{ sourceKind: 'transcript', title: 'subtitles', forecastMicroUsd: statSync(sound.subtitles()).size },
    });
  });

  test.each([
    ['notes.srt', 'no times at all', 'TRANSCRIPT_UNREADABLE'],
    ['notes.json', '{"what": 1}', 'TRANSCRIPT_UNREADABLE'],
    ['notes.txt', '\n  \n', 'TRANSCRIPT_EMPTY'],
  ])('%s that holds "%s" is refused at once', async (name, text, code) => {
    const path = join(temporaryFolder(), name);
    writeFileSync(path, text);
    const bench = open();
    expect((await bench.addFiles([path]))[0]).toMatchObject({ outcome: 'refused', failure: { code } });
    expect(bench.library.lectures()).toEqual([]);
  });
});

describe('what is fixed for the lecture', () => {
  test('the person goes before the course, the course before the settings', async () => {
    const bench = open({
      'generation.language': 'fr',
      'transcription.language': 'fr',
      'generation.preset': 'exam-mode',
      'exports.formats': ['txt'],
    });
    bench.library.addCourse({
      ...{ id: 'c', title: 'Heat', glossary: [], transcriptionLanguage: 'de', generationLanguage: null },
      ...{ presetId: 'brief', position: 0, createdAt: 1 },
    });
    const choiceOf = async (choice: Partial<ImportChoice>) => {
      const [outcome] = await bench.addFiles([sound.spoken()], { duplicate: 'again', ...choice });
      return bench.library.lecture(idOf(outcome));
    };

    expect((await choiceOf({}))?.choice).toMatchObject({
      presetId: 'exam-mode',
      transcriptionLanguage: 'fr',
      generationLanguage: 'fr',
      formats: ['txt'],
    });
    const inCourse = await choiceOf({ course: ' heat ' });
    expect(inCourse).toMatchObject({
      courseId: 'c',
      choice: { presetId: 'brief', transcriptionLanguage: 'de', generationLanguage: 'fr' },
    });
    const named = await choiceOf({
      course: 'c',
      presetId: 'exam-mode',
      transcriptionLanguage: 'en',
      formats: [],
      generationModel: 'm',
    });
    expect(named?.choice).toMatchObject({
      presetId: 'exam-mode',
      transcriptionLanguage: 'en',
      formats: [],
      generationModel: 'm',
      transcriptionModel: null,
    });
  });

  test('a course nobody knows yet is made, once', async () => {
    const bench = open();
    await bench.addFiles([sound.spoken(), sound.silent()], { course: 'Optics' });
    expect(bench.library.courses().map((course) => course.title)).toEqual(['Optics']);
  });

  test('an unknown preset or a course without a name is refused, and no course is left behind', async () => {
    const bench = open();
    const codes = async (choice: Partial<ImportChoice>) =>
      (await bench.addFiles([sound.spoken()], choice)).map((one) =>
        'failure' in one ? one.failure.code : one.outcome,
      );

    expect(await codes({ presetId: 'nope', course: 'Optics' })).toEqual(['PRESET_UNKNOWN']);
    expect(await codes({ course: '  ' })).toEqual(['COURSE_TITLE_EMPTY']);
    expect([bench.library.courses(), bench.library.lectures()]).toEqual([[], []]);
  });
});

describe('titles', () => {
  test.each([
    ['/a/Lecture_01_Heat.mp3', null, 'Lecture 01 Heat'],
    ['/a/Lecture 3.2 Entropy', null, 'Lecture 3.2 Entropy'],
    ['/a/Week 1.2', null, 'Week 1.2'],
    ['/a/Vorlesung.Übung.m4a', null, 'Vorlesung.Übung'],
    ['/a/x.mp3', 'The second law', 'The second law'],
    ['/a/x.mp3', '  ', 'x'],
    ['/a/___.mp3', null, 'Untitled lecture'],
    ['/a/x.mp3', 'one\ntwo\u0007 three', 'one two three'],
    ['/a/invoice\u202egpj.exe.mp3', null, 'invoice gpj.exe'],
  ])('%s tagged %s is "%s"', (path, tag, expected) => {
    expect(titleFrom(path, tag)).toBe(expected);
  });

  test('are never longer than a line can be, and never half a character', () => {
    const title = titleFrom('/a/x.mp3', '🎓'.repeat(500));
    expect(Array.from(title)).toHaveLength(200);
    expect(!/[\ud800-\udbff](?![\udc00-\udfff])/.test(title)).toBe(true);
  });
});
