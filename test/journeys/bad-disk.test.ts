import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { failureReplySchema } from '../../preload/contract/failure.ts';
import { lectureDocumentSchema } from '../../preload/contract/lecture.ts';
import { NO_LATENCY } from '../simulator/latency.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { runFfmpeg } from '../support/audio/encode.ts';
import { runCommand } from '../support/core/cli-process.ts';
import { expectPlain } from '../support/core/fault-bench.ts';
import { shellWithMounts } from '../support/core/namespace.ts';
import { makeRulerMp3 } from '../support/core/prepared-lecture.ts';

/** Disks that are full or can only be read: file systems of their own, mounted where only the command under test sees them. */

let folder: string;
let mount: string;
let simulator: Simulator;
let small: string;
/** 12 MB of sound: it does not fit where there is room for 8. */
let large: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-disk-'));
  mount = await mkdtemp(join(tmpdir(), 'lectern-mount-'));
  simulator = await startSimulator({ latency: NO_LATENCY, decoder: 'wasm' });
  small = (await makeRulerMp3(folder, 'Small', { durationMs: 20_000, seed: 3 })).path;
  large = join(folder, 'Large.wav');
  await runFfmpeg(['-stream_loop', '17', '-i', small, '-ar', '16000', '-ac', '1', large]);
}, 120_000);

afterAll(async () => {
  await simulator.stop();
  for (const path of [folder, mount]) await rm(path, { recursive: true, force: true });
});

test('a read-only home: nothing begins', async () => {
  const script = 'mount -t tmpfs -o size=8m none "$1"; mount -o remount,ro "$1"; shift; exec "$@"';
  const under = shellWithMounts(script, [mount]);

  const end = await runCommand(['process', '--json', small], {
    home: join(mount, 'home'),
    provider: simulator,
    under,
  });

  const { error } = failureReplySchema.parse(end.json());
  expectPlain(error);
  expect(error.code).toBe('HOME_NOT_WRITABLE');
  expect(end.exitCode).toBe(3);
  expect(simulator.ledger.entries).toEqual([]);
});

test('a full disk: the lecture waits with the reason, nothing half is left, and there is room again', async () => {
  const report = (name: string) => join(folder, name);
  const script = `
    mount -t tmpfs -o size=8m none "$1"
    mount="$1"; report="$2"; file="$3"; shift 3
    "$@" process --json "$file" > "$report/first" && echo 0 > "$report/first-exit" || echo $? > "$report/first-exit"
    find "$mount" -type f > "$report/left"
    mount -o remount,size=400m "$mount"
    exec "$@" run --json`;
  const under = shellWithMounts(script, [mount, folder, large]);

  const end = await runCommand([], { home: join(mount, 'home'), provider: simulator, under });

  expect(await readFile(report('first-exit'), 'utf8')).toBe('3\n');
  const [waiting] = lecturesOf(JSON.parse(await readFile(report('first'), 'utf8')));
  expect(waiting).toMatchObject({ status: 'waiting', artifacts: [] });
  const [job] = waiting?.jobs ?? [];
  expect(job).toMatchObject({
    stage: 'ingest',
    hold: 'needs-user',
    attempts: 0,
    error: { remedy: { action: 'free-space' } },
  });
  expectPlain(job?.error ?? null);
  expect(job?.error?.code).toMatch(/^(DISK|STORAGE)_FULL$/);
  expect(await readFile(report('left'), 'utf8')).not.toMatch(
    /staging\/|\.incoming\/|\.partial|\.part$|objects\/lectures/m,
  );
  expect(end.exitCode).toBe(0);
  expect(lecturesOf(end.json())).toMatchObject([{ status: 'ready' }]);
  expect(simulator.ledger.paidTwice()).toEqual([]);
});

function lecturesOf(document: unknown) {
  return z.object({ lectures: z.array(lectureDocumentSchema) }).parse(document).lectures;
}
