import type { SegmentFlag } from '../../../preload/contract/transcript.ts';
import { LecternError, remedy } from '../../lib/failure.ts';
import type { TaskContext, TaskOutcome } from '../../queue/ports.ts';
import type { TranscriptionCapability } from '../capabilities/capability.ts';
import type { Lecture, Piece } from '../rows-port.ts';
import { ask, type ReadAnswer } from './ask.ts';
import type { CapabilityMemory } from './capability-memory.ts';
import type { LectureSpeech, TranscriptionDependencies } from './dependencies.ts';
import { doubtOf, type Doubt } from './doubt.ts';
import type { PieceEncoder } from './piece-encoder.ts';
import type { Asking } from './piece-request.ts';
import { pieceSpan } from './piece-sentences.ts';
import type { SpeechMemory } from './speech-memory.ts';
import { replanPiece } from './replan-piece.ts';

/** What lives as long as the stage. */
export interface StageTools {
  readonly dependencies: TranscriptionDependencies;
  readonly encoder: PieceEncoder;
  readonly capabilities: CapabilityMemory;
  readonly speech: SpeechMemory;
  /** Ids of the pieces whose tasks are running. */
  readonly active: Set<string>;
}

/** A piece with everything that is known when its task starts. */
export interface PieceWork {
  readonly context: TaskContext;
  readonly lecture: Lecture;
  readonly piece: Piece;
  readonly speech: LectureSpeech;
  readonly model: string;
}

/** The least worrying answer wins; of equals the first. */
const worries: readonly (Doubt | null)[] = [null, 'low-speech', 'silence-text', 'loop'];

/**
 * Gets the text of one piece and answers how its task ends: done, with the call it rests on, or replaced by two shorter ones where the
 * model takes less. A doubtful answer is asked for once more in another way and then flagged.
 */
export async function hearPiece(tools: StageTools, work: PieceWork): Promise<TaskOutcome> {
  const { library, transcriber, clock } = tools.dependencies;
  const { piece, speech, model } = work;
  const host = transcriber.host();
  try {
    const { callKey, doubt } = await tools.capabilities.with(
      { model, host, signal: work.context.signal },
      (capability) => hearWith(tools, work, capability),
    );
    const flags: readonly SegmentFlag[] = doubt === null ? [] : [doubt];
    return {
      kind: 'done',
      sent: { model, host, callKey },
      commit: () => library.settlePiece(piece.id, callKey, flags),
    };
  } catch (error) {
    if (!(error instanceof LecternError) || error.failure.class !== 'replan') throw error;
    return {
      sent: { model, host },
      ...replanPiece(piece, speech.speechMap, { library, now: clock.now(), cause: error }),
    };
  }
}

type Judged = ReadAnswer & { readonly doubt: Doubt | null };

async function hearWith(
  tools: StageTools,
  work: PieceWork,
  capability: TranscriptionCapability,
): Promise<Judged> {
  const durationMs = durationOf(work.piece);
  checkLength(durationMs, capability, tools.dependencies.settings()['transcription.segmentSeconds']);
  const { pcmPath } = work.speech;
  const audio = await tools.encoder.encode(work.piece, pcmPath, capability.format, work.context.signal);
  if (audio.length > capability.maxBytes) throw tooLong();
  const asking = askingFor(tools, work, capability, audio);
  const first = judge(await ask(tools.dependencies, work.context, asking, durationMs), work.piece);
  if (first.doubt === null) return first;
  const second = await secondTry(tools, work, { ...asking, isSecondTry: true });
  return second !== null && worries.indexOf(second.doubt) < worries.indexOf(first.doubt) ? second : first;
}

/** Null when the other way is refused: the first answer is there, and better than none. */
async function secondTry(tools: StageTools, work: PieceWork, asking: Asking): Promise<Judged | null> {
  try {
    return judge(await ask(tools.dependencies, work.context, asking, durationOf(work.piece)), work.piece);
  } catch (error) {
    if (error instanceof LecternError && error.failure.class === 'fatal') return null;
    throw error;
  }
}

function judge(answer: ReadAnswer, piece: Piece): Judged {
  return { ...answer, doubt: doubtOf(answer.heard.text, piece.speechMs) };
}

function askingFor(
  { dependencies }: StageTools,
  { lecture, model, context }: PieceWork,
  capability: TranscriptionCapability,
  audio: Buffer,
): Asking {
  const course = lecture.courseId === null ? null : dependencies.library.course(lecture.courseId);
  return {
    capability,
    model,
    audio,
    hints: {
      title: lecture.title,
      glossary: course?.glossary ?? [],
      language: lecture.choice.transcriptionLanguage,
    },
    generation: context.job.generation,
    isSecondTry: false,
    brokenAnswers: 0,
  };
}

/**
 * Splits before sending what would be refused, and what is too long for Lectern's own clock: such a piece was planned for a model that
 * returns times. Half as long again is let pass, since splitting makes quarters.
 */
function checkLength(durationMs: number, capability: TranscriptionCapability, segmentSeconds: number): void {
  if (capability.maxSeconds !== null && durationMs > capability.maxSeconds * 1_000) throw tooLong();
  if (capability.times === 'none' && durationMs > segmentSeconds * 1_500) throw tooLong();
}

function durationOf(piece: Piece): number {
  const { startMs, endMs } = pieceSpan(piece);
  return endMs - startMs;
}

function tooLong(): LecternError {
  return new LecternError({
    code: 'AUDIO_TOO_LONG_FOR_MODEL',
    message: 'The model takes only shorter stretches. This one is split in two.',
    remedy: remedy('none', 'Nothing to do'),
    class: 'replan',
  });
}
