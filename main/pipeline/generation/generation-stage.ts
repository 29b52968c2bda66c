import type { StoredFailure } from '../../lib/failure.ts';
import type { QueueJob, QueueTask } from '../../queue/job.ts';
import type { JobOutcome, StageRunner, TaskContext, TaskOutcome } from '../../queue/ports.ts';
import {
  currentModel,
  modelGate,
  prepareAssignment,
  type Assignment,
  type GenerationDependencies,
} from './assignment.ts';
import { keepArtifact } from './keep-artifact.ts';
import { writeArtifact } from './write-artifact.ts';

/**
 * The stage that writes study material: one task for each artifact, `{ type }` its input, so that one failure never loses the others.
 * What is done is durable: the artifact, its manifest and its rows, before the task is settled.
 */
export function createGenerationStage(dependencies: GenerationDependencies): StageRunner {
  return {
    stage: 'generation',
    gates: () => gatesOf(dependencies),
    circumstances: ({ subject }) => circumstancesOf(dependencies, subject),
    gatesOfJob: ({ subject }) => gatesOfLecture(dependencies, subject),
    concurrency: () => dependencies.settings()['generation.concurrency'],
    run: (context) => run(dependencies, context),
    settle: async (job, tasks) => settle(dependencies, job, tasks),
  };
}

/** The gate of the model that would write now: while a fallback takes over, the main model's breaker holds nothing. */
function gatesOf(dependencies: GenerationDependencies): readonly string[] {
  const { model } = currentModel(dependencies, null, dependencies.isBreakerOpen);
  return ['provider', modelGate(dependencies, model), 'storage', 'disk'];
}

function circumstancesOf(dependencies: GenerationDependencies, lectureId: string) {
  const lecture = dependencies.library.lecture(lectureId);
  return {
    model: currentModel(dependencies, lecture, dependencies.isBreakerOpen).model,
    host: dependencies.generator.host(),
    endpoint: dependencies.generator.endpoint(),
    concurrency: dependencies.settings()['generation.concurrency'],
  };
}

/** The gate of the model that would write now for a lecture with a model of its own. */
function gatesOfLecture(dependencies: GenerationDependencies, lectureId: string): readonly string[] {
  const lecture = dependencies.library.lecture(lectureId);
  if (lecture === null || lecture.choice.generationModel === null) return [];
  return [modelGate(dependencies, currentModel(dependencies, lecture, dependencies.isBreakerOpen).model)];
}

async function run(dependencies: GenerationDependencies, context: TaskContext): Promise<TaskOutcome> {
  context.signal.throwIfAborted();
  const assignment = await prepareAssignment(dependencies, context);
  const written = await writeArtifact(dependencies, assignment, (fraction) => context.progress(fraction));
  const commit = await keepArtifact(dependencies, assignment, written);
  context.progress(1);
  return { kind: 'done', sent: sentRecord(dependencies, assignment, written.calls.length), commit };
}

/** What the attempt records: where the text went and how often, never the text. */
function sentRecord(
  { generator }: GenerationDependencies,
  { type, model, mainModel }: Assignment,
  calls: number,
): Readonly<Record<string, string | number | boolean>> {
  return {
    artifact: type,
    model,
    usedFallback: model !== mainModel,
    host: generator.host(),
    endpoint: generator.endpoint(),
    calls,
  };
}

/** All written: completed. Otherwise failed with the first cause; what was written stays, and is exported all the same. */
function settle(
  { enqueueNext }: GenerationDependencies,
  job: QueueJob,
  tasks: readonly QueueTask[],
): JobOutcome {
  const exportWhatIsThere = (): void => enqueueNext('export', job.subject);
  const failure = firstFailure(tasks);
  if (failure === null) return { kind: 'completed', commit: exportWhatIsThere };
  const isAnyWritten = tasks.some((task) => task.status === 'done');
  return { kind: 'failed', failure, ...(isAnyWritten ? { commit: exportWhatIsThere } : {}) };
}

function firstFailure(tasks: readonly QueueTask[]): StoredFailure | null {
  return tasks.find((task) => task.status === 'failed')?.error ?? null;
}
