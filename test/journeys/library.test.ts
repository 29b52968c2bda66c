import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ImportChoice } from '../../preload/contract/commands.ts';
import type { LectureDocument } from '../../preload/contract/lecture.ts';
import { NO_LATENCY } from '../simulator/latency.ts';
import type { Endpoint, LedgerEntry } from '../simulator/ledger.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { runFfmpeg } from '../support/audio/encode.ts';
import { rejectionOf } from '../support/failure-of.ts';
import { makeRulerMp3, type RulerRecording } from '../support/core/prepared-lecture.ts';
import { startTestCore, type TestCore } from '../support/core/test-core.ts';

/** What a person does with a library, and what of it reaches the server and the bill. */

let folder: string;
let simulator: Simulator;
let core: TestCore;
let recording: RulerRecording;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-library-'));
  simulator = await startSimulator({ latency: NO_LATENCY, decoder: 'wasm' });
  recording = await makeRulerMp3(folder, 'Entropy', { durationMs: 60_000, seed: 31 });
  core = await startTestCore({ home: join(folder, 'home'), provider: simulator });
}, 120_000);

beforeEach(() => simulator.ledger.clear());

afterAll(async () => {
  await core.stop();
  await simulator.stop();
  await rm(folder, { recursive: true, force: true });
});

function calls(endpoint: Endpoint): readonly LedgerEntry[] {
  return simulator.ledger.entries.filter((entry) => entry.endpoint === endpoint);
}

/** Adds a file with these choices and waits until it is settled. */
async function take(path: string, choice: Partial<ImportChoice> = {}): Promise<LectureDocument> {
  const { outcomes } = await core.ask('import-lectures', {
    paths: [path],
    choice: { duplicate: 'again', ...choice },
  });
  const [outcome] = outcomes;
  if (outcome?.outcome !== 'imported') throw new Error(JSON.stringify(outcome));
  return core.settled(outcome.lectureId);
}

const versionsOf = ({ artifacts }: LectureDocument) => artifacts.map((artifact) => artifact.version);

describe('making a stage anew', () => {
  test('says the price first, then makes new versions beside the old', async () => {
    const lecture = await take(recording.path);
    expect(lecture.status).toBe('ready');
    const pieces = calls('transcriptions').length;
    const lectureId = lecture.id;
    simulator.ledger.clear();

    for (const stage of ['export', 'generation', 'transcription', 'ingest'] as const) {
      const question = await core.ask('replay-stage', { lectureId, stage });
      expect(question).toMatchObject({ jobs: [], started: false });
      if (stage === 'generation' || stage === 'transcription') expect(question.forecast).toBeGreaterThan(0);
      else expect(question.forecast).toBe(0);
    }
    expect(simulator.ledger.entries).toEqual([]);
    expect((await core.settled(lectureId)).jobs).toHaveLength(4);

    await core.ask('replay-stage', { lectureId, stage: 'generation', confirmed: true });
    const written = await core.settled(lectureId);
    expect(versionsOf(written)).toEqual([2, 2, 2, 2, 2]);
    expect([calls('transcriptions').length, calls('responses').length]).toEqual([0, 5]);
    expect(written.cost.actual).toBeGreaterThan(lecture.cost.actual ?? Infinity);
    simulator.ledger.clear();

    await core.ask('replay-stage', { lectureId, stage: 'transcription', confirmed: true });
    const heard = await core.settled(lectureId);
    expect(heard.transcript?.version).toBe(2);
    expect(heard.transcript?.segments).toEqual(lecture.transcript?.segments);
    expect(calls('transcriptions')).toHaveLength(pieces);
    simulator.ledger.clear();

    for (const stage of ['export', 'ingest'] as const) {
      await core.ask('replay-stage', { lectureId, stage, confirmed: true });
      expect((await core.settled(lectureId)).status).toBe('ready');
    }
    expect(calls('transcriptions')).toEqual([]);
    expect(await core.ask('check-integrity', { lectureId, deep: true })).toMatchObject({
      status: 'ok',
      problems: [],
    });
  });

  test('what never was is refused with its reason', async () => {
    const [lecture] = (await core.ask('list-lectures', {})).lectures;
    expect(await rejectionOf(core.ask('redo-gaps', { lectureId: lecture?.id ?? '' }))).toMatchObject({
      code: 'NO_GAPS',
    });
    expect(await rejectionOf(core.ask('get-lecture', { lectureId: 'nobody' }))).toMatchObject({
      code: 'LECTURE_UNKNOWN',
    });
    expect(await rejectionOf(core.ask('retry-jobs', { jobIds: ['j1'] }))).toMatchObject({
      code: 'JOB_NOT_FAILED',
    });
    expect(await rejectionOf(core.ask('cancel-jobs', { jobIds: ['j1'] }))).toMatchObject({
      code: 'JOB_NOT_OPEN',
    });
    expect(await rejectionOf(core.ask('cancel-jobs', { jobIds: ['x'] }))).toMatchObject({
      code: 'JOB_UNKNOWN',
    });
  });
});

