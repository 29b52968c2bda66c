import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { releasingSpeech } from '../../../main/pipeline/ingest/release-speech.ts';
import {
  createSpeechCache,
  type SpeechCacheDependencies,
} from '../../../main/pipeline/ingest/speech-cache.ts';
import { sha256 } from '../../../main/lib/hash-file.ts';
import type { StageRunner } from '../../../main/queue/ports.ts';
import { jobOf } from '../../support/generation-bench.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { openIngestBench } from '../../support/ingest-bench.ts';
import { sharedSound } from '../../support/ingest-shared.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitFor } from '../../support/wait-for.ts';

const sound = sharedSound();
const never = new AbortController().signal;

/** A lecture that was taken in, and a cache of its own over it that counts what it asks for. */
async function listened(
  change: (real: SpeechCacheDependencies) => Partial<SpeechCacheDependencies> = () => ({}),
) {
  const bench = openIngestBench({ media: sound.media() });
  const id = bench.add(sound.spoken());
  bench.commit(await bench.run(id));
  const asked = { decodes: 0, reads: 0, aborts: 0 };
  const real: SpeechCacheDependencies = {
    library: bench.library,
    objects: {
      localPath: (...input) => bench.objects.localPath(...input),
      get: (...input) => {
        asked.reads += 1;
        return bench.objects.get(...input);
      },
    },
    media: {
      decode: (input) => {
        asked.decodes += 1;
        input.signal.addEventListener('abort', () => (asked.aborts += 1));
        return sound.media().decode(input);
      },
    },
    folder: bench.cache,
  };
  const cache = createSpeechCache({ ...real, ...change(real) });
  return { ...bench, id, asked, speech: cache, pcm: join(bench.cache, `${id}.pcm`) };
}

test('what was decoded on the way in is used as it is, and understood once', async () => {
  const { speech, id, asked, pcm } = await listened();

  const first = await speech.speechOf(id, never);
  const again = await speech.speechOf(id, never);

  expect(first.pcmPath).toBe(pcm);
  expect(first.speechMap.totalSamples).toBe(320_000);
  expect(again.speechMap).toBe(first.speechMap);
  expect(asked).toEqual({ decodes: 0, reads: 1, aborts: 0 });
});

test.each([
  ['gone', (pcm: string) => rmSync(pcm)],
  ['cut off', (pcm: string) => truncateSync(pcm, 1_000)],
  ['gone with its folder', (pcm: string) => rmSync(join(pcm, '..'), { recursive: true })],
])('samples that are %s are decoded again, to the same samples', async (_how, harm) => {
  const { speech, id, asked, pcm, cache } = await listened();
  const before = sha256(readFileSync(pcm));
  harm(pcm);

  await speech.speechOf(id, never);

  expect(sha256(readFileSync(pcm))).toBe(before);
  expect(asked.decodes).toBe(1);
  expect(readdirSync(cache)).toEqual([`${id}.pcm`]);
});

test('several that ask at once are served by one decoding', async () => {
  const { speech, id, asked, pcm } = await listened();
  rmSync(pcm);

  const all = await Promise.all([1, 2, 3, 4].map(() => speech.speechOf(id, never)));

  expect(all.map(({ pcmPath }) => pcmPath)).toEqual([pcm, pcm, pcm, pcm]);
  expect(asked.decodes).toBe(1);
});

test('one that stops asking takes nothing from the others, whoever began', async () => {
  const { speech, id, asked, pcm } = await listened();
  rmSync(pcm);
  const [first, third] = [new AbortController(), new AbortController()];
  const asking = [first.signal, never, third.signal].map((signal) => speech.speechOf(id, signal));
  await waitFor('decoding has begun', () => asked.decodes > 0);

  first.abort(new Error('the first has gone'));
  third.abort(new Error('the third has gone'));

  await expect(asking[0]).rejects.toThrow('the first has gone');
  await expect(asking[2]).rejects.toThrow('the third has gone');
  await expect(asking[1]).resolves.toMatchObject({ pcmPath: pcm });
  expect(asked.decodes).toBe(1);
});

