import { statSync } from 'node:fs';

import { attachInput, type DiskNode } from './disk-nodes.ts';
import type { RecordingInput } from './engine-messages.ts';
import type { FfmpegCore } from './ffmpeg-core.ts';
import { INPUT_LIMITS, INPUT_NAME } from './input-limits.ts';

/** Shows a recording to the engine, without the tracks that hold no sound. */
export function attachRecording(
  core: FfmpegCore,
  { path, mp4 }: RecordingInput,
  onRead: (position: number) => void,
): DiskNode {
  const { size: length } = statSync(path);
  const hiddenTypes = mp4?.hiddenTypes ?? [];
  return attachInput(core, { name: INPUT_NAME, path, start: 0, length, hiddenTypes, onRead });
}

/** Options that must stand before this recording. */
export function inputOptions({ mp4 }: RecordingInput): readonly string[] {
  // Without cuts the short way of reading the list of edits gives the same samples from half the memory.
  return mp4?.isUncut === true ? ['-advanced_editlist', '0', ...INPUT_LIMITS] : INPUT_LIMITS;
}
