import { transcriptFile } from '../manifest/stored-files.ts';
import type { StoredVersion } from '../manifest/store-version.ts';
import type { Lecture } from '../rows-port.ts';
import type { ImportedTranscript } from './imported-transcript.ts';
import type { IngestDependencies } from './dependencies.ts';
import { storeNext } from './store-next.ts';

/**
 * Stores a transcript that was not heard by a model as the next version. The rows are written by `commit`, in the transaction that
 * settles the task.
 * Throws what `ObjectStore.put` throws.
 */
export async function storeTranscript(
  dependencies: Pick<IngestDependencies, 'library' | 'objects' | 'clock'>,
  lecture: Lecture,
  { language, segments }: ImportedTranscript,
  signal: AbortSignal,
): Promise<{ readonly stored: StoredVersion; readonly commit: () => void }> {
  const { library, clock } = dependencies;
  const version = library.newestVersion(lecture.id, 'transcript') + 1;
  const row = { lectureId: lecture.id, version, language, coverage: 1, gaps: [] };
  const stored = await storeNext(dependencies, lecture, signal, {
    extension: 'json',
    content: transcriptFile({ ...row, segments }),
    data: { kind: 'transcript', language, coverage: 1, gaps: [], pieces: [], calls: [] },
  });
  return {
    stored,
    commit() {
      library.addObject(stored.object);
      library.addObject(stored.manifest);
      library.addTranscript({ ...row, objectKey: stored.object.key, createdAt: clock.now() });
    },
  };
}
