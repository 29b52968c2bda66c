import { artifactSchema } from '../../../preload/contract/artifact.ts';
import { readTranscriptFile } from '../manifest/stored-files.ts';
import type { Library } from '../library-port.ts';
import type { Lecture, TranscriptVersion } from '../rows-port.ts';
import type { ObjectStore } from '../store-port.ts';
import type { CitedArtifact, ExportSource } from './export-source.ts';

/** Where an export's contents are read from. */
export interface ExportReading {
  readonly library: Library;
  readonly objects: ObjectStore;
  readonly signal: AbortSignal;
}

/** Reads the newest versions of all that a lecture has. Throws what `ObjectStore.get` throws, and `OBJECT_CORRUPT`. */
export async function readExportSource(reading: ExportReading, lecture: Lecture): Promise<ExportSource> {
  const { library } = reading;
  const rows = library.newestArtifacts(lecture.id);
  const newest = library.newestTranscript(lecture.id)?.version ?? null;
  const versions = new Map<number, TranscriptVersion | null>();
  for (const version of new Set([...rows.map((row) => row.provenance.transcriptVersion), newest])) {
    if (version !== null) versions.set(version, await readTranscript(reading, lecture.id, version));
  }
  return {
    lecture,
    courseTitle: lecture.courseId === null ? null : (library.course(lecture.courseId)?.title ?? null),
    transcript: newest === null ? null : (versions.get(newest) ?? null),
    artifacts: rows.map(({ type, version, content, provenance }): CitedArtifact => ({
      artifact: artifactSchema.parse({ type, version, content }),
      startsMs: startsOf(versions.get(provenance.transcriptVersion) ?? null),
    })),
  };
}

/** Null when an artifact speaks of a version that has no object any more; its items then stand without times. */
async function readTranscript(
  { library, objects, signal }: ExportReading,
  lectureId: string,
  version: number,
): Promise<TranscriptVersion | null> {
  const object = library
    .objects(lectureId)
    .find((one) => one.kind === 'transcript' && one.version === version);
  return object === undefined ? null : readTranscriptFile(await objects.get(object.key, signal));
}

function startsOf(transcript: TranscriptVersion | null): ReadonlyMap<string, number> {
  return new Map((transcript?.segments ?? []).map(({ id, startMs }) => [id, startMs]));
}
