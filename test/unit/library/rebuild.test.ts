import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createCallAdopter } from '../../../main/database/call-adopter.ts';
import { createCallLedger } from '../../../main/database/call-ledger.ts';
import { createLibrary } from '../../../main/database/library.ts';
import { openDatabase } from '../../../main/database/open-database.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import type { ManifestData } from '../../../main/pipeline/manifest/manifest.ts';
import { rebuildFromObjects, type RebuildReport } from '../../../main/pipeline/manifest/rebuild.ts';
import { storeVersion } from '../../../main/pipeline/manifest/store-version.ts';
import { artifactFile, transcriptFile } from '../../../main/pipeline/manifest/stored-files.ts';
import type { AnsweredCall, CallLedger } from '../../../main/pipeline/ledger-port.ts';
import type { Library } from '../../../main/pipeline/library-port.ts';
import type { ObjectStore } from '../../../main/pipeline/store-port.ts';
import { createLocalStore } from '../../../main/storage/local-store.ts';
import { artifactOf, courseOf, lectureOf, pieceOf } from '../../support/library-rows.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const { signal } = new AbortController();
const clock = { ...systemClock, now: () => 1_800_000_000_000 };

interface Home {
  readonly folder: string;
  readonly objects: ObjectStore;
  readonly library: Library;
  readonly ledger: CallLedger;
  rebuild(): Promise<RebuildReport>;
  rows(): unknown;
}

function openHome(objectFolder: string): Home {
  const folder = temporaryFolder();
  const database = openDatabase(path.join(folder, 'lectern.db'), { backupFolder: folder, clock });
  onTestFinished(() => database.close());
  const { connection, transact } = database;
  const library = createLibrary(connection, transact);
  const objects = createLocalStore({ folder: objectFolder, createFolder: true });
  const calls = createCallAdopter(connection, transact);
  const ledger = createCallLedger({
    connection,
    transact,
    clock,
    ceilings: () => ({ lectureMicroUsd: null, monthMicroUsd: null }),
  });
  const tables = ['lectures', 'courses', 'objects', 'pieces', 'transcripts', 'artifacts', 'exports'];
  return {
    folder,
    objects,
    library,
    ledger,
    rebuild: () => rebuildFromObjects({ objects, library, calls, signal }),
    rows: () =>
      tables.map((table) =>
        connection
          .prepare(`SELECT * FROM ${table} ORDER BY rowid`)
          .all()
          .map((row) => ({ ...(row as object), revision: 0 }))
          .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
      ),
  };
}

function callOf(name: string): AnsweredCall {
  const key = createHash('sha256').update(name).digest('hex');
  return {
    ...{ key, model: 'm', host: 'example.org', costMicroUsd: 450, body: `{"text":"${name} ä"}` },
    ...{ statusCode: 200, requestId: 'req-1' },
  };
}

async function add(home: Home, version: number, content: Buffer, data: ManifestData) {
  const { object, manifest } = await storeVersion({
    ...{ objects: home.objects, library: home.library, clock, signal, lectureId: 'l1' },
    ...{ version, extension: 'json', content, data },
  });
  home.library.addObject(object);
  home.library.addObject(manifest);
  return object.key;
}

/** A lecture with two transcripts, an artifact, an export and a piece that was split. */
async function fill(home: Home): Promise<void> {
  const { library } = home;
  library.addCourse(courseOf('c1', 'Physics', { glossary: ['Carnot'] }));
  library.addLecture(lectureOf('l1', { courseId: 'c1', title: 'Heat' }));
  library.putPieces([pieceOf('p1', 'l1', 0, [0, 100]), pieceOf('p2', 'l1', 1, [100, 200])]);
  await add(home, 1, Buffer.from('map'), { kind: 'speech', pieces: library.pieces('l1') });
  library.changeLecture('l1', { durationMs: 7_000 });
  library.replacePiece('p2', [pieceOf('p3', 'l1', 1, [100, 150]), pieceOf('p4', 'l1', 1.5, [150, 200])]);
  for (const id of ['p1', 'p3', 'p4']) library.settlePiece(id, callOf(id).key, []);
  for (const version of [1, 2]) {
    const row = { lectureId: 'l1', version, language: 'en', coverage: 0.9, gaps: [] };
    const segments = [{ id: 's1', startMs: 0, endMs: 900, text: 'Ἐντροπία.', flags: [] }];
    const objectKey = await add(home, version, transcriptFile({ ...row, segments }), {
      ...{ kind: 'transcript', language: 'en', coverage: 0.9, gaps: [], pieces: library.pieces('l1') },
      calls: ['p1', 'p3', 'p4'].map(callOf),
    });
    library.addTranscript({ ...row, objectKey, createdAt: clock.now() });
  }
  const artifact = artifactOf('l1', 1, '');
  const objectKey = await add(home, 1, artifactFile('summary', artifact.content), {
    ...{ kind: 'artifact', type: 'summary', provenance: artifact.provenance, calls: [callOf('summary')] },
  });
  library.addArtifact({ ...artifact, objectKey, createdAt: clock.now() });
  const exportKey = await add(home, 1, Buffer.from('# Heat'), { kind: 'export', format: 'md' });
  library.addExport({
    ...{ lectureId: 'l1', format: 'md', version: 1, objectKey: exportKey, path: null },
    createdAt: clock.now(),
  });
}

