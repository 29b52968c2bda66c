import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../main/lib/hash-file.ts';
import type { ObjectStore } from '../../../main/pipeline/store-port.ts';
import { readTranscriptFile } from '../../../main/pipeline/manifest/stored-files.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { openIngestBench, type IngestBench } from '../../support/ingest-bench.ts';
import { sharedSound } from '../../support/ingest-shared.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitFor } from '../../support/wait-for.ts';

const sound = sharedSound();
const never = new AbortController().signal;

async function taken(bench: IngestBench, path: string, change = {}) {
  const id = bench.add(path, change);
  bench.commit(await bench.run(id));
  const lecture = bench.library.lecture(id);
  if (lecture === null) throw new Error('The lecture has gone');
  return lecture;
}

const kinds = (bench: IngestBench, id: string) =>
  bench.library
    .objects(id)
    .map(({ kind }) => kind)
    .toSorted();

describe('a recording', () => {
  test('is copied, hashed, listened to and planned', async () => {
    const bench = openIngestBench({ media: sound.media() });

    const lecture = await taken(bench, sound.spoken());

    expect(lecture.sourceSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(lecture.durationMs).toBe(20_000);
    expect(lecture.speechMs).toBeGreaterThan(5_000);
    expect(lecture.forecastMicroUsd).toBe(lecture.speechMs);
    expect(kinds(bench, lecture.id)).toEqual([
      'manifest',
      'manifest',
      'manifest',
      'proxy',
      'source',
      'speech',
    ]);
    const pieces = bench.library.pieces(lecture.id);
    expect(pieces.length).toBeGreaterThan(0);
    expect(pieces.map((piece) => piece.position)).toEqual(pieces.map((_, index) => index));
    expect(bench.enqueued).toEqual([`transcription ${lecture.id}`]);
    expect(await bench.differences()).toEqual([]);
    expect(bench.staged()).toEqual([]);
    expect(readdirSync(bench.cache)).toEqual([`${lecture.id}.pcm`]);
  });

  test('in which nothing is said gets an empty transcript, costs nothing and is not sent', async () => {
    const bench = openIngestBench({ media: sound.media() });

    const lecture = await taken(bench, sound.silent());

    expect([lecture.speechMs, lecture.forecastMicroUsd, bench.enqueued]).toEqual([0, 0, []]);
    expect(bench.library.newestTranscript(lecture.id)).toMatchObject({ version: 1, coverage: 1, gaps: [] });
    expect(bench.library.pieces(lecture.id)).toEqual([]);
    await waitFor('the samples are freed', () => readdirSync(bench.cache).length === 0);
    expect(await bench.differences()).toEqual([]);
  });

  test('with a name of 250 characters of emoji and spaces is taken in like any other', async () => {
    const bench = openIngestBench({ media: sound.media() });
    const path = join(temporaryFolder(), `${'🎓 '.repeat(50)}.wav`);
    expect(Buffer.byteLength(path.slice(path.lastIndexOf('/') + 1))).toBeGreaterThan(250);
    copyFileSync(sound.spoken(), path);

    const lecture = await taken(bench, path);

    expect(lecture.durationMs).toBe(20_000);
    expect(bench.library.objects(lecture.id).every(({ key }) => /^[a-z0-9/.-]+$/.test(key))).toBe(true);
  });

  test('is made anew in new versions, with the plan that stands and nothing sent again', async () => {
    const bench = openIngestBench({ media: sound.media() });
    const { id } = await taken(bench, sound.spoken());
    const pieces = bench.library.pieces(id);
    for (const piece of pieces) bench.library.settlePiece(piece.id, 'key', []);

    bench.commit(await bench.run(id));

    expect(bench.library.pieces(id).map((piece) => piece.id)).toEqual(pieces.map((piece) => piece.id));
    expect(
      ['source', 'proxy', 'speech'].map((kind) => bench.library.newestVersion(id, kind as 'proxy')),
    ).toEqual([1, 2, 2]);
    expect(bench.enqueued).toEqual([`transcription ${id}`]);
    expect(await bench.differences()).toEqual([]);
  });
});

test('a transcript file becomes the transcript, and material is next', async () => {
  const bench = openIngestBench({ media: sound.media() });

  const lecture = await taken(bench, sound.subtitles(), { sourceKind: 'transcript' });

  const row = bench.library.newestTranscript(lecture.id);
  const transcript = readTranscriptFile(await bench.objects.get(row?.objectKey ?? '', never));
  expect(transcript.segments.map(({ text, startMs }) => [text, startMs])).toEqual([
    ['Heat flows.', 1_000],
    ['Work is done.', 4_000],
  ]);
  expect(lecture.durationMs).toBe(6_500);
  expect(bench.enqueued).toEqual([`generation ${lecture.id}`]);
  expect(await bench.differences()).toEqual([]);
  expect(bench.staged()).toEqual([]);
});

describe('a file that turns out to be unusable', () => {
  test.each([
    ['0.05 s of sound', () => sound.short(), 'AUDIO_TOO_SHORT'],
    [
      'random bytes',
      () => fileOf(Buffer.from(Array.from({ length: 9_000 }, (_, i) => (i * 7_919) % 251))),
      'AUDIO_UNREADABLE',
    ],
  ])('%s: the job fails with the reason, and nothing lies about', async (_what, path, code) => {
    const bench = openIngestBench({ media: sound.media() });
    const id = bench.add(path());
    bench.queue.start();

    const job = await bench.settled(id);

    expect(job).toMatchObject({ status: 'failed', error: { code } });
    expect(bench.reported).toEqual([]);
    expect(bench.staged()).toEqual([]);
    expect(existsSync(bench.cache) ? readdirSync(bench.cache) : []).toEqual([]);
    // The copy belongs to the lecture: it goes when the lecture is removed.
    expect(await bench.differences()).toEqual([]);
  });
});

describe('a recording that is not where it was', () => {
  test('holds the job until it is back, then "try now" goes on without a loss', async () => {
    const bench = openIngestBench({ media: sound.media() });
    const path = fileOf(sound.spoken());
    const id = bench.add(path);
    renameSync(path, `${path}.away`);
    bench.queue.start();

    const held = await bench.settled(id);
    expect(held).toMatchObject({ status: 'queued', hold: 'needs-user' });
    expect(bench.queue.standing(held)).toMatchObject({
      ...{ hold: 'needs-user', error: { code: 'SOURCE_MISSING', remedy: { action: 'try-now' } } },
    });
    renameSync(`${path}.away`, path);
    bench.queue.tryNow(id);

    const job = await waitFor('the job is done', () => {
      const found = bench.store.job(held.id);
      return found?.status === 'completed' ? found : null;
    });
    expect(job.error).toBeNull();
    expect(bench.library.lecture(id)?.durationMs).toBe(20_000);
  });

  test('does not matter any more once it was copied', async () => {
    const path = fileOf(sound.spoken());
    let isFirst = true;
    const bench = openIngestBench({
      media: {
        ...sound.media(),
        decode: (input) => {
          if (!isFirst) return sound.media().decode(input);
          isFirst = false;
          return Promise.reject(new Error('died while listening'));
        },
      },
    });
    const id = bench.add(path);
    await expect(bench.run(id)).rejects.toThrow('died');
    rmSync(path);

    bench.commit(await bench.run(id));

    expect(bench.library.lecture(id)?.durationMs).toBe(20_000);
    expect(await bench.differences()).toEqual([]);
  });

  test.each([
    ['a folder stands there now', (path: string) => mkdirSync(path), 'SOURCE_UNREADABLE'],
    ['its folder is a file now', (path: string) => writeFileSync(path, ''), 'SOURCE_MISSING'],
  ])('%s', async (_what, change, code) => {
    const bench = openIngestBench({ media: sound.media() });
    const path = join(temporaryFolder(), 'it');
    change(path);
    const id = bench.add(code === 'SOURCE_MISSING' ? join(path, 'x.wav') : path);

    const failure = await rejectionOf(bench.run(id));

    expect(failure).toMatchObject({ code, class: 'needs-user' });
    expect(bench.staged()).toEqual([]);
  });
});

test('a home that cannot be written to is named as such, not as a bug', async () => {
  const bench = openIngestBench({ media: sound.media() });
  rmSync(bench.staging, { recursive: true });
  writeFileSync(bench.staging, '');

  const failure = await rejectionOf(bench.run(bench.add(sound.spoken())));

  expect(failure).toMatchObject({ code: 'STORAGE_READ_ONLY', class: 'needs-user', scope: 'storage' });
});

test('a lecture that was removed meanwhile leaves a plain reason', async () => {
  const bench = openIngestBench({ media: sound.media() });
  const id = bench.add(sound.spoken());
  bench.library.removeLecture(id);

  expect(await rejectionOf(bench.run(id))).toMatchObject({ code: 'LECTURE_UNKNOWN', class: 'fatal' });
});

test('stopping ends it within a second and leaves nothing on the way', async () => {
  const bench = openIngestBench({ media: sound.media() });
  const controller = new AbortController();
  const running = bench.run(bench.add(sound.spoken()), controller.signal);
  await waitFor('it has begun', () => bench.staged().length > 0);

  const from = performance.now();
  controller.abort(new Error('cancelled by a person'));

  await expect(running).rejects.toThrow();
  expect(performance.now() - from).toBeLessThan(1_000);
  expect(bench.staged()).toEqual([]);
});

describe('after a death at any step a second try ends in the same', () => {
  const steps = ['source', 'source manifest', 'proxy', 'proxy manifest', 'speech', 'speech manifest'];

  test.each(steps.map((name, index) => [name, index + 1] as const))(
    'after putting the %s',
    async (_name, at) => {
      let puts = 0;
      const dies = (real: ObjectStore): ObjectStore => ({
        ...real,
        async put(...input) {
          await real.put(...input);
          puts += 1;
          if (puts === at) throw new Error('died');
        },
      });
      const bench = openIngestBench({ media: sound.media(), objects: dies });
      const id = bench.add(sound.spoken());
      await expect(bench.run(id)).rejects.toThrow('died');

      bench.commit(await bench.run(id));

      expect(kinds(bench, id)).toEqual(['manifest', 'manifest', 'manifest', 'proxy', 'source', 'speech']);
      expect(await bench.differences()).toEqual([]);
      expect(bench.staged()).toEqual([]);
    },
  );

  test('before the commit, in another process that left files on their way', async () => {
    const bench = openIngestBench({ media: sound.media() });
    const id = bench.add(sound.silent());
    await bench.run(id);
    for (const name of ['source', 'proxy.mp3']) writeFileSync(join(bench.staging, `${id}.${name}`), 'half');

    bench.commit(await bench.run(id));

    expect(bench.library.newestTranscript(id)?.version).toBe(1);
    expect(await bench.differences()).toEqual([]);
    expect(bench.staged()).toEqual([]);
  });

  test('what holds a paid answer, or cannot be understood, is left alone', async () => {
    const bench = openIngestBench({ media: sound.media() });
    const id = bench.add(sound.spoken());
    const text = Buffer.from('{"not":"ours"}');
    const hash = sha256(text);
    const strange = ['manifest', 'transcript', 'artifact'].map(
      (kind) => `lectures/${id}/${kind}/1-${hash}.json`,
    );
    for (const key of strange)
      await bench.objects.put(key, text, { sha256: hash, bytes: text.length }, never);

    bench.commit(await bench.run(id));

    expect(await bench.differences()).toEqual(strange.toSorted().map((key) => `no row: ${key}`));
  });
});

function fileOf(content: Buffer | string): string {
  const path = join(temporaryFolder(), 'recording.wav');
  if (typeof content === 'string') copyFileSync(content, path);
  else writeFileSync(path, content);
  return path;
}
