import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { exportFormatSchema } from '../../../preload/contract/export.ts';
import { checkIntegrity } from '../../../main/health/integrity.ts';
import { installExample } from '../../../main/lectures/install-example.ts';
import { readExportSource } from '../../../main/pipeline/export/read-export-source.ts';
import { renderExport } from '../../../main/pipeline/export/render-export.ts';
import { readSpeechFile } from '../../../main/pipeline/ingest/speech-file.ts';
import { isReadableObject } from '../../../main/pipeline/manifest/is-readable.ts';
import { rebuildFromObjects } from '../../../main/pipeline/manifest/rebuild.ts';
import { readTranscriptFile } from '../../../main/pipeline/manifest/stored-files.ts';
import type { Lecture, ObjectKind, Segment } from '../../../main/pipeline/rows-port.ts';
import { openLibrary, type OpenLibrary } from '../../support/open-library.ts';

const run = promisify(execFile);
const resources = fileURLToPath(new URL('../../../resources', import.meta.url));

let home: OpenLibrary;
let notes: Map<string, string>;

function install(signal = home.signal): Promise<string | null> {
  const rows = {
    read: (name: string) => notes.get(name) ?? null,
    write: (name: string, value: string) => void notes.set(name, value),
  };
  return installExample({ ...home, notes: rows, resources }, signal);
}

async function installed(): Promise<Lecture> {
  const lecture = home.library.lecture((await install()) ?? '');
  if (lecture === null) throw new Error('Not installed');
  return lecture;
}

function keyOf(lecture: Lecture, kind: ObjectKind): string {
  return home.library.objects(lecture.id).find((object) => object.kind === kind)?.key ?? '';
}

async function sentencesOf(lecture: Lecture): Promise<readonly Segment[]> {
  return readTranscriptFile(await home.objects.get(keyOf(lecture, 'transcript'), home.signal)).segments;
}

/** Every list of citations, with what stands beside it. */
function citationsIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    name === 'citations' ? [inner as string[]] : citationsIn(inner),
  );
}

describe('the example lecture', () => {
  beforeEach(() => {
    home = openLibrary();
    notes = new Map();
  });

  test('is finished, labelled, and has all five kinds of material', async () => {
    const lecture = await installed();
    expect(lecture).toMatchObject({ isExample: true, title: 'The second law of thermodynamics' });
    expect(home.library.newestArtifacts(lecture.id).map(({ type }) => type)).toEqual([
      ...['summary', 'outline', 'key-terms', 'flashcards', 'exam-questions'],
    ]);
    expect(home.library.newestTranscript(lecture.id)).toMatchObject({ version: 1, coverage: 1, gaps: [] });
  });

  test('rests every statement on sentences that are there', async () => {
    const lecture = await installed();
    const ids = new Set((await sentencesOf(lecture)).map(({ id }) => id));
    const citations = home.library.newestArtifacts(lecture.id).flatMap(({ content }) => citationsIn(content));
    expect(citations.length).toBeGreaterThan(70);
    for (const list of citations) {
      expect(list).not.toEqual([]);
      for (const id of list) expect(ids).toContain(id);
    }
  });

  test('has a recording of four to six minutes in which every sentence begins where the transcript says', async () => {
    const lecture = await installed();
    const audio = await home.objects.localPath(keyOf(lecture, 'proxy'), home.signal);
    const { stderr } = await run('ffmpeg', [
      ...['-hide_banner', '-i', audio, '-af', 'silencedetect=noise=-40dB:d=0.3', '-f', 'null', '-'],
    ]);
    const heard = [...stderr.matchAll(/silence_end: ([\d.]+)/g)].map(([, seconds]) => Number(seconds) * 1000);
    const sentences = await sentencesOf(lecture);
    for (const { startMs, text } of sentences) {
      const nearest = Math.min(...heard.map((start) => Math.abs(start - startMs)));
      expect(nearest, text).toBeLessThan(120);
    }
    expect(lecture.durationMs).toBeGreaterThan(240_000);
    expect(lecture.durationMs).toBeLessThan(360_000);
    expect(home.library.object(keyOf(lecture, 'proxy'))?.bytes).toBeLessThan(2_500_000);
  });

  test('has a waveform and a speech map of the same length as the recording', async () => {
    const lecture = await installed();
    const speech = readSpeechFile(await home.objects.get(keyOf(lecture, 'speech'), home.signal));
    expect(speech.durationMs).toBe(lecture.durationMs);
    expect(speech.peaks.length).toBe(Math.ceil(speech.durationMs / 100));
    expect(speech.map.regions.length).toBeGreaterThan(0);
  });

  test('can be exported in every format, all formulas drawn', async () => {
    const lecture = await installed();
    const source = await readExportSource(home, lecture);
    for (const format of exportFormatSchema.options) {
      expect(renderExport(format, source).length).toBeGreaterThan(2_000);
    }
    const html = renderExport('html', source).toString();
    expect(html).not.toContain('katex-error');
    expect(html.split('<math').length).toBeGreaterThan(30);
  });

  test('is whole in the store and comes back from it when the database is lost', async () => {
    const lecture = await installed();
    const sources = { ...home, isReadable: isReadableObject };
    expect(await checkIntegrity(sources, { lectureId: null, deep: true }, home.signal)).toMatchObject({
      ...{ status: 'ok', checked: 16 },
    });
    const found = openLibrary(home.objectFolder);
    await rebuildFromObjects(found);
    expect(found.library.lecture(lecture.id)).toMatchObject({ isExample: true, title: lecture.title });
    expect(found.library.newestArtifacts(lecture.id)).toHaveLength(5);
  });

  test('is installed once and never again after it was removed', async () => {
    const lecture = await installed();
    expect(await install()).toBeNull();
    home.library.removeLecture(lecture.id);
    expect(await install()).toBeNull();
    expect(home.library.lectures()).toEqual([]);
  });

  test('is not doubled when the note about it was lost', async () => {
    await installed();
    notes.clear();
    expect(await install()).toBeNull();
    expect(home.library.lectures()).toHaveLength(1);
  });

  test('leaves no row when it is interrupted; the next start takes up what was stored and leaves nothing over', async () => {
    const controller = new AbortController();
    const { objects } = home;
    let count = 0;
    home = {
      ...home,
      // The store is the real one; closing comes after the fifth object.
      objects: {
        ...objects,
        put: async (...arguments_) => {
          count += 1;
          if (count > 5) controller.abort(new Error('closing'));
          return objects.put(...arguments_);
        },
      },
    };
    await expect(install(controller.signal)).rejects.toThrow('closing');
    expect(home.library.lectures()).toEqual([]);
    expect(home.library.objects()).toEqual([]);
    home = { ...home, objects, clock: { ...home.clock, now: () => 1_900_000_000_000 } };
    expect(await install()).not.toBeNull();
    const sources = { ...home, isReadable: isReadableObject };
    expect(await checkIntegrity(sources, { lectureId: null, deep: false }, home.signal)).toMatchObject({
      ...{ status: 'ok', checked: 16 },
    });
  });
});