describe('when the database is gone', () => {
  let objectFolder: string;
  let lost: Home;

  beforeEach(async () => {
    objectFolder = temporaryFolder();
    lost = openHome(objectFolder);
    await fill(lost);
  });

  test('all rows come back from the objects, but for pieces that were replaced', async () => {
    const found = openHome(objectFolder);
    expect(await found.rebuild()).toEqual({ lectures: 1, versions: 5, answers: 4, problems: [] });
    const [lectures, courses, objects, , ...made] = found.rows() as unknown[][];
    const [lostLectures, lostCourses, lostObjects, , ...lostMade] = lost.rows() as unknown[][];
    expect(lectures).toEqual(lostLectures);
    expect(courses).toEqual(lostCourses);
    expect(objects).toEqual(lostObjects);
    expect(made).toEqual(lostMade);
    expect(found.library.pieces('l1')).toEqual(lost.library.pieces('l1'));
  });

  test('every paid answer is in the record again and is not paid twice', async () => {
    const found = openHome(objectFolder);
    await found.rebuild();
    for (const name of ['p1', 'p3', 'p4', 'summary']) {
      expect(found.ledger.answered(callOf(name).key)).toEqual(callOf(name));
    }
    expect(found.ledger.spentOn('l1')).toMatchObject({ actualMicroUsd: 4 * 450, calls: 4 });
  });

  test('a second rebuild changes nothing', async () => {
    const found = openHome(objectFolder);
    await found.rebuild();
    const before = [found.rows(), found.library.lecture('l1')?.revision];
    expect(await found.rebuild()).toEqual({ lectures: 0, versions: 0, answers: 0, problems: [] });
    expect([found.rows(), found.library.lecture('l1')?.revision]).toEqual(before);
  });

  test('an older state from a backup is brought up to what the objects prove', async () => {
    const restored = openHome(objectFolder);
    restored.library.addLecture(lectureOf('l1', { title: 'Old title' }));
    restored.library.putPieces([pieceOf('p1', 'l1', 0, [0, 100]), pieceOf('p2', 'l1', 1, [100, 200])]);
    await restored.rebuild();
    expect(restored.library.lecture('l1')).toMatchObject({
      title: 'Heat',
      durationMs: 7_000,
      courseId: 'c1',
    });
    expect(restored.library.pieces('l1')).toEqual(lost.library.pieces('l1'));
    expect(restored.library.newestTranscript('l1')?.version).toBe(2);
  });

  test('what is damaged or missing is named and the rest comes back', async () => {
    const [exported] = lost.library.newestExports('l1');
    const [artifact] = lost.library.newestArtifacts('l1');
    rmSync(path.join(objectFolder, exported?.objectKey ?? ''));
    writeFileSync(
      path.join(objectFolder, artifact?.objectKey ?? ''),
      'x'.repeat(lost.library.object(artifact?.objectKey ?? '')?.bytes ?? 0),
    );
    const found = openHome(objectFolder);
    const report = await found.rebuild();
    expect(report.problems.map(({ code }) => code).toSorted()).toEqual(['OBJECT_CORRUPT', 'OBJECT_MISSING']);
    expect(report.problems.every(({ key }) => key.startsWith('lectures/l1/manifest/'))).toBe(true);
    expect(found.library.newestTranscript('l1')?.version).toBe(2);
    expect(found.library.newestArtifacts('l1')).toEqual([]);
  });

  test('a course of the same title that was made meanwhile is used', async () => {
    const found = openHome(objectFolder);
    found.library.addCourse(courseOf('c9', 'PHYSICS'));
    await found.rebuild();
    expect(found.library.lecture('l1')?.courseId).toBe('c9');
  });
});
