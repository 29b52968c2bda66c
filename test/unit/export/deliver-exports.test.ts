import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { settingDefaults } from '../../../preload/contract/settings.ts';
import { deliverExports } from '../../../main/lectures/deliver-exports.ts';
import { createExportStage } from '../../../main/pipeline/export/export-stage.ts';
import { storeVersion } from '../../../main/pipeline/manifest/store-version.ts';
import { artifactFile, transcriptFile } from '../../../main/pipeline/manifest/stored-files.ts';
import type { Lecture } from '../../../main/pipeline/rows-port.ts';
import type { QueueJob, QueueTask } from '../../../main/queue/job.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { artifactOf, lectureOf } from '../../support/library-rows.ts';
import { openLibrary, type OpenLibrary } from '../../support/open-library.ts';
import { placeInNamespace } from '../../support/storage/put-in-child.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let home: OpenLibrary;
let template: string;

const job: QueueJob = {
  ...{ id: 'j1', sequence: 1, stage: 'export', subject: 'l1', payload: {}, status: 'running', hold: null },
  ...{ error: null, crashes: 0, generation: 1, createdAt: 0, startedAt: 0, finishedAt: null },
};

function taskOf(format: string, change: Partial<QueueTask> = {}): QueueTask {
  return {
    ...{ id: `t-${format}`, jobId: 'j1', stage: 'export', key: `export:${format}`, position: 0 },
    ...{ input: { format }, status: 'running', attempts: 1, runAt: null, error: null },
    ...change,
  };
}

/** Runs one task as the queue would and commits what it made. */
async function make(format: string): Promise<void> {
  const outcome = await createExportStage(home).run({
    ...{ job, task: taskOf(format), signal: home.signal },
    progress: () => undefined,
    isBreakerOpen: () => true,
  });
  home.library.transaction(() => outcome.commit?.());
}

function lecture(): Lecture {
  const found = home.library.lecture('l1');
  if (found === null) throw new Error('No lecture');
  return found;
}

function deliver(formats: ('md' | 'srt' | 'json')[], directory: string, fileName?: string) {
  const settings = { current: () => ({ ...settingDefaults, 'exports.fileName': template }) };
  const delivery = fileName === undefined ? { formats, directory } : { formats, directory, fileName };
  return deliverExports({ ...home, settings }, lecture(), delivery, home.signal);
}

async function addTranscript(version: number, startMs: number): Promise<void> {
  const row = { lectureId: 'l1', version, language: 'en', coverage: 1, gaps: [] };
  const segments = [{ id: 's1', startMs, endMs: startMs + 2_000, text: `Version ${version}.`, flags: [] }];
  const { object, manifest } = await storeVersion({
    ...{
      ...home,
      lectureId: 'l1',
      version,
      extension: 'json',
      content: transcriptFile({ ...row, segments }),
    },
    data: { kind: 'transcript', language: 'en', coverage: 1, gaps: [], pieces: [], calls: [] },
  });
  home.library.addObject(object);
  home.library.addObject(manifest);
  home.library.addTranscript({ ...row, objectKey: object.key, createdAt: 1 });
}

beforeEach(async () => {
  home = openLibrary();
  template = '{title}';
  home.library.addLecture(lectureOf('l1', { title: 'Heat: part 1/2' }));
  await addTranscript(1, 60_000);
});

describe('the export stage', () => {
  test('stores a version per run and never writes over an older one', async () => {
    await make('md');
    const [first] = home.library.newestExports('l1');
    await addTranscript(2, 60_000);
    await make('md');
    const [second] = home.library.newestExports('l1');
    expect([first?.version, second?.version]).toEqual([1, 2]);
    const text = async (key = '') => (await home.objects.get(key, home.signal)).toString();
    expect(await text(first?.objectKey)).toContain('Version 1.');
    expect(await text(second?.objectKey)).toContain('Version 2.');
    expect(home.library.objects('l1').filter(({ kind }) => kind === 'export')).toHaveLength(2);
  });

  test('writes no row before its task is settled', async () => {
    const outcome = await createExportStage(home).run({
      ...{ job, task: taskOf('txt'), signal: home.signal },
      progress: () => undefined,
      isBreakerOpen: () => true,
    });
    expect(home.library.newestExports('l1')).toEqual([]);
    expect(outcome.kind).toBe('done');
  });

  test('gives citations the times of the transcript they were made from', async () => {
    const artifact = artifactOf('l1', 1, '');
    const { object, manifest } = await storeVersion({
      ...{ ...home, lectureId: 'l1', version: 1, extension: 'json' },
      content: artifactFile('summary', artifact.content),
      data: { kind: 'artifact', type: 'summary', provenance: artifact.provenance, calls: [] },
    });
    home.library.addObject(object);
    home.library.addObject(manifest);
    home.library.addArtifact({ ...artifact, objectKey: object.key });
    await addTranscript(2, 300_000);
    await make('md');
    const [row] = home.library.newestExports('l1');
    const text = (await home.objects.get(row?.objectKey ?? '', home.signal)).toString();
    expect(text).toContain('Heat flows from hot to cold. [1:00]');
    expect(text).toContain('[5:00] Version 2.');
  });

  test('refuses a format it cannot make, and a lecture that is gone', async () => {
    expect(await rejectionOf(make('pdf'))).toMatchObject({ code: 'FORMAT_NOT_AVAILABLE', class: 'fatal' });
    expect(await rejectionOf(make('csv'))).toMatchObject({ code: 'EXPORT_EMPTY' });
    home.library.removeLecture('l1');
    expect(await rejectionOf(make('md'))).toMatchObject({ code: 'LECTURE_NOT_FOUND' });
  });

  test('is completed when all formats are made, and says which failure left one out', async () => {
    const stage = createExportStage(home);
    const done = taskOf('md', { status: 'done' });
    expect(await stage.settle(job, [done], home.signal)).toEqual({ kind: 'completed' });
    const failure = await rejectionOf(make('csv'));
    const failed = taskOf('csv', { status: 'failed', error: failure });
    expect(await stage.settle(job, [done, failed], home.signal)).toEqual({ kind: 'failed', failure });
  });
});

