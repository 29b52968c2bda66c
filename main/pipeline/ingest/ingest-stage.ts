import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { QueueTask } from '../../queue/job.ts';
import type { JobOutcome, StageRunner, TaskContext, TaskOutcome } from '../../queue/ports.ts';
import { clearLeftovers } from './clear-leftovers.ts';
import type { IngestDependencies } from './dependencies.ts';
import { diskFailure } from './disk-failure.ts';
import { lectureGone, secureSource } from './secure-source.ts';
import { takeRecording } from './take-recording.ts';
import { takeTranscript } from './take-transcript.ts';

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
    settleAtOnce: (_job, tasks) => outcomeOf(tasks),
    settle: async (_job, tasks) => outcomeOf(tasks),
  };
}

/** Throws, besides what the steps throw, `STORAGE_FULL` and `STORAGE_READ_ONLY` when nothing can be put down on the way. */
async function ingest(dependencies: IngestDependencies, context: TaskContext): Promise<TaskOutcome> {
  const { library, staging } = dependencies;
  const lecture = library.lecture(context.job.subject);
  if (lecture === null) throw lectureGone();
  const staged = join(staging, `${lecture.id}.source`);
  const proxy = join(staging, `${lecture.id}.proxy.mp3`);
  try {
    await mkdir(staging, { recursive: true, mode: 0o700 });
    const source = await secureSource(dependencies, lecture, staged, context);
    const taken =
      lecture.sourceKind === 'transcript'
        ? await takeTranscript(dependencies, lecture, source, context)
        : await takeRecording(dependencies, lecture, { source, proxyPath: proxy }, context);
    await clearLeftovers(dependencies, lecture.id, taken.objects, context.signal);
    return { kind: 'done', sent: taken.sent, commit: taken.commit };
  } catch (error) {
    throw diskFailure(error, lecture.sourcePath);
  } finally {
    for (const path of [staged, proxy]) await rm(path, { force: true }).catch(() => undefined);
  }
}

/** A recording that cannot be taken in fails its job with the reason. */
function outcomeOf(tasks: readonly QueueTask[]): JobOutcome {
  const failure = tasks.find((task) => task.status === 'failed')?.error ?? null;
  return failure === null ? { kind: 'completed' } : { kind: 'failed', failure };
}
