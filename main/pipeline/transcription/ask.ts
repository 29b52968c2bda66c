import { LecternError, remedy } from '../../lib/failure.ts';
import type { TaskContext } from '../../queue/ports.ts';
import { payFor } from '../paid-call.ts';
import type { CallIntent } from '../ledger-port.ts';
import { readTranscription, readTranscriptionUsage, type HeardText } from './answer-reading.ts';
import type { TranscriptionDependencies } from './dependencies.ts';
import { keyFor, requestFor, type Asking } from './piece-request.ts';

/** An answer that could be read, and the call it comes from. */
export interface ReadAnswer {
  readonly callKey: string;
  readonly heard: HeardText;
}

/** An unreadable answer is asked for again twice; after that the passage is given up. */
const MOST_ATTEMPTS_FOR_BROKEN = 3;

/**
 * Gets the text of a piece, from the record or from the server. An answer that is paid for but cannot be read stays on record and
 * counts into the key, so that asking again is a call of its own.
 *
 * Throws what `payFor` throws, and `ANSWER_BROKEN`: retryable, fatal from the third attempt on.
 * @param durationMs length of the piece
 */
export async function ask(
  dependencies: TranscriptionDependencies,
  context: TaskContext,
  asking: Asking,
  durationMs: number,
): Promise<ReadAnswer> {
  for (let brokenAnswers = 0; ; brokenAnswers += 1) {
    const now = { ...asking, brokenAnswers };
    const answer = await pay(dependencies, context, now, durationMs);
    const heard = readTranscription(answer, durationMs);
    if (heard !== null) return { callKey: answer.key, heard };
    if (!answer.reused) throw answerBroken(context.task.attempts);
  }
}

async function pay(
  dependencies: TranscriptionDependencies,
  context: TaskContext,
  asking: Asking,
  durationMs: number,
) {
  const { ledger, transcriber } = dependencies;
  const { model } = asking;
  return payFor({
    ledger,
    intent: intentOf(dependencies, context, asking, durationMs),
    signal: context.signal,
    send: (signal) => transcriber.transcribe(requestFor(asking), signal),
    readUsage: (answer) => readTranscriptionUsage(answer, durationMs),
    price: (usage) => dependencies.price(model, usage),
  });
}

function intentOf(
  dependencies: TranscriptionDependencies,
  { job, task }: TaskContext,
  asking: Asking,
  durationMs: number,
): CallIntent {
  const { model, audio } = asking;
  return {
    key: keyFor(asking),
    lectureId: job.subject,
    taskId: task.id,
    stage: job.stage,
    endpoint: 'audio/transcriptions',
    host: dependencies.transcriber.host(),
    model,
    bytes: audio.length,
    estimateMicroUsd: dependencies.price(model, {
      audioMs: durationMs,
      inputTokens: null,
      outputTokens: null,
    }),
    audioMs: durationMs,
  };
}

function answerBroken(attempts: number): LecternError {
  const isFinal = attempts >= MOST_ATTEMPTS_FOR_BROKEN;
  return new LecternError({
    code: 'ANSWER_BROKEN',
    message: 'The answer for this passage cannot be read.',
    remedy: remedy('redo-gaps', 'Try the passage again'),
    class: isFinal ? 'fatal' : 'retryable',
  });
}
