import { randomBytes } from 'node:crypto';
import { chmodSync, createWriteStream, existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { failureReplySchema } from '../../preload/contract/failure.ts';
import { lectureDocumentSchema, type LectureDocument } from '../../preload/contract/lecture.ts';
import { z } from 'zod';
import { NO_LATENCY } from '../simulator/latency.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { runFfmpeg } from '../support/audio/encode.ts';
import { runCommand, startCli, type CliEnd } from '../support/core/cli-process.ts';
import { countRows, quickHome } from '../support/core/crash-bench.ts';
import { expectPlain } from '../support/core/fault-bench.ts';
import { makeRulerMp3, type RulerRecording } from '../support/core/prepared-lecture.ts';
import { requireNamespaces } from '../support/core/namespace.ts';
import { waitFor } from '../support/wait-for.ts';

/** Every file and every surrounding that cannot work: its own code, a plain sentence, its exit code, and nothing left behind. */

let folder: string;
let home: string;
let simulator: Simulator;
let good: RulerRecording;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-bad-'));
  simulator = await startSimulator({ latency: NO_LATENCY, decoder: 'wasm' });
  good = await makeRulerMp3(folder, 'Good', { durationMs: 20_000, seed: 3 });
  home = await quickHome(join(folder, 'home'), simulator);
}, 120_000);

