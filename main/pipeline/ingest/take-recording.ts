import { stat } from 'node:fs/promises';
import { hashFile } from '../../lib/hash-file.ts';
import { newIdentifier } from '../../lib/identifier.ts';
import type { TaskContext } from '../../queue/ports.ts';
import type { DecodedSpeech } from '../media-port.ts';
import type { Lecture, Piece } from '../rows-port.ts';
import { planSegments } from '../speech/plan-segments.ts';
import { buildSpeechMap, speechWithin, type SpeechMap } from '../speech/speech-map.ts';
import type { IngestDependencies } from './dependencies.ts';
import { COPY_SHARE, type SecuredSource } from './secure-source.ts';
import { speechFile } from './speech-file.ts';
import { storeNext, type Taken } from './store-next.ts';
import { storeTranscript } from './store-transcript.ts';

/** What was heard in a recording, with the plan of what is sent. */
interface Heard {
  readonly decoded: DecodedSpeech;
  readonly map: SpeechMap;
  readonly speechMs: number;
  /** Empty when an earlier plan stands, and where nothing is said. */
  readonly pieces: readonly Piece[];
}

/**
 * Listens to a recording once: stores the proxy for the player, the speech map with the waveform, and plans the pieces unless they are
 * planned already. Throws what `MediaEngine.decode` and `ObjectStore.put` throw.
 */
export async function takeRecording(
  dependencies: IngestDependencies,
  lecture: Lecture,
  { source, proxyPath }: { readonly source: SecuredSource; readonly proxyPath: string },
  context: TaskContext,
): Promise<Taken> {
  const heard = await listen(dependencies, lecture, { source, proxyPath }, context);
  const proxy = await storeProxy(dependencies, lecture, proxyPath, context.signal);
  const speech = await storeSpeech(dependencies, lecture, heard, context.signal);
  const { durationMs } = heard.decoded;
  const { speechMs } = heard;
  // Silence is not an error: the transcript is empty, and whole.
  const nothingSaid = { language: null, segments: [] };
  const empty =
    speechMs === 0 ? await storeTranscript(dependencies, lecture, nothingSaid, context.signal) : null;
  const objects = [proxy, speech, ...(empty === null ? [] : [empty.stored])];
  return {
    objects: objects.flatMap(({ object, manifest }) => [object, manifest]),
    sent: { bytes: source.bytes, durationMs, speechMs },
    commit() {
      for (const { object, manifest } of [proxy, speech]) {
        dependencies.library.addObject(object);
        dependencies.library.addObject(manifest);
      }
      commitHeard(dependencies, lecture, heard);
      empty?.commit();
    },
  };
}

async function listen(
  { library, media, speech, segmentLimits, clock }: IngestDependencies,
  lecture: Lecture,
  { source, proxyPath }: { readonly source: SecuredSource; readonly proxyPath: string },
  context: TaskContext,
): Promise<Heard> {
  const pcmPath = await speech.pcmPath(lecture.id);
  const onProgress = (fraction: number) => context.progress(COPY_SHARE + (1 - COPY_SHARE) * fraction);
  const decoded = await media.decode({
    path: source.path,
    pcmPath,
    proxyPath,
    onProgress,
    signal: context.signal,
  });
  const map = buildSpeechMap(decoded.features, decoded.totalSamples);
  const isPlanned = library.pieces(lecture.id).length > 0;
  const segments = isPlanned ? [] : planSegments(map, segmentLimits(lecture));
  const pieces = segments.map(({ startSample, endSample, speechMs }, position) => ({
    ...{ id: newIdentifier(clock.now()), lectureId: lecture.id, position },
    ...{ startSample, endSample, speechMs, callKey: null, flags: [] },
  }));
  const speechMs = map.regions.reduce((sum, region) => sum + speechWithin(map, region), 0);
  return { decoded, map, speechMs, pieces };
}

function commitHeard(
  { library, forecast, enqueueNext, speech }: IngestDependencies,
  lecture: Lecture,
  { decoded, speechMs, pieces }: Heard,
): void {
  library.putPieces(pieces);
  library.changeLecture(lecture.id, {
    durationMs: decoded.durationMs,
    speechMs,
    forecastMicroUsd: speechMs === 0 ? 0 : forecast(lecture, speechMs),
  });
  if (library.pieces(lecture.id).some((piece) => piece.callKey === null))
    enqueueNext('transcription', lecture.id);
  else void speech.release(lecture.id);
}

async function storeProxy(
  dependencies: IngestDependencies,
  lecture: Lecture,
  path: string,
  signal: AbortSignal,
) {
  const sha256 = await hashFile(path, signal);
  const { size } = await stat(path);
  const content = { path, sha256, bytes: size, isOwn: true };
  return storeNext(dependencies, lecture, signal, { extension: 'mp3', content, data: { kind: 'proxy' } });
}

async function storeSpeech(
  dependencies: IngestDependencies,
  lecture: Lecture,
  { decoded: { durationMs, peaks }, map, pieces }: Heard,
  signal: AbortSignal,
) {
  const content = speechFile({ durationMs, peaks, map });
  return storeNext(dependencies, lecture, signal, {
    extension: 'json',
    content,
    data: { kind: 'speech', pieces },
  });
}
