import type { TranscriptionCapability } from '../capabilities/capability.ts';
import { requestHints, type LectureHints } from '../capabilities/transcription-hints.ts';
import { callKey, sha256 } from '../paid-call.ts';
import type { TranscriptionRequest } from '../provider-port.ts';

/** One way of asking for the text of a piece. */
export interface Asking {
  readonly capability: TranscriptionCapability;
  readonly model: string;
  readonly audio: Buffer;
  readonly hints: LectureHints;
  readonly generation: number;
  /** Asked differently because the first answer was doubtful. */
  readonly isSecondTry: boolean;
  /** How often an answer to the same question could not be read. */
  readonly brokenAnswers: number;
}

/** High enough to leave a loop, low enough to stay with what was said. */
const SECOND_TRY_TEMPERATURE = 0.4;

/** What is sent. A second try goes without title and glossary, which models are known to repeat, and with some temperature. */
export function requestFor(asking: Asking): TranscriptionRequest {
  const { capability, model, audio, hints, isSecondTry } = asking;
  return {
    model,
    audio,
    fileName: `piece.${capability.format}`,
    responseFormat: capability.responseFormat,
    ...(capability.timestamps.length === 0 ? {} : { timestamps: capability.timestamps }),
    ...requestHints(isSecondTry ? { ...hints, title: '', glossary: [] } : hints, capability),
    ...(isSecondTry && capability.temperature ? { temperature: SECOND_TRY_TEMPERATURE } : {}),
  };
}

/** The key of the paid call: everything sent, which try it is, and the generation. */
export function keyFor(asking: Asking): string {
  const { audio, model, ...params } = requestFor(asking);
  const { isSecondTry, brokenAnswers, generation } = asking;
  return callKey({
    contentSha256: sha256(audio),
    model,
    params: {
      ...params,
      ...(isSecondTry ? { secondTry: true } : {}),
      ...(brokenAnswers === 0 ? {} : { brokenAnswers }),
    },
    generation,
  });
}
