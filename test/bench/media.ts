import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { runFfmpeg } from '../support/audio/encode.ts';
import { writeRuler } from '../support/audio/ruler.ts';
import { printLine } from '../support/bench/print-line.ts';
import { createRealMediaEngine, NEVER_ABORTED } from '../support/real-media-engine.ts';

/** The media engine alone: half a day of silence, and the pieces that are sent. */
const SILENT_HOURS = 12;
const PIECES = 40;
const PIECE_SECONDS = 30;

const folder = await mkdtemp(join(tmpdir(), 'lectern-bench-'));
const engine = createRealMediaEngine();
try {
  await hearSilence();
  await encodePieces();
} finally {
  await engine.stop();
  await rm(folder, { recursive: true, force: true });
}

async function hearSilence(): Promise<void> {
  const path = join(folder, 'silence.mp3');
  const quiet = ['-f', 'lavfi', '-i', 'anullsrc=r=16000:cl=mono', '-t', String(SILENT_HOURS * 3600)];
  await runFfmpeg([...quiet, '-c:a', 'libmp3lame', '-b:a', '32k', path]);
  const seconds = await secondsOf(() => decode(path));
  printLine({
    bench: 'decode.silence',
    hours: SILENT_HOURS,
    seconds,
    timesRealTime: (SILENT_HOURS * 3600) / seconds,
    targetAtLeast: 60,
  });
}

async function encodePieces(): Promise<void> {
  const path = join(folder, 'ruler.wav');
  await writeRuler(path, { durationMs: 600_000, seed: 1, noiseSnrDb: 20 });
  await decode(path);
  const seconds = await secondsOf(async () => {
    for (let index = 0; index < PIECES; index += 1) await encode(index * 200_000);
  });
  printLine({
    bench: 'encode.pieces',
    pieces: PIECES,
    seconds,
    timesRealTime: (PIECES * PIECE_SECONDS) / seconds,
    targetAtLeast: 100,
  });
}

async function decode(path: string): Promise<void> {
  await engine.decode({
    path,
    pcmPath: join(folder, 'a.pcm'),
    proxyPath: join(folder, 'a.mp3'),
    onProgress: () => undefined,
    signal: NEVER_ABORTED,
  });
}

async function encode(startSample: number): Promise<void> {
  await engine.encodeSegment({
    pcmPath: join(folder, 'a.pcm'),
    startSample,
    endSample: startSample + PIECE_SECONDS * 16_000,
    format: 'mp3',
    signal: NEVER_ABORTED,
  });
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
