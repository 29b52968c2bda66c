import { join } from 'node:path';
import { mkdir, rm, stat } from 'node:fs/promises';
import type { Clock } from '../../lib/clock.ts';
import { hashFile } from '../../lib/hash-file.ts';
import { newIdentifier } from '../../lib/identifier.ts';
import { LecternError, remedy } from '../../lib/failure.ts';
import type { StageRunner, TaskContext, TaskOutcome } from '../../queue/ports.ts';
import { extensionForKey } from '../manifest/object-key.ts';
import { storeVersion, type HashedFile, type StoredVersion } from '../manifest/store-version.ts';
import type { DecodedSpeech, MediaEngine } from '../media-port.ts';
import type { CourseRow, Lecture, Library, ObjectStore, Piece, StoredObject } from '../ports.ts';
import type { Stage } from '../../../preload/contract/job.ts';
import { planSegments, type SegmentLimits } from '../speech/cutter.ts';
import { buildSpeechMap, speechWithin, type SpeechMap } from '../speech/speech-map.ts';
import { copySource } from './copy-source.ts';
import { newest, type SpeechCache } from './speech-cache.ts';
import { speechFile } from './speech-file.ts';
import { storeTranscript, type ImportedTranscript } from './store-transcript.ts';

/** What taking a recording in needs. */
export interface IngestDependencies {
  readonly library: Library;
  readonly objects: ObjectStore;
  readonly media: MediaEngine;
  readonly speech: SpeechCache;
  readonly clock: Clock;
  /** Folder for files on their way into the store. */
  readonly staging: string;
  /** What the model that will hear the pieces takes. */
  segmentLimits(lecture: Lecture, course: CourseRow | null): SegmentLimits;
  readTranscript(path: string, name: string): Promise<ImportedTranscript>;
  /** Forecast again, now that the speech is known; null when a price is unknown. */
  forecast(lecture: Lecture, speechMs: number): number | null;
  enqueueNext(stage: Stage, lectureId: string): void;
}

/** Share of the progress that belongs to copying; listening takes longer. */
const COPY_SHARE = 0.2;

/**
 * The first stage: copies the recording, hashes it, listens to it once and plans what will be sent. One task; done again after a crash it
 * ends in the same objects.
 */
export function createIngestStage(dependencies: IngestDependencies): StageRunner {
  return {
    stage: 'ingest',
    gates: () => ['storage', 'disk'],
    concurrency: () => 1,
    run: (context) => ingest(dependencies, context),
    settle: () => Promise.resolve({ kind: 'completed' }),
  };
}

async function ingest(dependencies: IngestDependencies, context: TaskContext): Promise<TaskOutcome> {
  const lecture = dependencies.library.lecture(context.job.subject);
  if (lecture === null) throw lectureGone();
  await mkdir(dependencies.staging, { recursive: true, mode: 0o700 });
  const staged = join(dependencies.staging, `${lecture.id}.source`);
  try {
    const source = await secureSource(dependencies, lecture, staged, context);
    return lecture.sourceKind === 'transcript'
      ? await takeTranscript(dependencies, lecture, source, context)
      : await takeRecording(dependencies, lecture, source, context);
  } finally {
    await rm(staged, { force: true });
  }
}

interface SecuredSource {
  readonly objects: readonly StoredObject[];
  readonly sha256: string;
  readonly bytes: number;
  /** Where the bytes can be read now. */
  readonly path: string;
}

/** The recording in the store: copied now, or found there from an earlier run. */
async function secureSource(
  dependencies: IngestDependencies,
  lecture: Lecture,
  staged: string,
  context: TaskContext,
): Promise<SecuredSource> {
  const { library, objects } = dependencies;
  const known = newest(library, lecture.id, 'source');
  if (known !== null) {
    const path = await objects.localPath(known.key, context.signal);
    return { objects: [], sha256: known.sha256, bytes: known.bytes, path };
  }
  if (lecture.sourcePath === null) throw lectureGone();
  const total = Math.max(1, lecture.sourceBytes ?? 1);
  const copied = await copySource(
    lecture.sourcePath,
    staged,
    (bytes) => context.progress(COPY_SHARE * Math.min(1, bytes / total)),
    context.signal,
  );
  const stored = await store(dependencies, lecture, context.signal, {
    extension: extensionForKey(lecture.sourceName),
    content: copied,
    data: { kind: 'source' },
  });
  const path = await objects.localPath(stored.object.key, context.signal);
  return { objects: [stored.object, stored.manifest], sha256: copied.sha256, bytes: copied.bytes, path };
}

