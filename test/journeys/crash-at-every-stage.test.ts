import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { lectureDocumentSchema, type LectureDocument } from '../../preload/contract/lecture.ts';
import { NO_LATENCY } from '../simulator/latency.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { plainWords } from '../support/audio/ruler-code.ts';
import { createSeededRandom } from '../support/audio/seeded-random.ts';
import { runCommand, startCli, type CliEnd } from '../support/core/cli-process.ts';
import { callStates, isOver, jobRows, leftovers, quickHome } from '../support/core/crash-bench.ts';
import { makeRulerMp3, type RulerRecording } from '../support/core/prepared-lecture.ts';
import { startTestCore } from '../support/core/test-core.ts';
import { waitFor } from '../support/wait-for.ts';

/** `kill -9` where it hurts: while a recording is taken in, while files are made, while a start repairs the last death. */

let folder: string;
let simulator: Simulator;
let short: RulerRecording;
/** Speech with a quarter of an hour of silence in it, so that taking it in lasts long enough to be killed. */
let long: RulerRecording;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-crash-'));
  simulator = await startSimulator({ latency: NO_LATENCY, decoder: 'wasm' });
  short = await makeRulerMp3(folder, 'Short', { durationMs: 30_000, seed: 5 });
  const longSilences = [{ afterMs: 15_000, durationMs: 900_000 }];
  long = await makeRulerMp3(folder, 'Long', { durationMs: 930_000, seed: 6, longSilences });
}, 120_000);

afterAll(async () => {
  await simulator.stop();
  await rm(folder, { recursive: true, force: true });
});

function lecturesOf(end: CliEnd): readonly LectureDocument[] {
  return z.object({ lectures: z.array(lectureDocumentSchema) }).parse(end.json()).lectures;
}

function expectEveryWord(lecture: LectureDocument | undefined, { plan }: RulerRecording): void {
  expect(lecture?.status).toBe('ready');
  const heard = plainWords((lecture?.transcript?.segments ?? []).map((segment) => segment.text).join(' '));
  expect(heard).toEqual(plan.words.map((word) => word.word));
}

async function expectWhole(home: string): Promise<void> {
  const integrity = await runCommand(['integrity', '--deep', '--json'], { home });
  expect(integrity.json()).toMatchObject({ status: 'ok', problems: [] });
  expect(await leftovers(home)).toEqual([]);
}

test('while a recording is taken in: it is taken in again, once', async () => {
  const home = await quickHome(join(folder, 'ingest'), simulator);
  const surroundings = { home, provider: simulator };
  simulator.ledger.clear();
  let run = startCli(['process', '--json', long.path], surroundings);
  for (let kills = 0; kills < 2; kills += 1) {
    const since = Date.now();
    await expect.poll(() => isDecoding(home, since), { timeout: 30_000, interval: 5 }).toBe(true);
    await run.kill();
    expect(jobRows(home)).toMatchObject([{ stage: 'ingest', status: 'running', crashes: kills }]);
    run = startCli(['run', '--json'], surroundings);
  }

  const end = await run.ended;

  expect(end.exitCode).toBe(0);
  expectEveryWord(lecturesOf(end)[0], long);
  expect(simulator.ledger.paidTwice()).toEqual([]);
  await expectWhole(home);
});

test('while files are made: they are made, and nothing is paid again', async () => {
  const home = await quickHome(join(folder, 'export'), simulator);
  const surroundings = { home, provider: simulator };
  simulator.ledger.clear();
  const run = startCli(['process', '--json', short.path], surroundings);
  const isExporting = () => jobsOrNone(home).some(({ stage }) => stage === 'export');
  await waitFor('files to be made', () => isExporting(), 60_000);
  await run.kill();
  const paid = simulator.ledger.entries.filter((entry) => entry.billed).length;

  const end = await runCommand(['run', '--json'], surroundings);

  expect(end.exitCode).toBe(0);
  const shown = await runCommand(['lectures', '--json'], { home });
  const { lectures } = z.object({ lectures: z.array(z.object({ id: z.string() })) }).parse(shown.json());
  const id = lectures[0]?.id ?? '';
  const lecture = lectureDocumentSchema.parse((await runCommand(['show', id, '--json'], { home })).json());
  expectEveryWord(lecture, short);
  expect(lecture.exports.map((one) => one.format).toSorted()).toEqual(['csv', 'html', 'md', 'srt']);
  expect(simulator.ledger.entries.filter((entry) => entry.billed)).toHaveLength(paid);
  await expectWhole(home);
});

