import { z } from 'zod';

import type { FoundMedia, RecordingInput } from './engine-messages.ts';
import { EngineTroubleError, runProgram } from './engine-run.ts';
import type { FfmpegCore } from './ffmpeg-core.ts';
import { INPUT_NAME } from './input-limits.ts';
import { attachRecording, inputOptions } from './recording-input.ts';

const seconds = z.coerce.number().finite().nonnegative();
const streamSchema = z.object({
  index: z.number().int(),
  codec_type: z.string().optional(),
  codec_name: z.string().default('unknown'),
  duration: seconds.optional().catch(undefined),
  disposition: z.object({ default: z.number().optional(), attached_pic: z.number().optional() }).default({}),
});
const probeSchema = z.object({
  streams: z.array(streamSchema).default([]),
  format: z
    .object({
      format_name: z.string(),
      duration: seconds.optional().catch(undefined),
      tags: z.object({ title: z.string().optional() }).catch({}),
    })
    .optional(),
});

const SHOWN =
  'format=format_name,duration:format_tags=title:stream=index,codec_type,codec_name,duration:stream_disposition=default,attached_pic';

/**
 * Asks FFmpeg what a file holds.
 * @returns `null` when no demuxer recognises it
 */
export function probeTask(
  core: FfmpegCore,
  recording: RecordingInput,
  onRead: (position: number) => void,
): FoundMedia | null {
  const input = attachRecording(core, recording, onRead);
  try {
    const run = runProgram(core, 'ffprobe', [
      ...['-v', 'error', '-print_format', 'json', '-show_entries', SHOWN],
      ...inputOptions(recording),
      INPUT_NAME,
    ]);
    if (input.error !== undefined) throw inputTrouble(input.error, run.log);
    const found = readProbe(run.stdout);
    return found === null
      ? null
      : { ...found, hasVideo: found.hasVideo || recording.mp4?.hasPicture === true };
  } finally {
    input.close();
  }
}

/** The recording itself could not be read from disk. */
export function inputTrouble(error: Error, log: string): EngineTroubleError {
  const systemCode = (error as NodeJS.ErrnoException).code;
  return new EngineTroubleError({ kind: 'input', log, ...(systemCode === undefined ? {} : { systemCode }) });
}

function readProbe(stdout: string): FoundMedia | null {
  const { streams, format } = probeSchema.parse(JSON.parse(stdout));
  if (format === undefined || streams.length === 0) return null;
  const tracks = streams.filter((stream) => stream.codec_type === 'audio');
  const track = tracks.find((stream) => stream.disposition.default === 1) ?? tracks[0];
  const durationSeconds = track?.duration ?? format.duration;
  return {
    container: format.format_name.replace(/,.*/, ''),
    durationMs: durationSeconds === undefined ? null : Math.round(durationSeconds * 1000),
    hasVideo: streams.some(
      (stream) => stream.codec_type === 'video' && stream.disposition.attached_pic !== 1,
    ),
    title: format.tags.title?.trim() || null,
    audio: track === undefined ? null : { streamIndex: track.index, codec: track.codec_name },
  };
}
