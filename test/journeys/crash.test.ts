import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Settings } from '../../preload/contract/settings.ts';
import { lectureDocumentSchema } from '../../preload/contract/lecture.ts';
import { openDatabaseForReading } from '../../main/database/open-database.ts';
import type { LedgerEntry } from '../simulator/ledger.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { plainWords } from '../support/audio/ruler-code.ts';
import { createSeededRandom } from '../support/audio/seeded-random.ts';
import { runCommand, startCli, type CliProcess } from '../support/core/cli-process.ts';
import { makeRulerMp3, type RulerRecording } from '../support/core/prepared-lecture.ts';
import { quickSettings, startTestCore } from '../support/core/test-core.ts';
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

/** A home in which work is done in small steps with short waits. */
async function quickHome(name: string, settings: Partial<Settings> = {}): Promise<string> {
  const home = join(folder, name);
  const core = await startTestCore({ home, provider: simulator, work: 'none' });
  await core.ask('set-settings', {
    settings: {
      ...quickSettings,
      'provider.baseUrl': simulator.url,
      'transcription.segmentSeconds': 5,
      'transcription.concurrency': IN_FLIGHT_AT_MOST,
      'generation.concurrency': IN_FLIGHT_AT_MOST,
      ...settings,
    },
  });
  await core.stop();
  return home;
}

function paidRequests(): readonly LedgerEntry[] {
  return simulator.ledger.entries.filter((entry) => entry.endpoint !== 'models');
}

/** Calls in the database by their state. */
function callStates(home: string): Readonly<Record<string, number>> {
  const database = openDatabaseForReading(join(home, 'lectern.db'));
  try {
    const rows = database.prepare('SELECT state, count(*) AS count FROM calls GROUP BY state').all();
    const parsed = z.array(z.object({ state: z.string(), count: z.number() })).parse(rows);
    return Object.fromEntries(parsed.map(({ state, count }) => [state, count]));
  } finally {
    database.close();
  }
}

async function isOver(run: CliProcess): Promise<boolean> {
  return (await Promise.race([run.ended, delay(0, null)])) !== null;
}

/** Files on their way that somebody left behind. */
async function leftovers(home: string): Promise<readonly string[]> {
  const names = await readdir(home, { recursive: true });
  return names.filter((name) => /\.(partial|part|restoring|copy)$|(^|\/)(\.incoming|staging)\/./.test(name));
}

test('killed at 20 random moments: every word once, nothing lost, only what was in flight is paid again', async () => {
  const home = await quickHome('killed');
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
