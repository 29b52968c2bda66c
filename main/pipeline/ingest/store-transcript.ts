import type { Clock } from '../../lib/clock.ts';
import { transcriptFile } from '../manifest/stored-files.ts';
import { storeVersion } from '../manifest/store-version.ts';
import type { Lecture, Library, ObjectStore, Segment } from '../ports.ts';

/** A transcript that was not heard by a model: imported, or of a recording in which nothing is said. */
export interface ImportedTranscript {
  readonly language: string | null;
  readonly segments: readonly Segment[];
}

/**
 * Stores such a transcript as the next version. The rows are written by `commit`, in the transaction that settles the task.
 * Throws what `ObjectStore.put` throws.
 */
export async function storeTranscript(
  dependencies: { readonly library: Library; readonly objects: ObjectStore; readonly clock: Clock },
  lecture: Lecture,
  transcript: ImportedTranscript,
  signal: AbortSignal,
): Promise<{ commit(): void }> {
  const { library, objects, clock } = dependencies;
  const version = (library.newestTranscript(lecture.id)?.version ?? 0) + 1;
  const row = { lectureId: lecture.id, version, language: transcript.language, coverage: 1, gaps: [] };
  const stored = await storeVersion({
    library,
    objects,
    clock,
    signal,
    lectureId: lecture.id,
    version,
    extension: 'json',
    content: transcriptFile({ ...row, segments: transcript.segments }),
    data: { kind: 'transcript', language: row.language, coverage: 1, gaps: [], pieces: [], calls: [] },
  });
  return {
    commit() {
      library.addObject(stored.object);
      library.addObject(stored.manifest);
      library.addTranscript({ ...row, objectKey: stored.object.key, createdAt: clock.now() });
    },
  };
}
