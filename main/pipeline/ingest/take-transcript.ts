import type { TaskContext } from '../../queue/ports.ts';
import type { Lecture } from '../rows-port.ts';
import type { IngestDependencies } from './dependencies.ts';
import type { SecuredSource } from './secure-source.ts';
import type { Taken } from './store-next.ts';
import { storeTranscript } from './store-transcript.ts';

/** Takes a transcript file as the lecture's transcript; there is nothing to hear. Throws what reading it and `ObjectStore.put` throw. */
export async function takeTranscript(
  dependencies: IngestDependencies,
  lecture: Lecture,
  source: SecuredSource,
  { signal }: TaskContext,
): Promise<Taken> {
  const transcript = await dependencies.readTranscript(source.path, lecture.sourceName);
  const { stored, commit } = await storeTranscript(dependencies, lecture, transcript, signal);
  return {
    objects: [stored.object, stored.manifest],
    sent: { bytes: source.bytes },
    commit() {
      const durationMs = transcript.segments.at(-1)?.endMs ?? null;
      dependencies.library.changeLecture(lecture.id, { durationMs });
      commit();
      if (transcript.segments.length > 0) dependencies.enqueueNext('generation', lecture.id);
    },
  };
}
