import { z } from 'zod';
import { artifactTypeSchema, type ArtifactType } from '../../../preload/contract/artifact.ts';
import type { Preset } from '../../../preload/contract/course.ts';
import type { Stage } from '../../../preload/contract/job.ts';
import type { Prices } from '../../../preload/contract/prices.ts';
import type { Settings } from '../../../preload/contract/settings.ts';
import type { Clock } from '../../lib/clock.ts';
import type { TaskContext } from '../../queue/ports.ts';
import { readTranscriptFile } from '../manifest/stored-files.ts';
import type { CallLedger } from '../ledger-port.ts';
import type { Library } from '../library-port.ts';
import type { Generator, ListedModel } from '../provider-port.ts';
import type { Lecture, TranscriptVersion } from '../rows-port.ts';
import type { ObjectStore } from '../store-port.ts';
import { chooseModel, fallbackModel } from './choose-model.ts';
import {
  FEWEST_WORDS,
  noSpeech,
  presetMissing,
  transcriptMissing,
  transcriptTooShort,
} from './generation-failures.ts';
import { limitsOf, type Limits } from './limits.ts';
import { requestBudget } from './model-context.ts';
import { languageInWords } from './preset-values.ts';
import type { PromptLibrary } from './prompt-library.ts';
import type { Recipe } from './recipes/recipe.ts';
import { recipes } from './recipes/recipes.ts';
import { headText, instructionsOf, readTaskPrompts, type TaskPrompts } from './request-text.ts';
import { loadTokenCounter, type CountTokens } from './token-count.ts';
import { countWords } from './words.ts';

/** What the stage stands on. Functions are asked each time, because what they answer may change while work waits. */
export interface GenerationDependencies {
  readonly library: Library;
  readonly ledger: CallLedger;
  readonly generator: Generator;
  readonly objects: ObjectStore;
  readonly prompts: PromptLibrary;
  readonly presets: readonly Preset[];
  readonly settings: () => Settings;
  readonly prices: () => Prices;
  /** The server's list as last seen; empty when it is not known. */
  readonly listedModels: () => readonly ListedModel[];
  /** True while a person has switched to the fallback model by hand. */
  readonly isFallbackForced: () => boolean;
  /** True while the breaker behind this gate is open, that of a model for one. */
  readonly isBreakerOpen: (key: string) => boolean;
  readonly clock: Clock;
  /** Queues a stage of the lecture; called in the transaction that settles the job. Must do nothing when one is open. */
  readonly enqueueNext: (stage: Stage, lectureId: string) => void;
}

/** Everything that is fixed when a task starts. */
export interface Assignment {
  readonly taskId: string;
  readonly generation: number;
  readonly signal: AbortSignal;
  readonly type: ArtifactType;
  readonly recipe: Recipe;
  readonly lecture: Lecture;
  readonly transcript: TranscriptVersion;
  readonly preset: Preset;
  readonly limits: Limits;
  readonly prompts: TaskPrompts;
  /** Code of the language of the material; null when nobody said and the transcript does not know. */
  readonly language: string | null;
  /** The model that would write if nothing were wrong; its answers are used as far as they are there. */
  readonly mainModel: string;
  /** The model that is asked now. */
  readonly model: string;
  readonly head: string;
  readonly knownIds: ReadonlySet<string>;
  readonly countTokens: CountTokens;
  /** Tokens of the transcript that one request takes. */
  readonly inputTokens: number;
  readonly maxOutputTokens: number;
}

const inputSchema = z.object({ type: artifactTypeSchema });
/** The preset is fixed when a job is queued, so that a later choice never mixes two in one lecture. */
const payloadSchema = z.object({ presetId: z.string().optional() });

/**
 * Works out what a task is to do. Throws `TRANSCRIPT_MISSING`, `NO_SPEECH`, `TRANSCRIPT_TOO_SHORT`, `PRESET_UNKNOWN` (fatal),
 * `PROMPT_INVALID`, `CONTEXT_TOO_SMALL` (needs-user).
 */
export async function prepareAssignment(
  dependencies: GenerationDependencies,
  context: TaskContext,
): Promise<Assignment> {
  const { type } = inputSchema.parse(context.task.input);
  const lecture = dependencies.library.lecture(context.job.subject);
  if (lecture === null) throw transcriptMissing();
  const transcript = await readTranscript(dependencies, lecture.id, context.signal);
  const presetId = payloadSchema.parse(context.job.payload).presetId ?? lecture.choice.presetId;
  const preset = dependencies.presets.find(({ id }) => id === presetId);
  if (preset === undefined) throw presetMissing(presetId);
  const language = lecture.choice.generationLanguage ?? transcript.language;
  const limits = limitsOf(preset);
  const recipe = recipes[type];
  const prompts = await readTaskPrompts(dependencies.prompts, type);
  const head = headText(headOf(dependencies, lecture));
  const chosen = currentModel(dependencies, lecture, (key) => context.isBreakerOpen(key));
  const countTokens = await loadTokenCounter();
  const fixedText = [
    instructionsOf({ prompts, preset, limits, language: languageInWords(language), mergedSections: 1 }),
    JSON.stringify(recipe.jsonSchema(limits)),
    head,
  ].join('\n');
  const ownBudget = dependencies.settings()['generation.contextTokens'];
  return {
    ...{ taskId: context.task.id, generation: context.job.generation, signal: context.signal },
    ...{ type, recipe, lecture, transcript, preset, limits, prompts, language, head, countTokens },
    ...chosen,
    ...requestBudget(chosen.model, ownBudget, fixedText, countTokens),
    knownIds: new Set(transcript.segments.map((segment) => segment.id)),
  };
}

/** The model that would write now, by settings, the lecture's own choice and the state of the breakers. */
export function currentModel(
  dependencies: GenerationDependencies,
  lecture: Lecture | null,
  isBreakerOpen: (key: string) => boolean,
): { readonly mainModel: string; readonly model: string } {
  const settings = dependencies.settings();
  const mainModel = lecture?.choice.generationModel ?? settings['generation.model'];
  const fallback = fallbackModel({
    mainModel,
    chosen: settings['generation.fallbackModel'],
    listed: dependencies.listedModels(),
    now: dependencies.clock.now(),
  });
  const model = chooseModel({
    mainModel,
    fallback,
    isFallbackForced: dependencies.isFallbackForced(),
    isHeld: (candidate) => isBreakerOpen(modelGate(dependencies, candidate)),
  });
  return { mainModel, model };
}

/** The gate that the breaker of a model closes. */
export function modelGate({ generator }: Pick<GenerationDependencies, 'generator'>, model: string): string {
  return `provider:${generator.endpoint()}:${model}`;
}

async function readTranscript(
  { library, objects }: GenerationDependencies,
  lectureId: string,
  signal: AbortSignal,
): Promise<TranscriptVersion> {
  const row = library.newestTranscript(lectureId);
  if (row === null) throw transcriptMissing();
  const transcript = readTranscriptFile(await objects.get(row.objectKey, signal));
  const words = transcript.segments.reduce((sum, segment) => sum + countWords(segment.text), 0);
  if (words === 0) throw noSpeech();
  if (words < FEWEST_WORDS) throw transcriptTooShort(words);
  return transcript;
}

function headOf({ library }: GenerationDependencies, lecture: Lecture): Parameters<typeof headText>[0] {
  const course = lecture.courseId === null ? null : library.course(lecture.courseId);
  return { title: lecture.title, course: course?.title ?? null, glossary: course?.glossary ?? [] };
}