test('when all have gone the decoding ends, and the next one begins anew', async () => {
  const { speech, id, asked, pcm } = await listened();
  rmSync(pcm);
  const controller = new AbortController();
  const asking = [1, 2].map(() => speech.speechOf(id, controller.signal));
  await waitFor('decoding has begun', () => asked.decodes > 0);

  controller.abort(new Error('gone'));
  for (const one of asking) await expect(one).rejects.toThrow('gone');
  await speech.speechOf(id, never);

  expect(asked).toMatchObject({ decodes: 2 });
  expect(asked.aborts).toBeGreaterThan(0);
  expect(statSync(pcm).size).toBe(640_000);
});

test('a decoding that fails is told to all that asked, and tried again by the next', async () => {
  let fails = true;
  const { speech, id, pcm } = await listened(({ media }) => ({
    media: { decode: (input) => (fails ? Promise.reject(new Error('no luck')) : media.decode(input)) },
  }));
  rmSync(pcm);

  const outcomes = await Promise.allSettled([1, 2].map(() => speech.speechOf(id, never)));
  fails = false;

  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(speech.speechOf(id, never)).resolves.toMatchObject({ pcmPath: pcm });
});

test('a recording that was never listened to is a plain failure', async () => {
  const bench = openIngestBench({ media: sound.media() });
  const id = bench.add(sound.spoken());

  expect(await bench.speech.file(id, never)).toBeNull();
  expect(await rejectionOf(bench.speech.speechOf(id, never))).toMatchObject({ code: 'SPEECH_MISSING' });
});

test('a cache folder that cannot be made is told as trouble with the disk', async () => {
  const folder = join(temporaryFolder(), 'file', 'cache');
  writeFileSync(join(folder, '..'), '');
  const { speech, id } = await listened(() => ({ folder }));

  expect(await rejectionOf(speech.speechOf(id, never))).toMatchObject({ code: 'STORAGE_READ_ONLY' });
});

test('what is not needed any more is freed, and freeing nothing is fine', async () => {
  const { speech, id, cache } = await listened();
  await speech.release(id);
  await speech.release(id);
  expect(readdirSync(cache)).toEqual([]);
});

test('what an earlier run left behind is freed, what is needed stays', async () => {
  const { speech, id, cache } = await listened();
  for (const name of ['old.pcm', 'old.pcm.partial', `${id}.pcm.proxy`]) writeFileSync(join(cache, name), 'x');
  mkdirSync(join(cache, 'folder'));

  await speech.releaseAllBut(new Set([id]));
  expect(readdirSync(cache)).toEqual([`${id}.pcm`]);
  await speech.releaseAllBut(new Set());
  expect(readdirSync(cache)).toEqual([]);
});

test('a stage that is completed frees the samples in its commit, not before, and a failed one keeps them', async () => {
  const released: string[] = [];
  const story: string[] = [];
  const outcomes = [
    { kind: 'failed', failure: failure() },
    { kind: 'completed', commit: () => story.push('rows') },
  ];
  const stage: StageRunner = {
    ...{ stage: 'transcription', gates: () => [], concurrency: () => 1 },
    run: () => Promise.reject(new Error('Not asked in this test')),
    settle: async () => outcomes.shift() as Awaited<ReturnType<StageRunner['settle']>>,
  };
  const releasing = releasingSpeech(stage, { release: async (id) => void released.push(id) });

  const failed = await releasing.settle(jobOf(), [], never);
  failed.commit?.();
  const completed = await releasing.settle(jobOf(), [], never);
  expect(released).toEqual([]);
  completed.commit?.();

  expect([story, released]).toEqual([['rows'], ['a']]);
});

function failure() {
  return { code: 'X', message: 'x', remedy: { action: 'none', label: '' }, class: 'fatal' } as const;
}