async function takeRecording(
  dependencies: IngestDependencies,
  lecture: Lecture,
  source: SecuredSource,
  context: TaskContext,
): Promise<TaskOutcome> {
  const { library, media, speech } = dependencies;
  const pcmPath = await speech.pcmPath(lecture.id);
  const proxyPath = join(dependencies.staging, `${lecture.id}.proxy.mp3`);
  const onProgress = (fraction: number) => context.progress(COPY_SHARE + (1 - COPY_SHARE) * fraction);
  const decoded = await media.decode({
    path: source.path,
    pcmPath,
    proxyPath,
    onProgress,
    signal: context.signal,
  });
  const map = buildSpeechMap(decoded.features, decoded.totalSamples);
  const pieces = library.pieces(lecture.id).length > 0 ? [] : planPieces(dependencies, lecture, map);
  const proxy = await storeProxy(dependencies, lecture, proxyPath, context.signal);
  const heard = await storeSpeech(dependencies, lecture, { decoded, map, pieces }, context.signal);
  const speechMs = map.regions.reduce((sum, region) => sum + speechWithin(map, region), 0);
  const silent = speechMs === 0;
  const empty = silent ? await storeTranscript(dependencies, lecture, nothingSaid(), context.signal) : null;
  return {
    kind: 'done',
    sent: { bytes: source.bytes, durationMs: decoded.durationMs, speechMs },
    commit() {
      for (const object of [...source.objects, proxy.object, proxy.manifest, heard.object, heard.manifest]) {
        library.addObject(object);
      }
      library.putPieces(pieces);
      library.changeLecture(lecture.id, {
        sourceSha256: source.sha256,
        sourceBytes: source.bytes,
        durationMs: decoded.durationMs,
        speechMs,
        forecastMicroUsd: silent ? 0 : dependencies.forecast(lecture, speechMs),
      });
      if (empty !== null) empty.commit();
      else if (library.pieces(lecture.id).some((piece) => piece.callKey === null)) {
        dependencies.enqueueNext('transcription', lecture.id);
      }
    },
  };
}

async function takeTranscript(
  dependencies: IngestDependencies,
  lecture: Lecture,
  source: SecuredSource,
  context: TaskContext,
): Promise<TaskOutcome> {
  const { library } = dependencies;
  const transcript = await dependencies.readTranscript(source.path, lecture.sourceName);
  const stored = await storeTranscript(dependencies, lecture, transcript, context.signal);
  return {
    kind: 'done',
    sent: { bytes: source.bytes },
    commit() {
      for (const object of source.objects) library.addObject(object);
      library.changeLecture(lecture.id, {
        sourceSha256: source.sha256,
        sourceBytes: source.bytes,
        durationMs: transcript.segments.at(-1)?.endMs ?? null,
      });
      stored.commit();
      if (transcript.segments.length > 0) dependencies.enqueueNext('generation', lecture.id);
    },
  };
}

function planPieces(dependencies: IngestDependencies, lecture: Lecture, map: SpeechMap): readonly Piece[] {
  const course = lecture.courseId === null ? null : dependencies.library.course(lecture.courseId);
  return planSegments(map, dependencies.segmentLimits(lecture, course)).map((segment, index) => ({
    id: newIdentifier(dependencies.clock.now()),
    lectureId: lecture.id,
    position: index,
    startSample: segment.startSample,
    endSample: segment.endSample,
    speechMs: segment.speechMs,
    callKey: null,
    flags: [],
  }));
}

async function storeProxy(
  dependencies: IngestDependencies,
  lecture: Lecture,
  path: string,
  signal: AbortSignal,
): Promise<StoredVersion> {
  const content: HashedFile = {
    path,
    sha256: await hashFile(path),
    bytes: (await stat(path)).size,
    isOwn: true,
  };
  return store(dependencies, lecture, signal, { extension: 'mp3', content, data: { kind: 'proxy' } }).finally(
    () => rm(path, { force: true }),
  );
}

async function storeSpeech(
  dependencies: IngestDependencies,
  lecture: Lecture,
  heard: { readonly decoded: DecodedSpeech; readonly map: SpeechMap; readonly pieces: readonly Piece[] },
  signal: AbortSignal,
): Promise<StoredVersion> {
  const { durationMs, peaks } = heard.decoded;
  return store(dependencies, lecture, signal, {
    extension: 'json',
    content: speechFile({ durationMs, peaks, map: heard.map }),
    data: { kind: 'speech', pieces: heard.pieces },
  });
}

async function store(
  dependencies: IngestDependencies,
  lecture: Lecture,
  signal: AbortSignal,
  version: Pick<Parameters<typeof storeVersion>[0], 'extension' | 'content' | 'data'>,
): Promise<StoredVersion> {
  const { library, objects, clock } = dependencies;
  const number = library.newestVersion(lecture.id, version.data.kind) + 1;
  return storeVersion({
    library,
    objects,
    clock,
    signal,
    lectureId: lecture.id,
    version: number,
    ...version,
  });
}

/** Silence is not an error: the transcript is empty, and whole. */
function nothingSaid(): ImportedTranscript {
  return { language: null, segments: [] };
}

function lectureGone(): LecternError {
  return new LecternError({
    code: 'LECTURE_UNKNOWN',
    message: 'This lecture was removed while it was being worked on.',
    remedy: remedy('none', 'Nothing to do'),
    class: 'fatal',
  });
}
