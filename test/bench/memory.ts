import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { encodeAudio, runFfmpeg } from '../support/audio/encode.ts';
import { writeRuler } from '../support/audio/ruler.ts';
import type { IngestMemory } from '../support/bench/ingest-process.ts';
import { printLine } from '../support/bench/print-line.ts';

/**
 * Peak memory of taking in a video of three hours and 4 GB, over the idle app, against one of ten minutes. The whole process is
 * measured: the built core in its thread, with the media engine in its own.
 */
const SHORT_MINUTES = 10;
const LONG_HOURS = 3;
const REPEATS = (LONG_HOURS * 60) / SHORT_MINUTES;
/** With 128 kbit/s of sound three hours make 4.05 GB. */
const PICTURE = ['-b:v', '2872k', '-minrate', '2872k', '-maxrate', '2872k', '-bufsize', '1M', '-g', '60'];
const MEGABYTE = 1_000_000;
const NEEDED_BYTES = 14_000 * MEGABYTE;
const CONTAINERS = ['mp4', 'mkv'] as const;

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'lectern-bench-'));
try {
  await assertRoom();
  const source = await makeShortVideo();
  for (const container of CONTAINERS) await measure(source, container);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function assertRoom(): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < NEEDED_BYTES) throw new Error(`14 GB must be free in ${tmpdir()} to measure memory.`);
}

/** Ten minutes of a moving, noisy picture at a constant bit rate, over the audible ruler. */
async function makeShortVideo(): Promise<string> {
  const [wav, sound] = [join(folder, 'ruler.wav'), join(folder, 'ruler.mp3')];
  await writeRuler(wav, { durationMs: SHORT_MINUTES * 60_000, seed: 1, noiseSnrDb: 20 });
  await encodeAudio(wav, sound, 'mp3-128k');
  const [clip, video] = [join(folder, 'clip.mp4'), join(folder, 'short.mp4')];
  const noise = ['-f', 'lavfi', '-i', 'testsrc=size=640x360:rate=30,noise=alls=40:allf=t', '-t', '20'];
  const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
  await runFfmpeg([...noise, ...codec, ...PICTURE, '-x264-params', 'nal-hrd=cbr', clip]);
  const inputs = ['-stream_loop', '-1', '-i', clip, '-i', sound, '-t', String(SHORT_MINUTES * 60)];
  await runFfmpeg([...inputs, '-c:v', 'copy', '-c:a', 'aac', '-ar', '44100', '-b:a', '128k', video]);
  return video;
}

async function measure(source: string, container: (typeof CONTAINERS)[number]): Promise<void> {
  const short = await takeIn(source, container, 0);
  const long = await takeIn(source, container, REPEATS - 1);
  printLine({
    bench: 'memory.threeHoursOverIdle',
    container,
    bytes: long.fileBytes,
    idleMb: long.idleBytes / MEGABYTE,
    peakMb: long.peakBytes / MEGABYTE,
    raiseMb: raise(long) / MEGABYTE,
    targetAtMost: 250,
    seconds: long.seconds,
  });
  printLine({
    bench: 'memory.threeHoursToTenMinutes',
    container,
    shortRaiseMb: raise(short) / MEGABYTE,
    longRaiseMb: raise(long) / MEGABYTE,
    ratio: raise(long) / raise(short),
    targetAtMost: 1.1,
  });
}

/** Takes a video in, in a process and a home of its own. */
async function takeIn(
  source: string,
  container: string,
  repeats: number,
): Promise<IngestMemory & { readonly fileBytes: number }> {
  const video = join(folder, `video.${container}`);
  const home = join(folder, 'home');
  await runFfmpeg(['-stream_loop', String(repeats), '-i', source, '-c', 'copy', video]);
  const { size: fileBytes } = await stat(video);
  const script = fileURLToPath(new URL('../support/bench/ingest-process.ts', import.meta.url));
  const { stdout } = await run(process.execPath, [script, home, video], { timeout: 1_200_000 });
  await rm(home, { recursive: true });
  await rm(video);
  // The line is ours, written by the process we started.
  return { ...(JSON.parse(stdout) as IngestMemory), fileBytes };
}

function raise({ peakBytes, idleBytes }: IngestMemory): number {
  return peakBytes - idleBytes;
}
