import { basename, resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import type { ImportChoice, ImportOutcome } from '../../preload/contract/commands.ts';
import type { Settings } from '../../preload/contract/settings.ts';
import type { Clock } from '../lib/clock.ts';
import { toFailure } from '../lib/failure.ts';
import { diskFailure } from '../pipeline/ingest/disk-failure.ts';
import { readTranscript } from '../pipeline/transcription/import-transcript.ts';
import { hashFile } from '../lib/hash-file.ts';
import { newIdentifier } from '../lib/identifier.ts';
import type { MediaEngine, MediaProbe } from '../pipeline/media-port.ts';
import { planJob } from '../pipeline/plan.ts';
import type { Library } from '../pipeline/library-port.ts';
import type { Lecture } from '../pipeline/rows-port.ts';
import type { JobStore } from '../queue/ports.ts';
import { createCourse } from './course-commands.ts';
import { namedCourse, resolveChoice } from './import-choice.ts';
import { titleFrom } from './lecture-title.ts';

/** What an import needs. */
export interface ImportDependencies {
  readonly library: Library;
  readonly store: JobStore;
  readonly media: MediaEngine;
  readonly clock: Clock;
  settings(): Settings;
  presetIds(): readonly string[];
  /** Micro US dollars for such a file of `bytes`, null when a price is unknown. */
  forecast(
    file: Pick<MediaProbe, 'kind' | 'durationMs'> & { readonly bytes: number },
    choice: Lecture['choice'],
  ): number | null;
  /** Called after each lecture was added. */
  added(lectureId: string): void;
}

/**
 * Adds recordings and transcripts to the library, each with its first job in one transaction; the work itself is the queue's.
 * A file that is refused leaves nothing behind and does not stop the others.
 */
export async function importLectures(
  dependencies: ImportDependencies,
  paths: readonly string[],
  choice: ImportChoice,
  signal: AbortSignal,
): Promise<readonly ImportOutcome[]> {
  const outcomes: ImportOutcome[] = [];
  for (const path of paths) {
    signal.throwIfAborted();
    outcomes.push(await importOne(dependencies, resolve(path), choice, signal));
  }
  return outcomes;
}

async function importOne(
  dependencies: ImportDependencies,
  path: string,
  choice: ImportChoice,
  signal: AbortSignal,
): Promise<ImportOutcome> {
  try {
    // First, because half a file often looks like a damaged one.
    await dependencies.media.assertComplete(path, signal);
    const probe = await dependencies.media.probe(path, signal);
    // A transcript is small: what is wrong with it can be told at once.
    if (probe.kind === 'transcript') await readTranscript(path, basename(path));
    const { size } = await stat(path);
    if (choice.duplicate !== 'again') {
      const same = await findSame(dependencies.library, { path, size }, signal);
      if (same !== null) return knownRecording(path, same, choice);
    }
    return { outcome: 'imported', path, lectureId: addLecture(dependencies, { path, size, probe }, choice) };
  } catch (error) {
    signal.throwIfAborted();
    return { outcome: 'refused', path, failure: toFailure(diskFailure(error, path)) };
  }
}

function knownRecording(path: string, same: Lecture, choice: ImportChoice): ImportOutcome {
  return choice.duplicate === 'open'
    ? { outcome: 'opened', path, lectureId: same.id }
    : { outcome: 'duplicate', path, lectureId: same.id, title: same.title };
}

/**
 * The lecture made from the same bytes. Only lectures of the same size are compared, so a new recording is not read twice.
 */
async function findSame(
  library: Library,
  { path, size }: Pick<AcceptedFile, 'path' | 'size'>,
  signal: AbortSignal,
): Promise<Lecture | null> {
  const sameSize = library.lectures().filter((lecture) => lecture.sourceBytes === size && !lecture.isExample);
  if (sameSize.length === 0) return null;
  const hash = await hashFile(path, signal);
  for (const lecture of sameSize) {
    if (lecture.sourceSha256 === hash) return lecture;
    // Its own copy is not finished: the file it came from still tells.
    if (lecture.sourceSha256 === null && lecture.sourcePath !== null) {
      const other = await hashFile(lecture.sourcePath, signal).catch(() => null);
      if (other === hash) return lecture;
    }
  }
  return null;
}

interface AcceptedFile {
  readonly path: string;
  readonly size: number;
  readonly probe: MediaProbe;
}

function addLecture(dependencies: ImportDependencies, file: AcceptedFile, choice: ImportChoice): string {
  const { library, store, clock } = dependencies;
  const id = newIdentifier(clock.now());
  library.transaction(() => {
    const course =
      choice.course === undefined
        ? null
        : (namedCourse(library, choice) ??
          createCourse({ ...dependencies, defaultPreset: () => defaultPreset(dependencies) }, choice.course));
    const fixed = resolveChoice(choice, course, dependencies.settings(), dependencies.presetIds());
    const lecture: Omit<Lecture, 'revision'> = {
      id,
      title: titleFrom(file.path, file.probe.title),
      courseId: course?.id ?? null,
      choice: fixed,
      sourceKind: file.probe.kind,
      sourcePath: file.path,
      sourceName: basename(file.path),
      sourceBytes: file.size,
      sourceSha256: null,
      durationMs: file.probe.durationMs,
      speechMs: null,
      isExample: false,
      generation: 1,
      forecastMicroUsd: dependencies.forecast({ ...file.probe, bytes: file.size }, fixed),
      costConfirmed: false,
      createdAt: clock.now(),
    };
    library.addLecture(lecture);
    store.enqueue(planJob('ingest', { ...lecture, revision: 1 }));
  });
  dependencies.added(id);
  return id;
}

function defaultPreset(dependencies: ImportDependencies): string {
  return dependencies.settings()['generation.preset'];
}
