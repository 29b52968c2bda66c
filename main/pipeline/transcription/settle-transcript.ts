import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JobOutcome } from '../../queue/ports.ts';
import type { QueueJob, QueueTask } from '../../queue/job.ts';
import type { StoredFailure } from '../../lib/failure.ts';
import { transcriptFile } from '../manifest/stored-files.ts';
import { storeVersion } from '../manifest/store-version.ts';
import type { AnsweredCall } from '../ledger-port.ts';
import type { Lecture, Piece } from '../rows-port.ts';
import { readTranscription } from './answer-reading.ts';
import type { TranscriptionDependencies } from './dependencies.ts';
import { mergeTranscript, type HeardPiece } from './merge-transcript.ts';
import { pieceSpan } from './piece-sentences.ts';

/** Answers are unpacked and understood this many at a time, so that twelve hours of them hold up nothing else. */
const PIECES_PER_TURN = 50;

/**
 * Ends a transcription whose tasks are settled: the stored answers become a new version of the transcript, with gaps where pieces have
 * none. Fails with the first cause when this job brought no piece forward. Nothing but objects is written before `commit`.
 *
 * Throws what `ObjectStore.put` throws.
 */
export async function settleTranscript(
  dependencies: TranscriptionDependencies,
  job: QueueJob,
  tasks: readonly QueueTask[],
  signal: AbortSignal,
): Promise<JobOutcome> {
  const { library } = dependencies;
  const lecture = library.lecture(job.subject);
  if (lecture === null) return { kind: 'completed' };
  const failure = failureOfAll(tasks);
  if (failure !== null) return { kind: 'failed', failure };
  const pieces = library.pieces(lecture.id);
  const answers = await readAnswers(dependencies, pieces, signal);
  return store(dependencies, lecture, answers, signal);
}

/** The first cause, when there were tasks and not one of them is done. */
function failureOfAll(tasks: readonly QueueTask[]): StoredFailure | null {
  if (tasks.some((task) => task.status === 'done')) return null;
  return tasks.find((task) => task.error !== null)?.error ?? null;
}

type AnsweredPiece = HeardPiece & { readonly call: AnsweredCall | null };

async function readAnswers(
  { ledger }: TranscriptionDependencies,
  pieces: readonly Piece[],
  signal: AbortSignal,
): Promise<readonly AnsweredPiece[]> {
  const answers: AnsweredPiece[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (index % PIECES_PER_TURN === PIECES_PER_TURN - 1) await nextTurn();
    signal.throwIfAborted();
    const call = piece.callKey === null ? null : ledger.answered(piece.callKey);
    const { startMs, endMs } = pieceSpan(piece);
    answers.push({ piece, call, heard: call === null ? null : readTranscription(call, endMs - startMs) });
  }
  return answers;
}

async function store(
  dependencies: TranscriptionDependencies,
  lecture: Lecture,
  answers: readonly AnsweredPiece[],
  signal: AbortSignal,
): Promise<JobOutcome> {
  const { library, objects, clock } = dependencies;
  const { speechMap } = await dependencies.speechOf(lecture.id, signal);
  const merged = mergeTranscript(answers, speechMap, lecture.choice.transcriptionLanguage);
  const { language, coverage, gaps } = merged;
  const version = library.newestVersion(lecture.id, 'transcript') + 1;
  const stored = await storeVersion({
    ...{ library, objects, clock, signal, lectureId: lecture.id, version, extension: 'json' },
    content: transcriptFile({ lectureId: lecture.id, version, ...merged }),
    data: {
      kind: 'transcript',
      ...{ language, coverage, gaps },
      pieces: answers.map(({ piece }) => ({ ...piece, flags: [...piece.flags] })),
      calls: answers.flatMap(({ call }) => (call === null ? [] : [call])),
    },
  });
  return {
    kind: 'completed',
    commit() {
      library.addObject(stored.object);
      library.addObject(stored.manifest);
      const row = { lectureId: lecture.id, version, language, coverage, gaps };
      library.addTranscript({ ...row, objectKey: stored.object.key, createdAt: clock.now() });
      // Where nothing is said there is nothing to make material from.
      if (merged.segments.length > 0) dependencies.enqueueNext('generation', lecture.id);
    },
  };
}
