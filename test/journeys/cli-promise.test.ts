import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { exportSchema } from '../../preload/contract/export.ts';
import { failureReplySchema } from '../../preload/contract/failure.ts';
import { healthReportSchema, integrityReportSchema } from '../../preload/contract/health.ts';
import { jobSchema } from '../../preload/contract/job.ts';
import { lectureDocumentSchema, lectureSummarySchema } from '../../preload/contract/lecture.ts';
import { NO_LATENCY } from '../simulator/latency.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { runCommand } from '../support/core/cli-process.ts';
import { quickHome } from '../support/core/crash-bench.ts';
import { makeRulerMp3, type RulerRecording } from '../support/core/prepared-lecture.ts';

/** Every command against what the contract and README.md promise: exactly one document of exactly this shape, and the exit code. */

let folder: string;
let home: string;
let simulator: Simulator;
let recording: RulerRecording;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-promise-'));
  simulator = await startSimulator({ latency: NO_LATENCY, decoder: 'wasm' });
  recording = await makeRulerMp3(folder, 'Promise', { durationMs: 20_000, seed: 17 });
  home = await quickHome(join(folder, 'home'), simulator);
}, 120_000);

afterAll(async () => {
  await simulator.stop();
  await rm(folder, { recursive: true, force: true });
});

const many = <Schema extends z.ZodType>(name: string, schema: Schema) =>
  z.strictObject({ [name]: z.array(schema) });
/** Only what is promised: a field more would be a promise nobody made. */
const lectures = many('lectures', lectureDocumentSchema.strict());
const jobs = many('jobs', jobSchema.strict());
const settings = z.strictObject({ settings: z.record(z.string(), z.unknown()) });

/** Runs a command with `--json`, checks shape and exit code, answers the document. */
async function promised<Schema extends z.ZodType>(
  words: readonly string[],
  exitCode: number,
  schema: Schema,
): Promise<z.output<Schema>> {
  const end = await runCommand([...words, '--json'], { home, provider: simulator });
  expect(`${words.join(' ')}: ${end.exitCode}`).toBe(`${words.join(' ')}: ${exitCode}`);
  return schema.parse(end.json());
}

const failed = (words: readonly string[], exitCode: number) =>
  promised(words, exitCode, failureReplySchema.strict());

test('work: import, run, process, show, lectures, jobs', async () => {
  const imported = await promised(['import', recording.path], 0, lectures);
  expect(imported['lectures']).toMatchObject([{ status: 'queued', transcript: null, artifacts: [] }]);
  const ran = await promised(['run'], 0, lectures);
  expect(ran['lectures']).toMatchObject([{ status: 'ready' }]);
  expect((await promised(['run'], 0, lectures))['lectures']).toEqual([]);
  const out = join(folder, 'out');
  const words = ['process', '--duplicate', 'open', '--formats', 'md,srt', '--out', out, recording.path];
  const [lecture] = (await promised(words, 0, lectures))['lectures'] ?? [];
  expect(
    lecture?.exports
      .filter((one) => one.path !== undefined)
      .map((one) => one.format)
      .toSorted(),
  ).toEqual(['md', 'srt']);
  const id = lecture?.id ?? '';
  expect(await promised(['show', id.slice(0, 30)], 0, lectureDocumentSchema.strict())).toMatchObject({ id });
  expect(await promised(['lectures'], 0, many('lectures', lectureSummarySchema.strict()))).toMatchObject({
    lectures: [{ id }],
  });
  expect((await promised(['jobs', '--status', 'completed', '--lecture', id], 0, jobs))['jobs']).toHaveLength(
    4,
  );
}, 120_000);

