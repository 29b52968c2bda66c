import type { EngineTrouble } from './engine-messages.ts';
import type { FfmpegCore } from './ffmpeg-core.ts';

/** Log lines kept of one run; a hostile file can cause millions. */
const KEPT_LOG_LINES = 40;

/** Thrown inside the engine's thread; crosses to the other side as plain data. */
export class EngineTroubleError extends Error {
  readonly trouble: EngineTrouble;

  constructor(trouble: EngineTrouble) {
    super(`${trouble.kind}: ${trouble.log}`);
    this.trouble = trouble;
  }
}

/** What a run printed. */
export interface RunOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly log: string;
}

/** Runs `ffmpeg` or `ffprobe` once and collects what it prints. Throws `EngineTroubleError` of kind `crash`. */
export function runProgram(
  core: FfmpegCore,
  program: 'ffmpeg' | 'ffprobe',
  options: readonly string[],
): RunOutput {
  const stdout: string[] = [];
  const log: string[] = [];
  core.setLogger(({ type, message }) => {
    if (type === 'stdout') stdout.push(message);
    else log.push(message);
    if (log.length > KEPT_LOG_LINES) log.shift();
  });
  core.reset();
  try {
    const exitCode = program === 'ffmpeg' ? core.exec(...options) : core.ffprobe(...options);
    return { exitCode, stdout: stdout.join('\n'), log: log.join('\n') };
  } catch (error) {
    throw new EngineTroubleError({ kind: 'crash', log: [...log, String(error)].join('\n') });
  }
}
