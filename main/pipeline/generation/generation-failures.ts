import { LecternError, remedy } from '../../lib/failure.ts';
import type { GenerationReading } from '../provider-port.ts';

/** Less than this is a test of the microphone, and material made of it would be made up. Words. */
export const FEWEST_WORDS = 20;

/** The transcript is empty: there was nothing to hear. */
export function noSpeech(): LecternError {
  return new LecternError({
    code: 'NO_SPEECH',
    message: 'No speech was found in this lecture, so there is nothing to write material from.',
    remedy: remedy('choose-file', 'Choose another recording'),
    class: 'fatal',
  });
}

/** A few words are no lecture. */
export function transcriptTooShort(words: number): LecternError {
  return new LecternError({
    code: 'TRANSCRIPT_TOO_SHORT',
    message: `The transcript has only ${words} words. Material needs at least ${FEWEST_WORDS}, or it would be made up.`,
    remedy: remedy('open-lecture', 'Look at the transcript'),
    class: 'fatal',
  });
}

/** There is no transcript to work from. */
export function transcriptMissing(): LecternError {
  return new LecternError({
    code: 'TRANSCRIPT_MISSING',
    message: 'This lecture has no transcript yet, so no material can be written.',
    remedy: remedy('process-again', 'Transcribe again', 'transcription'),
    class: 'fatal',
  });
}

/** The lecture's preset is gone. */
export function presetMissing(id: string): LecternError {
  return new LecternError({
    code: 'PRESET_UNKNOWN',
    message: `The preset "${id}" of this lecture does not exist any more.`,
    remedy: remedy('none', 'Add the lecture again with another preset'),
    class: 'fatal',
  });
}

/** What is said when the repair round failed too. A retry asks the model afresh. */
export function unusableAnswer(reading: GenerationReading): LecternError {
  if (isRefusal(reading)) {
    return failed(
      'GENERATION_REFUSED',
      'The model refused twice to write this material. Nothing else of the lecture is touched. Another model may do it.',
      remedy('choose-model', 'Choose another model', 'generation.model'),
    );
  }
  if (reading.kind === 'incomplete') {
    return failed(
      'GENERATION_INCOMPLETE',
      'The model stopped twice before its answer was complete. Nothing else of the lecture is touched.',
      remedy('retry', 'Try again'),
    );
  }
  return failed(
    'GENERATION_INVALID',
    'The model answered twice with something that cannot be used. Nothing else of the lecture is touched.',
    remedy('retry', 'Try again'),
  );
}

/** A refusal in words, or an answer that a content filter stopped. */
export function isRefusal(reading: GenerationReading): boolean {
  return reading.kind === 'refusal' || (reading.kind === 'incomplete' && reading.reason === 'content_filter');
}

function failed(code: string, message: string, action: ReturnType<typeof remedy>): LecternError {
  return new LecternError({ code, message, remedy: action, class: 'fatal' });
}
