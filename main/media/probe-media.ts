import type { MediaProbe } from '../pipeline/media-port.ts';
import type { EngineCrew } from './engine-crew.ts';
import { judgeFile, mp4SoundOf, unrecognised } from './judge-file.ts';
import { refusal } from './media-failures.ts';

/** No word fits into less. What the container claims is checked again when the sound itself is counted. Milliseconds. */
const SHORTEST_MS = 100;

/** Judges a file: first bytes first, then FFmpeg. See `MediaEngine.probe`. */
export async function probeMedia(crew: EngineCrew, path: string, signal: AbortSignal): Promise<MediaProbe> {
  const judgement = await judgeFile(path);
  if (judgement.kind === 'transcript') return transcriptProbe(judgement.format);
  const mp4 = await mp4SoundOf(judgement, path);
  const found = await crew.perform({ kind: 'probe', path, mp4 }, { urgent: true, signal });
  if (found === null) throw unrecognised(judgement);
  if (found.audio === null) throw refusal('AUDIO_NO_TRACK');
  if (found.durationMs === 0) throw refusal('AUDIO_ZERO_LENGTH');
  if (found.durationMs !== null && found.durationMs < SHORTEST_MS) throw refusal('AUDIO_TOO_SHORT');
  return {
    kind: found.hasVideo ? 'video' : 'audio',
    container: found.container,
    audioCodec: found.audio.codec,
    durationMs: found.durationMs,
    hasVideo: found.hasVideo,
    title: found.title,
  };
}

function transcriptProbe(format: string): MediaProbe {
  return {
    kind: 'transcript',
    container: format,
    audioCodec: '',
    durationMs: null,
    hasVideo: false,
    title: null,
  };
}
