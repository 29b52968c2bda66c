import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How each format is asked of ffmpeg; bit rates as in lectures people really have. */
const ARGUMENTS = {
  'mp3-32k': ['-ac', '1', '-ar', '16000', '-c:a', 'libmp3lame', '-b:a', '32k', '-f', 'mp3'],
  'mp3-128k': ['-c:a', 'libmp3lame', '-b:a', '128k', '-f', 'mp3'],
  'm4a-64k': ['-c:a', 'aac', '-b:a', '64k', '-f', 'ipod'],
  'aac-64k': ['-c:a', 'aac', '-b:a', '64k', '-f', 'adts'],
  'opus-16k': ['-ac', '1', '-c:a', 'libopus', '-b:a', '16k', '-f', 'ogg'],
  'webm-opus': ['-c:a', 'libopus', '-b:a', '32k', '-f', 'webm'],
  flac: ['-c:a', 'flac', '-f', 'flac'],
  wav: ['-c:a', 'pcm_s16le', '-f', 'wav'],
  wma: ['-c:a', 'wmav2', '-b:a', '64k', '-f', 'asf'],
} as const satisfies Record<string, readonly string[]>;

/** A format and bit rate `encodeAudio` can write. */
export type AudioEncoding = keyof typeof ARGUMENTS;

/** Encodes a recording with the system's ffmpeg, which judges our media engine from outside. Throws what ffmpeg prints. */
export async function encodeAudio(input: string, output: string, encoding: AudioEncoding): Promise<void> {
  await runFfmpeg(['-i', input, '-vn', ...ARGUMENTS[encoding], output]);
}

/**
 * Puts a recording under a moving test picture. The container follows the ending of `output`: mp4 and mov get H.264 and AAC, webm VP8
 * and Opus, avi MPEG-4 and MP2, mkv H.264 and Opus. Throws what ffmpeg prints.
 */
export async function encodeVideo(input: string, output: string): Promise<void> {
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=5'];
  await runFfmpeg(['-i', input, ...picture, '-shortest', ...videoArguments(output), output]);
}

/** Runs the system's ffmpeg quietly with these arguments, replacing output files. Throws an Error with what it printed. */
export async function runFfmpeg(args: readonly string[]): Promise<void> {
  await run('ffmpeg', ['-nostdin', '-hide_banner', '-v', 'error', '-y', ...args]);
}

function videoArguments(output: string): readonly string[] {
  if (output.endsWith('.webm'))
    return ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus', '-b:a', '32k'];
  if (output.endsWith('.avi')) return ['-c:v', 'mpeg4', '-c:a', 'mp2', '-b:a', '96k'];
  const sound = output.endsWith('.mkv') ? ['-c:a', 'libopus', '-b:a', '32k'] : ['-c:a', 'aac', '-b:a', '64k'];
  return ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', ...sound];
}
