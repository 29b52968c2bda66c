import type { StageRunner } from '../../queue/ports.ts';
import type { SpeechCache } from './speech-cache.ts';

/**
 * A stage that needs the decoded sound, made to free it once a job is completed: two hours of it are 230 MB. Gaps that are redone later
 * decode again.
 */
export function releasingSpeech(stage: StageRunner, speech: Pick<SpeechCache, 'release'>): StageRunner {
  return {
    ...stage,
    async settle(job, tasks, signal) {
      const outcome = await stage.settle(job, tasks, signal);
      if (outcome.kind !== 'completed') return outcome;
      return {
        kind: 'completed',
        commit() {
          outcome.commit?.();
          void speech.release(job.subject);
        },
      };
    },
  };
}
