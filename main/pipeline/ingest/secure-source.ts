import { LecternError, remedy } from '../../lib/failure.ts';
import type { TaskContext } from '../../queue/ports.ts';
import { extensionForKey } from '../manifest/object-key.ts';
import type { Lecture } from '../rows-port.ts';
import { copySource } from './copy-source.ts';
import type { IngestDependencies } from './dependencies.ts';
import { newest } from './speech-cache.ts';
import { storeNext } from './store-next.ts';

/** Share of the stage's progress that belongs to copying; listening takes longer. */
export const COPY_SHARE = 0.2;

/** A recording or transcript file that is in the store. */
export interface SecuredSource {
  readonly sha256: string;
  readonly bytes: number;
  /** Where the bytes can be read now. */
  readonly path: string;
}

/**
 * The person's file in the store: found there from an earlier try, or copied now by way of `staged`. Its rows are written at once: from
 * here on the original is not needed any more, whatever becomes of the rest. Throws what `copySource` and `ObjectStore.put` throw.
 */
export async function secureSource(
  dependencies: IngestDependencies,
  lecture: Lecture,
  staged: string,
  context: TaskContext,
): Promise<SecuredSource> {
  const { library, objects } = dependencies;
  const known =
    newest(library, lecture.id, 'source') ?? (await copyIn(dependencies, lecture, staged, context));
  const path = await objects.localPath(known.key, context.signal);
  return { sha256: known.sha256, bytes: known.bytes, path };
}

async function copyIn(
  dependencies: IngestDependencies,
  lecture: Lecture,
  staged: string,
  context: TaskContext,
) {
  if (lecture.sourcePath === null) throw lectureGone();
  const total = Math.max(1, lecture.sourceBytes ?? 1);
  const onBytes = (bytes: number) => context.progress(COPY_SHARE * Math.min(1, bytes / total));
  const copied = await copySource(lecture.sourcePath, staged, onBytes, context.signal);
  const { object, manifest } = await storeNext(dependencies, lecture, context.signal, {
    extension: extensionForKey(lecture.sourceName),
    content: copied,
    data: { kind: 'source' },
  });
  const { library } = dependencies;
  library.transaction(() => {
    if (library.lecture(lecture.id) === null) throw lectureGone();
    library.addObject(object);
    library.addObject(manifest);
    library.changeLecture(lecture.id, { sourceSha256: object.sha256, sourceBytes: object.bytes });
  });
  return object;
}

/** The lecture is not in the library any more. */
export function lectureGone(): LecternError {
  return new LecternError({
    code: 'LECTURE_UNKNOWN',
    message: 'This lecture was removed while it was being worked on.',
    remedy: remedy('none', 'Nothing to do'),
    class: 'fatal',
  });
}
