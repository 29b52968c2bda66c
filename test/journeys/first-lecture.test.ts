import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_LATENCY } from '../simulator/latency.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { encodeAudio } from '../support/audio/encode.ts';
import { plainWords } from '../support/audio/ruler-code.ts';
import type { RulerPlan } from '../support/audio/ruler-plan.ts';
import { writeRuler } from '../support/audio/ruler.ts';
import { startTestCore, type TestCore } from '../support/core/test-core.ts';

let folder: string;
let simulator: Simulator;
let core: TestCore;
let plan: RulerPlan;
let mp3: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-journey-'));
  simulator = await startSimulator({ latency: NO_LATENCY });
  const wav = join(folder, 'ruler.wav');
  mp3 = join(folder, 'Lecture 1 – Entropy.mp3');
  plan = await writeRuler(wav, { durationMs: 120_000, seed: 7 });
  await encodeAudio(wav, mp3, 'mp3-32k');
  core = await startTestCore({ home: join(folder, 'home'), provider: simulator });
}, 120_000);

afterAll(async () => {
  await core.stop();
  await simulator.stop();
  await rm(folder, { recursive: true, force: true });
});

test('an MP3 goes all the way: transcript, five artifacts, files', async () => {
  const lectureId = await core.add(mp3);

  const lecture = await core.settled(lectureId);

  expect(lecture.status).toBe('ready');
  expect(lecture.title).toBe('Lecture 1 – Entropy');
  expect(lecture.durationSeconds).toBeCloseTo(plan.durationMs / 1000, 0);
  expect(lecture.jobs.map((job) => [job.stage, job.status])).toEqual([
    ['ingest', 'completed'],
    ['transcription', 'completed'],
    ['generation', 'completed'],
    ['export', 'completed'],
  ]);
  const heard = plainWords((lecture.transcript?.segments ?? []).map((segment) => segment.text).join(' '));
  expect(heard).toEqual(plan.words.map((word) => word.word));
  expect(lecture.transcript?.coverage).toBe(1);
  expect(lecture.artifacts.map((artifact) => artifact.type).toSorted()).toEqual(
    ['exam-questions', 'flashcards', 'key-terms', 'outline', 'summary'].toSorted(),
  );
  expect(lecture.exports.map((one) => one.format).toSorted()).toEqual(['csv', 'html', 'md', 'srt']);
  expect(lecture.cost.actual).toBeGreaterThan(0);
  expect(simulator.ledger.paidTwice()).toEqual([]);
});

test('exports are saved where the person says, and never over another file', async () => {
  const [lecture] = (await core.ask('list-lectures', {})).lectures;
  const directory = join(folder, 'saved');
  const request = { lectureId: lecture?.id ?? '', formats: ['md' as const], directory };

  const first = await core.ask('deliver-exports', request);
  const second = await core.ask('deliver-exports', request);

  const [path, other] = [first.exports[0]?.path ?? '', second.exports[0]?.path ?? ''];
  expect(await readFile(path, 'utf8')).toContain('Lecture 1 – Entropy');
  expect(other).not.toBe(path);
});

test('health finds everything in order, integrity every object whole', async () => {
  const health = await core.ask('check-health', {});
  const integrity = await core.ask('check-integrity', { deep: true });

  expect(health.checks.map((check) => [check.name, check.status])).toEqual([
    ['database', 'ok'],
    ['queue', 'ok'],
    ['provider', 'ok'],
    ['storage', 'ok'],
    ['network', 'ok'],
    ['media-engine', 'ok'],
  ]);
  expect(integrity).toMatchObject({ status: 'ok', problems: [] });
  expect(integrity.checked).toBeGreaterThan(10);
});

test('while the folder of the objects is gone a lecture is shown as far as the rows tell', async () => {
  const [lecture] = (await core.ask('list-lectures', {})).lectures;
  const [objects, elsewhere] = [join(folder, 'home/objects'), join(folder, 'elsewhere')];
  await rename(objects, elsewhere);
  try {
    const shown = await core.ask('get-lecture', { lectureId: lecture?.id ?? '' });

    expect(shown).toMatchObject({ status: 'ready', transcript: null });
    expect(shown.exports).toHaveLength(4);
  } finally {
    await rename(elsewhere, objects);
  }
});

test('a lecture whose transcript was lost is still shown, and integrity names what is missing', async () => {
  const [lecture] = (await core.ask('list-lectures', {})).lectures;
  const lectureId = lecture?.id ?? '';
  const folderOfTranscripts = join(folder, 'home/objects/lectures', lectureId, 'transcript');
  await rm(folderOfTranscripts, { recursive: true });

  const shown = await core.ask('get-lecture', { lectureId });
  const integrity = await core.ask('check-integrity', { lectureId });

  expect(shown).toMatchObject({ id: lectureId, transcript: null });
  expect(shown.artifacts).toHaveLength(5);
  expect(integrity.problems).toMatchObject([{ kind: 'transcript', state: 'missing' }]);
});