test('again and never: replay, retry, cancel, redo-gaps, pause, resume, export', async () => {
  const { lectures: list } = await promised(['lectures'], 0, many('lectures', lectureSummarySchema.strict()));
  const id = list?.[0]?.id ?? '';
  expect(await promised(['replay', id, 'generation'], 3, jobs)).toEqual({ jobs: [] });
  const { jobs: [job] = [] } = await promised(['replay', id, 'generation', '--yes'], 0, jobs);
  expect(job).toMatchObject({ lectureId: id, stage: 'generation', status: 'queued' });
  expect(await promised(['cancel', job?.id ?? ''], 0, jobs)).toMatchObject({
    jobs: [{ status: 'cancelled' }],
  });
  expect(await failed(['cancel', job?.id ?? ''], 1)).toMatchObject({ error: { code: 'JOB_NOT_OPEN' } });
  expect(await failed(['retry', job?.id ?? ''], 1)).toMatchObject({ error: { code: 'JOB_NOT_FAILED' } });
  expect(await promised(['retry', '--failed'], 0, jobs)).toEqual({ jobs: [] });
  expect(await failed(['redo-gaps', id], 1)).toMatchObject({ error: { code: 'NO_GAPS' } });
  await promised(['pause', 'generation'], 0, jobs);
  await promised(['replay', id, 'generation', '--yes'], 0, jobs);
  expect(await promised(['run'], 3, lectures)).toMatchObject({ lectures: [{ id, status: 'waiting' }] });
  expect(await promised(['jobs', '--status', 'queued'], 0, jobs)).toMatchObject({
    jobs: [{ hold: 'paused' }],
  });
  expect(await promised(['resume', 'generation'], 0, jobs)).toMatchObject({ jobs: [{ hold: null }] });
  expect(await promised(['run'], 0, lectures)).toMatchObject({ lectures: [{ status: 'ready' }] });
  const out = join(folder, 'exported');
  const made = await promised(
    ['export', id, '--formats', 'json,vtt', '--out', out],
    0,
    many('exports', exportSchema.strict()),
  );
  expect(made['exports']?.map((one) => one.format).toSorted()).toEqual(['json', 'vtt']);
}, 120_000);

test('the system: health, integrity, settings', async () => {
  expect((await promised(['health'], 0, healthReportSchema.strict())).checks).toHaveLength(6);
  expect(await promised(['integrity', '--deep'], 0, integrityReportSchema.strict())).toMatchObject({
    status: 'ok',
  });
  const { settings: all } = await promised(['settings', 'list'], 0, settings);
  expect(all).toMatchObject({ 'provider.apiKey': 'set', 'jobs.maxAttempts': 8, 'cost.ceiling': null });
  expect(JSON.stringify(all)).not.toContain(simulator.apiKey);
  expect(await promised(['settings', 'set', 'jobs.maxAttempts', '5'], 0, settings)).toEqual({
    settings: { 'jobs.maxAttempts': 5 },
  });
  expect(await promised(['settings', 'get', 'jobs.maxAttempts'], 0, settings)).toEqual({
    settings: { 'jobs.maxAttempts': 5 },
  });
}, 120_000);

test('mistakes: exit code 2, a code and a sentence', async () => {
  const text = join(folder, 'note.mp3');
  await writeFile(text, 'Dear students,\n'.repeat(100));
  const mistakes: readonly (readonly [readonly string[], string])[] = [
    [[], 'USAGE'],
    [['conquer'], 'USAGE'],
    [['process'], 'USAGE'],
    [['replay', 'x', 'lunch'], 'USAGE'],
    [['settings', 'set', 'jobs.maxAttempts', 'many'], 'INPUT_INVALID'],
    [['settings', 'get', 'jobs.nothing'], 'SETTING_UNKNOWN'],
    [['process', '--formats', 'pdf', recording.path], 'FORMAT_NOT_AVAILABLE'],
    [['process', '--preset', 'no-mode', '--duplicate', 'again', recording.path], 'PRESET_UNKNOWN'],
  ];
  for (const [words, code] of mistakes) expect(await failed(words, 2)).toMatchObject({ error: { code } });
  const nonsense = { home, provider: { url: 'nonsense', apiKey: 'sk-x' } };
  const end = await runCommand(['health', '--json'], nonsense);
  expect([end.exitCode, failureReplySchema.parse(end.json()).error.code]).toEqual([2, 'SETTINGS_INVALID']);
  expect(await failed(['process', text], 1)).toMatchObject({ error: { code: 'AUDIO_IS_TEXT' } });
  expect(await failed(['show', 'nobody'], 1)).toMatchObject({ error: { code: 'LECTURE_UNKNOWN' } });
}, 120_000);
