import { storeVersion, type NewVersion, type StoredVersion } from '../manifest/store-version.ts';
import type { Lecture, StoredObject } from '../rows-port.ts';
import type { IngestDependencies } from './dependencies.ts';

/** What a way of taking something in hands to the task: everything durable, the rows not yet written. */
export interface Taken {
  /** Objects whose rows `commit` writes. */
  readonly objects: readonly StoredObject[];
  /** What the attempt records. */
  readonly sent: unknown;
  /** Runs inside the transaction that settles the task. */
  readonly commit: () => void;
}

/** Stores the next version of its kind. Throws what `ObjectStore.put` throws. */
export async function storeNext(
  { library, objects, clock }: Pick<IngestDependencies, 'library' | 'objects' | 'clock'>,
  lecture: Lecture,
  signal: AbortSignal,
  version: Pick<NewVersion, 'extension' | 'content' | 'data'>,
): Promise<StoredVersion> {
  const number = library.newestVersion(lecture.id, version.data.kind) + 1;
  return storeVersion({
    ...{ library, objects, clock, signal, lectureId: lecture.id, version: number },
    ...version,
  });
}
