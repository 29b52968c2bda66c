import { attachInput, attachOutput } from './disk-nodes.ts';
import type { EngineRequest } from './engine-messages.ts';
import { EngineTroubleError, runProgram } from './engine-run.ts';
import type { FfmpegCore } from './ffmpeg-core.ts';
import { inputTrouble } from './probe-task.ts';
import { SAMPLE_RATE } from '../pipeline/speech/speech-features.ts';

/**
 * LAME's quickest setting (`compression_level 9`) is 2.5 times as fast as its default, and at 32 kbit/s recognisers
 * hear no difference. The Xing header stays, because it lets the other side drop the encoder's delay.
 */
const CODEC_OPTIONS = {
  mp3: ['-c:a', 'libmp3lame', '-b:a', '32k', '-compression_level', '9', '-id3v2_version', '0', '-f', 'mp3'],
  flac: ['-c:a', 'flac', '-compression_level', '5', '-f', 'flac'],
} as const;

/** Encodes a stretch of a PCM file in memory. The engine sees only that stretch, so the cut is exact to the sample. */
export function encodeTask(
  core: FfmpegCore,
  request: Extract<EngineRequest, { kind: 'encode' }>,
  onAlive: () => void,
): Uint8Array {
  const file = createMemoryFile();
  const input = attachInput(core, {
    name: 'samples',
    path: request.pcmPath,
    start: request.startSample * 2,
    length: (request.endSample - request.startSample) * 2,
    onRead: onAlive,
  });
  try {
    const output = attachOutput(core, 'segment', file.write);
    const run = runProgram(core, 'ffmpeg', [
      ...['-hide_banner', '-nostats', '-loglevel', 'error', '-protocol_whitelist', 'file'],
      ...['-f', 's16le', '-ar', String(SAMPLE_RATE), '-ac', '1', '-i', 'samples'],
      ...['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact'],
      ...CODEC_OPTIONS[request.format],
      'segment',
    ]);
    output.close();
    if (input.error !== undefined) throw inputTrouble(input.error, run.log);
    if (run.exitCode !== 0) throw new EngineTroubleError({ kind: 'crash', log: run.log });
    return file.bytes();
  } finally {
    input.close();
  }
}

function createMemoryFile() {
  let content = new Uint8Array(256 * 1024);
  let size = 0;
  const write = (bytes: Uint8Array, position: number): void => {
    size = Math.max(size, position + bytes.length);
    if (size > content.length) {
      const larger = new Uint8Array(Math.max(size, content.length * 2));
      larger.set(content);
      content = larger;
    }
    content.set(bytes, position);
  };
  return { write, bytes: () => content.slice(0, size) };
}
