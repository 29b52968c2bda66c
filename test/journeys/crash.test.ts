import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { lectureDocumentSchema } from '../../preload/contract/lecture.ts';
import type { LedgerEntry } from '../simulator/ledger.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { plainWords } from '../support/audio/ruler-code.ts';
import { createSeededRandom } from '../support/audio/seeded-random.ts';
import { startCli } from '../support/core/cli-process.ts';
import { callStates, isOver, leftovers, quickHome } from '../support/core/crash-bench.ts';
import { makeRulerMp3, type RulerRecording } from '../support/core/prepared-lecture.ts';
import { startTestCore } from '../support/core/test-core.ts';
import { waitFor } from '../support/wait-for.ts';

/** `kill -9` at any moment: nothing is lost, and only the requests then in flight are paid again. */

const KILLS = 20;
const IN_FLIGHT_AT_MOST = 2;

let folder: string;
let simulator: Simulator;
let recording: RulerRecording;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-crash-'));
  simulator = await startSimulator({
    latency: { speed: 40, textBaseMs: 150, textTokenMs: 0 },
    decoder: 'wasm',
  });
  recording = await makeRulerMp3(folder, 'Crash', { durationMs: 240_000, seed: 23 });
}, 120_000);

afterAll(async () => {
  await simulator.stop();
  await rm(folder, { recursive: true, force: true });
});

function paidRequests(): readonly LedgerEntry[] {
  return simulator.ledger.entries.filter((entry) => entry.endpoint !== 'models');
}

test('killed at 20 random moments: every word once, nothing lost, only what was in flight is paid again', async () => {
  const home = await quickHome(join(folder, 'killed'), simulator);
  const surroundings = { home, provider: simulator };
  const random = createSeededRandom(4711);
  simulator.ledger.clear();
  let inFlight = 0;
  let kills = 0;
  let run = startCli(['process', '--json', recording.path], surroundings);
  while (kills < KILLS) {
    // After two to four more requests, at any instant of their way.
    const seen = paidRequests().length + random.between(2, 4);
    await waitFor(
      'more requests',
      () => paidRequests().length >= seen || run.process.exitCode !== null,
      60_000,
    );
    if (await isOver(run)) break;
    await delay(random.between(0, 180));
    await run.kill();
    kills += 1;
    const { intent = 0, answered = 0 } = callStates(home);
    expect(intent).toBeLessThanOrEqual(IN_FLIGHT_AT_MOST);
    inFlight += intent;
    await waitFor(
      'the server to be idle',
      () => paidRequests().every((entry) => entry.endMs !== null),
      10_000,
    );
    const billed = paidRequests().filter((entry) => entry.billed).length;
    expect(billed - answered).toBeLessThanOrEqual(inFlight);
    run = startCli(['run', '--json'], surroundings);
  }
  expect(kills).toBe(KILLS);

  const end = await run.ended;

  expect(end.exitCode).toBe(0);
  const { lectures } = z.object({ lectures: z.array(lectureDocumentSchema) }).parse(end.json());
  const [lecture] = lectures;
  expect(lecture?.status).toBe('ready');
  expect(plainWords((lecture?.transcript?.segments ?? []).map((one) => one.text).join(' '))).toEqual(
    recording.plan.words.map((word) => word.word),
  );
  expect(lecture?.artifacts).toHaveLength(5);
  const again = simulator.ledger.paidTwice().reduce((sum, group) => sum + group.length - 1, 0);
  expect(again).toBeLessThanOrEqual(inFlight);
  expect(callStates(home)).toMatchObject({ unknown: inFlight });
  const core = await startTestCore({ home, provider: simulator, work: 'none' });
  const { entries } = await core.ask('get-sent-log', { limit: 10_000 });
  expect(entries.filter((entry) => entry.status === 'unknown')).toHaveLength(inFlight);
  expect(await core.ask('check-integrity', { deep: true })).toMatchObject({ status: 'ok', problems: [] });
  await core.stop();
  expect(await leftovers(home)).toEqual([]);
}, 240_000);
