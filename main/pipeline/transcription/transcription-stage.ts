import { z } from 'zod';
import { LecternError, remedy } from '../../lib/failure.ts';
import type { StageRunner, TaskContext, TaskOutcome } from '../../queue/ports.ts';
import { segmentLimitsFor, transcriptionCapabilities } from '../capabilities/transcription-capability.ts';
import type { Lecture, Piece } from '../rows-port.ts';
import type { SegmentLimits } from '../speech/plan-segments.ts';
import { createCapabilityMemory } from './capability-memory.ts';
import type { TranscriptionDependencies } from './dependencies.ts';
import { hearPiece, type StageTools } from './hear-piece.ts';
import { createPieceEncoder } from './piece-encoder.ts';
import { createSpeechMemory } from './speech-memory.ts';
import { settleTranscript } from './settle-transcript.ts';

const taskInputSchema = z.object({ pieceId: z.string().min(1) });

/** How many pieces ahead are encoded, for each one that may be under way at the same time. */
const AHEAD_PER_LANE = 3;

/**
 * The second stage: sends each piece of the plan, saves its answer the moment it is there, and puts the answers together. One task is one
 * piece. The answers are kept by what was sent, so nothing that is done is ever paid again.
 */
export function createTranscriptionStage(dependencies: TranscriptionDependencies): StageRunner {
  const tools: StageTools = {
    dependencies,
    encoder: createPieceEncoder(dependencies.media),
    capabilities: createCapabilityMemory(),
    speech: createSpeechMemory(dependencies),
    active: new Set(),
  };
  return {
    stage: 'transcription',
    gates: () => {
      const model = dependencies.settings()['transcription.model'];
      return ['provider', `provider:audio/transcriptions:${model}`, 'storage', 'disk'];
    },
    circumstances: ({ subject }) => ({
      model: modelOf(dependencies, dependencies.library.lecture(subject)),
      host: dependencies.transcriber.host(),
      concurrency: dependencies.settings()['transcription.concurrency'],
    }),
    gatesOfJob({ subject }) {
      const own = dependencies.library.lecture(subject)?.choice.transcriptionModel ?? null;
      return own === null ? [] : [`provider:audio/transcriptions:${own}`];
    },
    concurrency: () => dependencies.settings()['transcription.concurrency'],
    run: (context) => runPiece(tools, context),
    settle: (job, tasks, signal) => settleTranscript(dependencies, job, tasks, signal),
  };
}

/** The limits pieces are cut by for the model that will hear them. */
export function segmentLimitsOf(
  dependencies: Pick<TranscriptionDependencies, 'settings' | 'transcriber'>,
  lecture: Lecture,
): SegmentLimits {
  const model = modelOf(dependencies, lecture);
  const { 'transcription.segmentSeconds': segmentSeconds } = dependencies.settings();
  return segmentLimitsFor(model, dependencies.transcriber.host(), segmentSeconds);
}

/** The model of a lecture's own, else the one of the settings. */
function modelOf({ settings }: Pick<TranscriptionDependencies, 'settings'>, lecture: Lecture | null): string {
  return lecture?.choice.transcriptionModel ?? settings()['transcription.model'];
}

async function runPiece(tools: StageTools, context: TaskContext): Promise<TaskOutcome> {
  const { library } = tools.dependencies;
  const { pieceId } = taskInputSchema.parse(context.task.input);
  const lecture = library.lecture(context.job.subject);
  const piece = library.piece(pieceId);
  if (lecture === null || piece === null) throw lectureGone();
  tools.active.add(pieceId);
  try {
    return await startPiece(tools, context, lecture, piece);
  } catch (error) {
    if (!(error instanceof LecternError) || error.failure.code !== 'SEGMENT_AUDIO_MISSING') throw error;
    tools.speech.forget(lecture.id);
    return await startPiece(tools, context, lecture, piece);
  } finally {
    tools.active.delete(pieceId);
  }
}

async function startPiece(
  tools: StageTools,
  context: TaskContext,
  lecture: Lecture,
  piece: Piece,
): Promise<TaskOutcome> {
  const { dependencies } = tools;
  const speech = await tools.speech.of(lecture.id, context.signal);
  const model = modelOf(dependencies, lecture);
  const format = transcriptionCapabilities(model, dependencies.transcriber.host())[0]?.format ?? 'mp3';
  tools.encoder.prepare(upcoming(tools, piece), speech.pcmPath, format);
  return hearPiece(tools, { context, lecture, piece, speech, model });
}

/**
 * This piece and the next ones that wait for their turn: those without text, or simply all when this one has text already and is made anew.
 */
function upcoming({ dependencies, active }: StageTools, piece: Piece): readonly Piece[] {
  const ahead = AHEAD_PER_LANE * dependencies.settings()['transcription.concurrency'];
  const later = dependencies.library
    .pieces(piece.lectureId)
    .filter(({ id, startSample }) => startSample > piece.startSample && !active.has(id))
    .filter(({ callKey }) => callKey === null || piece.callKey !== null);
  return [piece, ...later.slice(0, ahead)];
}

function lectureGone(): LecternError {
  return new LecternError({
    code: 'LECTURE_UNKNOWN',
    message: 'This lecture was removed while it was being worked on.',
    remedy: remedy('none', 'Nothing to do'),
    class: 'fatal',
  });
}