afterAll(async () => {
  await simulator.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Works on a file in the home that has nothing in it. */
const work = (path: string, options: Partial<Parameters<typeof runCommand>[1]> = {}) =>
  runCommand(['process', '--json', path], { home, provider: simulator, ...options });

function errorOf(end: CliEnd) {
  const { error } = failureReplySchema.parse(end.json());
  expectPlain(error);
  return error;
}

function lecturesOf(end: CliEnd): readonly LectureDocument[] {
  return z.object({ lectures: z.array(lectureDocumentSchema) }).parse(end.json()).lectures;
}

async function filesBelow(path: string): Promise<readonly string[]> {
  if (!existsSync(path)) return [];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

async function expectNothingLeft(): Promise<void> {
  expect(countRows(home)).toEqual({ lectures: 0, jobs: 0, objects: 0, calls: 0 });
  for (const name of ['objects', 'staging', 'cache']) expect(await filesBelow(join(home, name))).toEqual([]);
}

describe('a file that cannot be used is refused and leaves nothing behind', () => {
  const withBytes = (name: string, content: string | Buffer) => async () => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  const cases: readonly { name: string; code: string; make: () => Promise<string> }[] = [
    { name: 'empty', code: 'AUDIO_EMPTY_FILE', make: withBytes('empty.mp3', '') },
    {
      name: 'random bytes',
      code: 'AUDIO_UNREADABLE',
      make: withBytes('random.mp3', Buffer.concat([Buffer.from([1]), randomBytes(200_000)])),
    },
    {
      name: 'text named .mp3',
      code: 'AUDIO_IS_TEXT',
      make: withBytes('text.mp3', 'Dear students,\n'.repeat(99)),
    },
    {
      name: 'a web page named .mp3',
      code: 'AUDIO_IS_WEB_PAGE',
      make: withBytes('page.mp3', '<!doctype html><html><title>Sign in</title></html>'),
    },
    {
      name: 'a truncated header',
      code: 'AUDIO_DAMAGED',
      make: async () => {
        const whole = join(folder, 'whole.flac');
        await runFfmpeg(['-i', good.path, whole]);
        return withBytes('head.flac', (await readFile(whole)).subarray(0, 30))();
      },
    },
    {
      name: 'video without sound',
      code: 'AUDIO_NO_TRACK',
      make: async () => {
        const path = join(folder, 'mute.mp4');
        await runFfmpeg(['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=5:duration=2', path]);
        return path;
      },
    },
    {
      name: 'encrypted',
      code: 'AUDIO_ENCRYPTED',
      make: async () => {
        const path = join(folder, 'encrypted.mp4');
        const key = '00112233445566778899aabbccddeeff';
        const scheme = ['-encryption_scheme', 'cenc-aes-ctr', '-encryption_key', key, '-encryption_kid', key];
        await runFfmpeg(['-i', good.path, '-c:a', 'aac', ...scheme, path]);
        return path;
      },
    },
    { name: 'missing', code: 'AUDIO_FILE_MISSING', make: async () => join(folder, 'gone.mp3') },
    { name: 'a folder', code: 'AUDIO_IS_FOLDER', make: async () => folder },
    {
      name: '0.05 s of sound',
      code: 'AUDIO_TOO_SHORT',
      make: async () => {
        const path = join(folder, 'short.wav');
        await runFfmpeg(['-i', good.path, '-t', '0.05', path]);
        return path;
      },
    },
  ];

  test.for(cases)('$name: $code', async ({ code, make }) => {
    const end = await work(await make());

    expect(errorOf(end).code).toBe(code);
    expect(end.exitCode).toBe(1);
    await expectNothingLeft();
  });

  test('not readable for this user: AUDIO_NO_PERMISSION', async () => {
    // Without capabilities the superuser's own files are closed to it as well.
    const under = process.getuid?.() === 0 ? requireNamespaces(['unshare', '--user']) : [];
    const path = join(folder, 'locked.mp3');
    await copyFile(good.path, path);
    chmodSync(path, 0);

    const end = await work(path, { under });

    expect(errorOf(end).code).toBe('AUDIO_NO_PERMISSION');
    expect(end.exitCode).toBe(1);
    await expectNothingLeft();
  });

  test('still growing: AUDIO_STILL_GROWING', async () => {
    const path = join(folder, 'growing.mp3');
    await copyFile(good.path, path);
    const writing = createWriteStream(path, { flags: 'a' });
    const more = setInterval(() => writing.write(randomBytes(500)), 20);
    onTestFinished(() => {
      clearInterval(more);
      writing.end();
    });

    const end = await work(path);

    expect(errorOf(end).code).toBe('AUDIO_STILL_GROWING');
    expect(end.exitCode).toBe(1);
    await expectNothingLeft();
  });
});

describe('a server that cannot be used', () => {
  test('no key: nothing is added', async () => {
    const end = await work(good.path, { provider: { url: simulator.url, apiKey: null } });

    expect(errorOf(end)).toMatchObject({ code: 'KEY_NOT_AVAILABLE', remedy: { action: 'enter-key' } });
    expect(end.exitCode).toBe(3);
    await expectNothingLeft();
  });

  test('a wrong key and an unreachable server: the lecture waits, the exit code says so', async () => {
    const other = await quickHome(join(folder, 'waiting'), simulator);
    const wrong = { url: simulator.url, apiKey: 'sk-wrong-and-secret' };
    simulator.ledger.clear();

    const refused = await runCommand(['process', '--json', good.path], { home: other, provider: wrong });

    expect(refused.exitCode).toBe(3);
    expect(refused.out + refused.err).not.toContain('wrong-and-secret');
    const [lecture] = lecturesOf(refused);
    expect(lecture?.status).toBe('waiting');
    expect(lecture?.jobs.at(-1)).toMatchObject({
      hold: 'needs-user',
      attempts: 0,
      error: { code: 'KEY_REFUSED' },
    });
    const nobody = await startSimulator({ latency: NO_LATENCY });
    await nobody.stop();
    const unreachable = await runCommand(['run', '--json'], { home: other, provider: nobody });
    expect(unreachable.exitCode).toBe(3);
    expect(lecturesOf(unreachable)[0]?.jobs.at(-1)).toMatchObject({ attempts: 0 });
    const last = await runCommand(['run', '--json'], { home: other, provider: simulator });
    expect(last.exitCode).toBe(0);
    expect(lecturesOf(last)[0]?.status).toBe('ready');
    expect(simulator.ledger.paidTwice()).toEqual([]);
  });
});

describe('unusual, and still right', () => {
  test('a name of 250 characters with spaces and an emoji; the same file again asks', async () => {
    const other = await quickHome(join(folder, 'names'), simulator);
    const name = `Vorlesung 7 – Größen und Maße 🎓 ${'sehr lang '.repeat(30)}`.slice(0, 230).trim();
    const path = join(folder, 'a folder with spaces', `${name}.mp3`);
    await mkdir(join(folder, 'a folder with spaces'));
    await copyFile(good.path, path);
    const out = join(folder, 'taken away');

    const end = await runCommand(['process', '--json', '--out', out, path], {
      home: other,
      provider: simulator,
    });

    expect(end.exitCode).toBe(0);
    const [lecture] = lecturesOf(end);
    expect(lecture?.title).toContain('🎓');
    expect(lecture?.exports.map((one) => existsSync(one.path ?? ''))).toEqual([true, true, true, true]);
    const again = await runCommand(['process', '--json', good.path], { home: other, provider: simulator });
    expect(failureReplySchema.parse(again.json()).error).toMatchObject({
      code: 'DUPLICATE_RECORDING',
      remedy: { action: 'open-lecture' },
    });
    expect(again.exitCode).toBe(1);
    simulator.ledger.clear();
    const open = await runCommand(['process', '--json', '--duplicate', 'open', good.path], {
      ...{ home: other, provider: simulator },
    });
    expect(open.exitCode).toBe(0);
    expect(lecturesOf(open)[0]?.id).toBe(lecture?.id);
    const twice = await runCommand(['process', '--json', '--duplicate', 'again', path], {
      ...{ home: other, provider: simulator },
    });
    expect(twice.exitCode).toBe(0);
    expect(lecturesOf(twice)[0]?.id).not.toBe(lecture?.id);
    // The same sound with the same title, sent to the same model, is paid for already.
    expect(
      simulator.ledger.entries.filter((entry) => entry.endpoint === 'transcriptions' && entry.billed),
    ).toEqual([]);
  });

  test('an interrupt ends in order, says so, and the rest goes on later', async () => {
    const other = await quickHome(join(folder, 'interrupted'), simulator);
    simulator.ledger.clear();
    simulator.setLatency({ speed: 5 });
    onTestFinished(() => simulator.setLatency(NO_LATENCY));
    const run = startCli(['process', '--json', good.path], { home: other, provider: simulator });
    await waitFor(
      'a request',
      () => simulator.ledger.entries.some((entry) => entry.endpoint === 'transcriptions'),
      60_000,
    );

    run.process.kill('SIGINT');

    const end = await run.ended;
    expect(end.exitCode).toBe(130);
    expect(errorOf(end).code).toBe('INTERRUPTED');
    simulator.setLatency(NO_LATENCY);
    const rest = await runCommand(['run', '--json'], { home: other, provider: simulator });
    expect(rest.exitCode).toBe(0);
    expect(lecturesOf(rest)[0]?.status).toBe('ready');
  });
});
