import type { Preset } from '../../preload/contract/course.ts';
import type { Stage } from '../../preload/contract/job.ts';
import type { Clock } from '../lib/clock.ts';
import type { Home } from '../lib/home.ts';
import { createExportStage } from '../pipeline/export/export-stage.ts';
import { createGenerationStage } from '../pipeline/generation/generation-stage.ts';
import { createPromptLibrary } from '../pipeline/generation/prompt-library.ts';
import { createIngestStage } from '../pipeline/ingest/ingest-stage.ts';
import { releasingSpeech } from '../pipeline/ingest/release-speech.ts';
import type { SpeechCache } from '../pipeline/ingest/speech-cache.ts';
import type { MediaEngine } from '../pipeline/media-port.ts';
import { planJob } from '../pipeline/plan.ts';
import type { CallLedger } from '../pipeline/ledger-port.ts';
import type { Library } from '../pipeline/library-port.ts';
import type { ListedModel } from '../pipeline/provider-port.ts';
import type { Lecture } from '../pipeline/rows-port.ts';
import type { ObjectStore } from '../pipeline/store-port.ts';
import { readTranscript } from '../pipeline/transcription/import-transcript.ts';
import { createTranscriptionStage, segmentLimitsOf } from '../pipeline/transcription/transcription-stage.ts';
import { priceOf } from '../pipeline/cost/price-of.ts';
import { isOpen } from '../queue/job.ts';
import type { JobStore, StageRunner } from '../queue/ports.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { Pricing } from './pricing.ts';
import type { Provider } from './provider.ts';

/** What the four stages are made of. */
export interface StageParts {
  readonly home: Home;
  readonly resources: string;
  readonly clock: Clock;
  readonly settings: SettingsStore;
  readonly presets: readonly Preset[];
  readonly pricing: Pricing;
  readonly provider: Provider;
  readonly library: Library;
  readonly store: JobStore;
  readonly ledger: CallLedger;
  readonly objects: ObjectStore;
  readonly media: MediaEngine;
  readonly speech: SpeechCache;
  listedModels(): readonly ListedModel[];
  isBreakerOpen(key: string): boolean;
}

/** The stages of the pipeline over the assembled adapters. */
export function composeStages(parts: StageParts): readonly StageRunner[] {
  const { library, objects, media, speech, clock, ledger, provider, pricing, presets } = parts;
  const settings = () => parts.settings.current();
  const enqueueNext = (stage: Stage, lectureId: string) => enqueue(parts, stage, lectureId);
  return [
    createIngestStage({
      library,
      objects,
      media,
      speech,
      clock,
      staging: parts.home.staging,
      segmentLimits: (lecture) => segmentLimitsOf({ settings, transcriber: provider.transcriber }, lecture),
      readTranscript,
      forecast: (lecture, speechMs) => pricing.forecast(lecture.choice, speechMs, null).microUsd,
      enqueueNext,
    }),
    releasingSpeech(
      createTranscriptionStage({
        library,
        ledger,
        transcriber: provider.transcriber,
        media,
        objects,
        clock,
        settings,
        speechOf: (lectureId, signal) => speech.speechOf(lectureId, signal),
        price: (model, usage) => priceOf(pricing.prices(), model, usage),
        enqueueNext,
      }),
      speech,
    ),
    createGenerationStage({
      library,
      ledger,
      generator: provider.generator,
      objects,
      prompts: createPromptLibrary({ resourcesFolder: parts.resources, ownFolder: parts.home.prompts }),
      presets,
      settings,
      prices: () => pricing.prices(),
      listedModels: () => parts.listedModels(),
      isFallbackForced: () => settings()['generation.useFallback'],
      isBreakerOpen: (key) => parts.isBreakerOpen(key),
      clock,
      enqueueNext,
    }),
    createExportStage({ library, objects, clock }),
  ];
}

/** Queues the next stage of a lecture, unless that is open already. Runs inside the transaction that settles the stage before. */
function enqueue({ library, store }: StageParts, stage: Stage, lectureId: string): void {
  const lecture = library.lecture(lectureId);
  if (lecture === null || hasOpenJob(store, lecture, stage)) return;
  const missing = library.pieces(lectureId).filter((piece) => piece.callKey === null);
  const job = planJob(stage, lecture, stage === 'transcription' ? { pieces: missing } : {});
  if (job.tasks.length > 0) store.enqueue(job);
}

function hasOpenJob(store: JobStore, lecture: Lecture, stage: Stage): boolean {
  return store.jobs({ subject: lecture.id, stage }).some((job) => isOpen(job.status));
}
