import type { Check, Finding } from './check-health.ts';

/** The database answers and takes a durable write. */
export function databaseCheck(writeProbe: () => void): Check {
  return () => {
    writeProbe();
    return Promise.resolve({ status: 'ok', message: 'Readable and writable.', remedy: null });
  };
}

/** What the queue check asks with. */
export interface QueueQuestions {
  /** Queues, claims and removes a test job. Throws when one of these fails. */
  testJob(): void;
  /** Work that could be done now, and work that is held. */
  backlog(): { readonly eligible: number; readonly held: number };
  /** How long there has been work that may run while nothing has moved. Milliseconds; 0 is well. */
  stalledForMs(): number;
  pausedStages(): readonly string[];
}

/** Eligible work without progress for so long is a stall. Milliseconds. */
const STALL_MS = 120_000;

/** A test job goes through, and the worker is alive. */
export function queueCheck(questions: QueueQuestions): Check {
  return () => {
    questions.testJob();
    const { eligible, held } = questions.backlog();
    const isEmpty = eligible === 0 && held === 0;
    const amount = isEmpty ? 'Nothing waits in line.' : `${eligible} to do, ${held} held.`;
    return Promise.resolve(judgeQueue(questions, amount));
  };
}

function judgeQueue(questions: QueueQuestions, amount: string): Finding {
  const stalled = questions.stalledForMs();
  if (stalled > STALL_MS) {
    return {
      status: 'failed',
      message: `Nothing has moved for ${Math.round(stalled / 60_000)} min. ${amount}`,
      remedy: { action: 'try-now', label: 'Try now' },
    };
  }
  const [paused] = questions.pausedStages();
  if (paused === undefined) return { status: 'ok', message: amount, remedy: null };
  return {
    status: 'degraded',
    message: `Paused: ${questions.pausedStages().join(', ')}. ${amount}`,
    remedy: { action: 'resume-stage', label: 'Resume', target: paused },
  };
}

/** The configured server can be reached; `reach` answers null then, else a sentence why not. */
export function networkCheck(reach: (signal: AbortSignal) => Promise<string | null>): Check {
  return async (signal) => {
    const trouble = await reach(signal);
    return trouble === null
      ? { status: 'ok', message: 'The server can be reached.', remedy: null }
      : {
          status: 'failed',
          message: trouble,
          remedy: { action: 'check-network', label: 'Check the network' },
        };
  };
}

/** The media engine starts and tells its version. */
export function mediaEngineCheck(version: () => Promise<string>): Check {
  return async () => ({ status: 'ok', message: `${await version()} ready.`, remedy: null });
}