test('while a start repairs the last death: it converges, and counts one death once', async () => {
  const home = await quickHome(join(folder, 'start'), simulator, { 'transcription.concurrency': 1 });
  const surroundings = { home, provider: simulator };
  const random = createSeededRandom(99);
  simulator.ledger.clear();
  simulator.setLatency({ speed: 10 });
  const first = startCli(['process', '--json', short.path], surroundings);
  await waitFor(
    'a request',
    () => simulator.ledger.entries.some((entry) => entry.endpoint === 'transcriptions'),
    60_000,
  );
  await first.kill();
  for (let kills = 0; kills < 6; kills += 1) {
    const before = jobRows(home).find((job) => job.stage === 'transcription');
    await rm(join(home, 'owner.json'), { force: true });
    const run = startCli(['run', '--json'], surroundings);
    await waitFor('the start', () => existsSync(join(home, 'owner.json')), 30_000);
    await delay(random.between(0, 60));
    expect(await isOver(run)).toBe(false);
    await run.kill();
    const after = jobRows(home).find((job) => job.stage === 'transcription');
    const most = (before?.crashes ?? 0) + (before?.status === 'running' ? 1 : 0);
    expect(after?.crashes).toBeLessThanOrEqual(most);
    if (after?.status === 'failed') break;
  }
  simulator.setLatency(NO_LATENCY);

  await runCommand(['retry', '--failed', '--json'], { home });
  const end = await runCommand(['run', '--json'], surroundings);

  expect(end.exitCode).toBe(0);
  expectEveryWord(lecturesOf(end)[0], short);
  const again = simulator.ledger.paidTwice().reduce((sum, group) => sum + group.length - 1, 0);
  expect(again).toBeLessThanOrEqual(callStates(home)['unknown'] ?? 0);
  await expectWhole(home);
});

test('a lecture that takes the process down three times is set aside, and the others go on', async () => {
  const home = await quickHome(join(folder, 'poison'), simulator, { 'transcription.concurrency': 1 });
  const core = await startTestCore({ home, provider: simulator, work: ['ingest'] });
  const choice = { duplicate: 'again' as const };
  const poison = await core.ask('import-lectures', {
    paths: [short.path],
    choice: { ...choice, transcriptionModel: 'whisper-1' },
  });
  const good = await core.ask('import-lectures', { paths: [short.path], choice });
  for (const { outcomes } of [poison, good]) {
    const lectureId = outcomes[0]?.outcome === 'imported' ? outcomes[0].lectureId : '';
    await core.until(lectureId, (view) => view.stages[1]?.status === 'queued');
  }
  await core.stop();
  simulator.ledger.clear();
  simulator.faults.add({ model: 'whisper-1', count: 'always', fault: { kind: 'hang' } });
  const surroundings = { home, provider: simulator };
  const poisoned = () => simulator.ledger.entries.filter((entry) => entry.model === 'whisper-1').length;
  for (let kills = 0; kills < 3; kills += 1) {
    const before = poisoned();
    const run = startCli(['run', '--json'], surroundings);
    await waitFor('the poison', () => poisoned() > before, 60_000);
    await run.kill();
  }
  const swallowed = poisoned();

  const end = await runCommand(['run', '--json'], surroundings);

  expect(end.exitCode).toBe(0);
  expect(lecturesOf(end).map((lecture) => lecture.status)).toEqual(['ready']);
  const { jobs } = z
    .object({
      jobs: z.array(
        z.object({ stage: z.string(), error: z.object({ code: z.string(), message: z.string() }) }),
      ),
    })
    .parse((await runCommand(['jobs', '--status', 'failed', '--json'], { home })).json());
  expect(jobs).toMatchObject([{ stage: 'transcription', error: { code: 'JOB_CRASHED_APP' } }]);
  expect(poisoned()).toBe(swallowed);
  simulator.faults.clear();
});

/** Whether sound is being decoded by a process that was started then. */
async function isDecoding(home: string, since: number): Promise<boolean> {
  const cache = join(home, 'cache');
  const names = await readdir(cache, { recursive: true });
  const partial = names.find((name) => name.endsWith('.pcm.partial'));
  const found = partial === undefined ? null : await stat(join(cache, partial)).catch(() => null);
  return found !== null && found.mtimeMs > since;
}

function jobsOrNone(home: string): ReturnType<typeof jobRows> {
  try {
    return jobRows(home);
  } catch {
    return [];
  }
}