describe('delivering exports', () => {
  test('copies the newest into the folder under a safe name and records where', async () => {
    await make('md');
    await make('srt');
    const folder = path.join(temporaryFolder(), 'new', 'folder');
    const delivered = await deliver(['md', 'srt'], folder);
    expect(readdirSync(folder).toSorted()).toEqual(['Heat- part 1-2.md', 'Heat- part 1-2.srt']);
    expect(delivered.map((one) => one.path)).toEqual([
      path.join(folder, 'Heat- part 1-2.md'),
      path.join(folder, 'Heat- part 1-2.srt'),
    ]);
    expect(home.library.newestExports('l1').map((row) => row.path)).toEqual(delivered.map((one) => one.path));
    const [first] = delivered;
    expect(readFileSync(first?.path ?? '')).toEqual(await home.objects.get(first?.key ?? '', home.signal));
    expect(statSync(first?.path ?? '').mode & 0o777).toBe(0o666 & ~process.umask());
  });

  test('never writes over a file: the next free name is taken', async () => {
    await make('md');
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'Heat- part 1-2.md'), 'mine');
    await deliver(['md'], folder);
    const [last] = await deliver(['md'], folder);
    expect(path.basename(last?.path ?? '')).toBe('Heat- part 1-2 (3).md');
    expect(readFileSync(path.join(folder, 'Heat- part 1-2.md'), 'utf8')).toBe('mine');
    expect(readdirSync(folder)).toHaveLength(3);
  });

  test('takes the name that a person typed for a single file, inside the folder', async () => {
    await make('md');
    const folder = temporaryFolder();
    const [delivered] = await deliver(['md'], folder, '../My notes.md');
    expect(delivered?.path).toBe(path.join(folder, 'My notes.md'));
  });

  test('follows the template of the settings', async () => {
    await make('md');
    template = '{date} {title} {format}';
    const [delivered] = await deliver(['md'], temporaryFolder());
    expect(path.basename(delivered?.path ?? '')).toMatch(/^\d{4}-\d\d-\d\d Heat- part 1-2 md\.md$/);
  });

  test('copies nothing when one of the formats has not been made', async () => {
    await make('md');
    const folder = temporaryFolder();
    expect((await rejectionOf(deliver(['md', 'json'], folder))).code).toBe('EXPORT_NOT_READY');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('says so when the folder is none, and when the export is missing from the store', async () => {
    await make('md');
    const file = path.join(temporaryFolder(), 'file');
    writeFileSync(file, 'x');
    expect(await rejectionOf(deliver(['md'], file))).toMatchObject({
      ...{ code: 'EXPORT_FOLDER_UNUSABLE', remedy: { action: 'retry', label: 'Choose another folder' } },
    });
    const [row] = home.library.newestExports('l1');
    await home.objects.remove(row?.objectKey ?? '', home.signal);
    const folder = temporaryFolder();
    mkdirSync(folder, { recursive: true });
    expect((await rejectionOf(deliver(['md'], folder))).code).toBe('OBJECT_MISSING');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('delivering to a disk that refuses', () => {
  test('says that it is full', async () => {
    const prepare = 'mount -t tmpfs -o size=2m tmpfs "$STORE"';
    expect(await placeInNamespace({ folder: temporaryFolder(), mebibytes: 1, prepare })).toBeNull();
    expect(await placeInNamespace({ folder: temporaryFolder(), mebibytes: 4, prepare })).toBe(
      'EXPORT_DISK_FULL',
    );
  });

  test('says that it is read-only', async () => {
    const prepare = 'mount -t tmpfs -o ro tmpfs "$STORE"';
    expect(await placeInNamespace({ folder: temporaryFolder(), mebibytes: 1, prepare })).toBe(
      'EXPORT_FOLDER_UNUSABLE',
    );
  });
});