describe('an imported transcript', () => {
  const sentence = (index: number) =>
    `Sentence number ${index} says that the entropy of a closed system never falls.`;
  const sentences = Array.from({ length: 12 }, (_, index) => sentence(index + 1));
  const stamp = (second: number, mark: string) => `00:00:${String(second).padStart(2, '0')}${mark}000`;
  const cues = (mark: string) =>
    sentences.map((text, index) => `${stamp(index * 4, mark)} --> ${stamp(index * 4 + 3, mark)}\n${text}\n`);
  const kinds: Readonly<Record<string, string>> = {
    'notes.txt': sentences.join('\n'),
    'notes.md': `# Entropy\n\n${sentences.join('\n\n')}`,
    'notes.srt': cues(',')
      .map((cue, index) => `${index + 1}\n${cue}`)
      .join('\n'),
    'notes.vtt': `WEBVTT\n\n${cues('.').join('\n')}`,
    'notes.json': JSON.stringify({
      segments: sentences.map((text, index) => ({
        id: `s${index + 1}`,
        start: index * 4,
        end: index * 4 + 3,
        text,
      })),
    }),
  };

  test.for(Object.entries(kinds))(
    '%s becomes material without a word being sent as sound',
    async ([name, content]) => {
      const path = join(folder, name);
      await writeFile(path, content);

      const lecture = await take(path);

      expect(lecture.status).toBe('ready');
      const text = (lecture.transcript?.segments ?? []).map((segment) => segment.text).join(' ');
      for (const one of sentences) expect(text).toContain(one);
      expect(lecture.artifacts).toHaveLength(5);
      expect(calls('transcriptions')).toEqual([]);
    },
  );
});

test('a recording in which nobody speaks is ready, empty and free', async () => {
  const path = join(folder, 'silence.wav');
  await runFfmpeg(['-f', 'lavfi', '-i', 'anullsrc=r=16000:cl=mono', '-t', '20', path]);

  const lecture = await take(path);

  expect(lecture).toMatchObject({ status: 'ready', artifacts: [], cost: { forecast: 0, actual: 0 } });
  expect(lecture.transcript).toMatchObject({ coverage: 1, gaps: [], segments: [] });
  expect(calls('transcriptions')).toEqual([]);
});

describe('courses, presets and languages', () => {
  test("a course's glossary and language reach every request, and its lectures outlive it", async () => {
    const course = await core.ask('create-course', { title: 'Thermodynamics' });
    await core.ask('update-course', {
      ...{ id: course.id, glossary: ['Clausius', 'Carnot cycle'], transcriptionLanguage: 'de' },
      ...{ generationLanguage: 'fr', presetId: 'concept-map-mode' },
    });

    const lecture = await take(recording.path, { course: 'Thermodynamics' });

    expect(lecture).toMatchObject({ course: 'Thermodynamics', status: 'ready' });
    expect(calls('transcriptions').length).toBeGreaterThan(1);
    for (const { params } of calls('transcriptions')) {
      expect(JSON.stringify(params)).toContain('Carnot cycle');
      expect(JSON.stringify(params)).toMatch(/"languages(\[\])?":\["de"\]|"languages(\[\])?":"de"/);
    }
    for (const { params } of calls('responses')) {
      expect(JSON.stringify(params)).toContain('French');
      expect(JSON.stringify(params)).toContain('Clausius');
    }
    await core.ask('remove-course', { courseId: course.id });
    expect(await core.ask('get-lecture', { lectureId: lecture.id })).toMatchObject({
      course: null,
      status: 'ready',
    });
  });

  test('every preset makes other requests', async () => {
    const { presets } = await core.ask('list-presets', {});
    expect(presets).toHaveLength(6);
    const asked = new Set<string>();
    for (const { id } of presets) {
      simulator.ledger.clear();
      const lecture = await take(recording.path, { presetId: id });
      expect(lecture.status).toBe('ready');
      const summary = calls('responses').find((entry) =>
        JSON.stringify(entry.params).includes('"name":"summary"'),
      );
      asked.add(JSON.stringify(summary?.params));
      // The sound is the same and was paid for already.
      expect(calls('transcriptions')).toEqual([]);
    }
    expect(asked.size).toBe(6);
  });
});

test('a removed lecture is gone with its files; the same recording is not paid for again', async () => {
  const [lecture] = (await core.ask('list-lectures', {})).lectures;
  const lectureId = lecture?.id ?? '';

  await core.ask('remove-lecture', { lectureId });

  expect((await core.ask('list-lectures', {})).lectures.map(({ id }) => id)).not.toContain(lectureId);
  expect(await readdir(join(folder, 'home', 'objects', 'lectures'))).not.toContain(lectureId);
  expect(await core.ask('check-integrity', { deep: false })).toMatchObject({ status: 'ok' });
  await take(recording.path);
  expect(calls('transcriptions')).toEqual([]);
});

test('settings that cannot be used are all named at once, and nothing is saved', async () => {
  const wrong = { 'provider.baseUrl': 'ftp://x', 'jobs.maxAttempts': 0, 'transcription.language': 'german' };

  const failure = await rejectionOf(core.ask('set-settings', { settings: wrong }));

  for (const key of Object.keys(wrong)) expect(failure.message).toContain(key);
  expect(['SETTINGS_INVALID', 'INPUT_INVALID']).toContain(failure.code);
  expect((await core.ask('get-settings', {})).settings['jobs.maxAttempts']).toBe(8);
});
