import type { LectureSpeech, TranscriptionDependencies } from './dependencies.ts';

/** Lectures whose speech is at hand: the one that is worked on and the next. */
const MOST_LECTURES = 2;

/** Keeps the speech of the lectures that are worked on, since every piece asks for it and a long map takes time to read. */
export interface SpeechMemory {
  /** Throws what `speechOf` throws. */
  of(lectureId: string, signal: AbortSignal): Promise<LectureSpeech>;
  /** Asks anew next time: the sound was gone. */
  forget(lectureId: string): void;
}

/** Makes an empty memory. Only what has been found is kept, so that one caller's abort is not another's. */
export function createSpeechMemory(dependencies: Pick<TranscriptionDependencies, 'speechOf'>): SpeechMemory {
  const known = new Map<string, LectureSpeech>();
  return {
    async of(lectureId, signal) {
      const speech = known.get(lectureId) ?? (await dependencies.speechOf(lectureId, signal));
      known.delete(lectureId);
      known.set(lectureId, speech);
      const [oldest] = known.keys();
      if (known.size > MOST_LECTURES && oldest !== undefined) known.delete(oldest);
      return speech;
    },
    forget: (lectureId) => void known.delete(lectureId),
  };
}
