import { statSync } from 'node:fs';

import { createFeatureExtractor } from '../pipeline/speech/feature-extractor.ts';
import { SAMPLE_RATE } from '../pipeline/speech/speech-features.ts';
import { createPeakMeter } from '../pipeline/speech/waveform-peaks.ts';
import { attachDiskOutput, type DiskNode } from './disk-nodes.ts';
import type { EngineRequest, EngineResults, RecordingInput } from './engine-messages.ts';
import { EngineTroubleError, type RunOutput, runProgram } from './engine-run.ts';
import type { FfmpegCore } from './ffmpeg-core.ts';
import { INPUT_NAME } from './input-limits.ts';
import { inputTrouble, probeTask } from './probe-task.ts';
import { attachRecording, inputOptions } from './recording-input.ts';

/** Longest recording accepted. Broken time stamps can otherwise ask for years of inserted silence. */
const LONGEST_SAMPLES = 24 * 60 * 60 * SAMPLE_RATE;

/** 24 kHz keeps all of speech (12 kHz) and gives 48 kbit/s its best use. */
const PROXY_SAMPLE_RATE = 24_000;

/**
 * Decodes the sound track once into the PCM file and the proxy, and measures it on the way.
 * Missing stretches of the track (a late start, lost packets) become silence, so times stay those of the recording.
 */
export function decodeTask(
  core: FfmpegCore,
  request: Extract<EngineRequest, { kind: 'decode' }>,
  onAlive: (fraction: number) => void,
): EngineResults['decode'] {
  const media = probeTask(core, request, () => onAlive(0));
  if (media === null) throw new EngineTroubleError({ kind: 'unrecognised', log: '' });
  if (media.audio === null) throw new EngineTroubleError({ kind: 'no-track', log: '' });

  const { size } = statSync(request.path);
  const progress = progressOf(size, media.durationMs, onAlive);
  const meter = createMeter(progress.onSamples);
  const { onRead } = progress;
  const input = attachRecording(core, request, onRead);
  const outputs: DiskNode[] = [];
  try {
    outputs.push(openOutput(() => attachDiskOutput(core, 'pcm', request.pcmPath, meter.push)));
    outputs.push(openOutput(() => attachDiskOutput(core, 'proxy', request.proxyPath)));
    const run = runProgram(core, 'ffmpeg', decodeOptions(request, media.audio.streamIndex));
    throwTrouble(run, input, outputs);
    while (outputs.length > 0) outputs.pop()?.close({ sync: true });
    return meter.finish();
  } finally {
    for (const output of outputs) output.close();
    input.close();
  }
}

function decodeOptions(recording: RecordingInput, streamIndex: number): string[] {
  const filter = [
    `[0:${streamIndex}]aresample=async=1:first_pts=0,aformat=channel_layouts=mono,asplit[speech][player]`,
    `[speech]aresample=${SAMPLE_RATE}[pcm]`,
    `[player]aresample=${PROXY_SAMPLE_RATE}[proxy]`,
  ].join(';');
  return [
    ...['-hide_banner', '-nostats', '-loglevel', 'error'],
    // Skips packets of the picture without reading them where the container allows it.
    ...['-vn', '-sn', '-dn'],
    ...inputOptions(recording),
    ...['-i', INPUT_NAME, '-filter_complex', filter, '-map_metadata', '-1', '-map_chapters', '-1'],
    ...['-map', '[pcm]', '-f', 's16le', 'pcm'],
    ...[
      '-map',
      '[proxy]',
      '-c:a',
      'libmp3lame',
      '-b:a',
      '48k',
      '-compression_level',
      '9',
      '-f',
      'mp3',
      'proxy',
    ],
  ];
}

/**
 * Measures samples as they are written; a sample cut in two by the engine's buffer is put together again. `push`
 * throws `too-long` once there are more than `longestSamples`.
 */
export function createMeter(onSamples: (total: number) => void, longestSamples = LONGEST_SAMPLES) {
  const extractor = createFeatureExtractor();
  const peaks = createPeakMeter();
  let totalSamples = 0;
  // One buffer for all: fresh ones would pile up faster than they are collected.
  let buffer = new Uint8Array(0);
  let restBytes = 0;
  const push = (bytes: Uint8Array): void => {
    if (buffer.length < bytes.length + 2) {
      const larger = new Uint8Array(bytes.length + 2);
      larger.set(buffer.subarray(0, restBytes));
      buffer = larger;
    }
    buffer.set(bytes, restBytes);
    const byteCount = restBytes + bytes.length;
    const sampleCount = byteCount >> 1;
    const samples = new Int16Array(buffer.buffer, 0, sampleCount);
    totalSamples += sampleCount;
    if (totalSamples > longestSamples) throw new EngineTroubleError({ kind: 'too-long', log: '' });
    extractor.push(samples);
    peaks.push(samples);
    restBytes = byteCount % 2;
    buffer[0] = buffer[byteCount - 1] ?? 0;
    onSamples(totalSamples);
  };
  return { push, finish: () => ({ totalSamples, features: extractor.finish(), peaks: peaks.finish() }) };
}

/** Fraction done: by time where the length is known, else by bytes read. Never falls. */
function progressOf(size: number, durationMs: number | null, onAlive: (fraction: number) => void) {
  let fraction = 0;
  const report = (done: number) => {
    fraction = Math.max(fraction, Math.min(1, done));
    onAlive(fraction);
  };
  const expectedSamples = durationMs === null ? 0 : (durationMs * SAMPLE_RATE) / 1000;
  return {
    onRead: (position: number) => report(expectedSamples > 0 ? fraction : position / Math.max(1, size)),
    onSamples: (total: number) => report(expectedSamples > 0 ? total / expectedSamples : fraction),
  };
}

function throwTrouble(run: RunOutput, input: DiskNode, outputs: readonly DiskNode[]): void {
  if (input.error !== undefined) throw inputTrouble(input.error, run.log);
  const failed = outputs.find((output) => output.error !== undefined)?.error;
  if (failed instanceof EngineTroubleError) throw failed;
  if (failed !== undefined) throw outputTrouble(failed, run.log);
  if (run.exitCode !== 0) throw new EngineTroubleError({ kind: 'unreadable', log: run.log });
}

function openOutput(open: () => DiskNode): DiskNode {
  try {
    return open();
  } catch (error) {
    throw outputTrouble(error as Error, '');
  }
}

function outputTrouble(error: Error, log: string): EngineTroubleError {
  const systemCode = (error as NodeJS.ErrnoException).code;
  return new EngineTroubleError({ kind: 'output', log, ...(systemCode === undefined ? {} : { systemCode }) });
}
