import { isDeepStrictEqual } from 'node:util';
import type { CallAdopter } from '../manifest-port.ts';
import type { Library } from '../library-port.ts';
import type { StoredObject } from '../rows-port.ts';
import type { Manifest } from './manifest.ts';

/** A manifest that was read and whose object is there. */
export interface ProvenVersion {
  readonly manifest: Manifest;
  readonly object: StoredObject;
  readonly manifestObject: StoredObject;
  /** The content of an artifact, checked; null for other kinds. */
  readonly content: unknown;
}

/** Writes the rows of one version of a lecture that has its row; joins the open transaction. Rows that are there stay. */
export function adoptVersion(
  to: { readonly library: Library; readonly calls: CallAdopter },
  proven: ProvenVersion,
): { readonly isNewVersion: boolean; readonly answers: number } {
  const { library } = to;
  const isNewVersion = library.object(proven.object.key) === null;
  library.addObject(proven.object);
  library.addObject(proven.manifestObject);
  adoptData(library, proven);
  return { isNewVersion, answers: adoptCalls(to.calls, proven) };
}

/** Writes the lecture's row and its course's, or brings an older row up to the state the manifest knew. */
export function adoptLecture(library: Library, { lecture, course }: Manifest): void {
  const courseId = course === null ? null : adoptCourse(library, course);
  const { id, createdAt, revision, ...rest } = lecture;
  const fields = { ...rest, courseId };
  const current = library.lecture(id);
  if (current === null) library.addLecture({ id, createdAt, ...fields });
  else if (current.revision < revision && !isDeepStrictEqual({ ...current, ...fields }, current)) {
    library.changeLecture(id, fields);
  }
}

/** A course of the same title is the same course: ids differ when it was made again after a loss. */
function adoptCourse(library: Library, course: NonNullable<Manifest['course']>): string {
  const current = library.course(course.id) ?? library.courseByTitle(course.title);
  if (current !== null) return current.id;
  library.addCourse(course);
  return course.id;
}

function adoptData(library: Library, { manifest, object, content }: ProvenVersion): void {
  const { data } = manifest;
  const row = { lectureId: object.lectureId, version: object.version, createdAt: object.createdAt };
  const made = { ...row, objectKey: object.key };
  switch (data.kind) {
    case 'source':
    case 'proxy':
    case 'speech':
      return;
    case 'transcript': {
      const { language, coverage, gaps } = data;
      if (row.version > (library.newestTranscript(object.lectureId)?.version ?? 0)) {
        library.addTranscript({ ...made, language, coverage, gaps });
      }
      return;
    }
    case 'artifact':
      if (row.version >= library.nextArtifactVersion(object.lectureId, data.type)) {
        library.addArtifact({ ...made, type: data.type, provenance: data.provenance, content });
      }
      return;
    case 'export':
      if (row.version >= library.nextExportVersion(object.lectureId, data.format)) {
        library.addExport({ ...made, format: data.format, path: null });
      }
  }
}

function adoptCalls(calls: CallAdopter, { manifest, object }: ProvenVersion): number {
  const { data } = manifest;
  if (data.kind !== 'transcript' && data.kind !== 'artifact') return 0;
  const sent =
    data.kind === 'transcript'
      ? ({ stage: 'transcription', endpoint: 'audio/transcriptions' } as const)
      : ({ stage: 'generation', endpoint: 'responses' } as const);
  const from = { ...sent, lectureId: object.lectureId, foundAt: object.createdAt };
  return data.calls.filter((call) => calls.adopt({ ...from, ...call })).length;
}
