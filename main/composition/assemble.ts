import type { CoreEvent } from '../../preload/contract/events.ts';
import type { CoreOptions } from '../core-options.ts';
import { createEmitter } from '../lib/emitter.ts';
import { createRevisions } from '../lib/revision.ts';
import type { DocumentDependencies } from '../lectures/lecture-document.ts';
import { lectureView } from '../lectures/lecture-view.ts';
import { createMediaEngine } from '../media/media-engine.ts';
import { readPresets } from '../pipeline/generation/presets.ts';
import { createSpeechCache } from '../pipeline/ingest/speech-cache.ts';
import { readTranscriptFile } from '../pipeline/manifest/stored-files.ts';
import { createQueue } from '../queue/queue.ts';
import { join } from 'node:path';
import { createAnnouncer } from './announcer.ts';
import { findEngine } from './engine-location.ts';
import { layFoundation, type Foundation } from './foundation.ts';
import { createGateProbe } from './gate-probe.ts';
import { libraryView } from './library-handlers.ts';
import { createModelList } from './model-list.ts';
import type { Parts } from './parts.ts';
import { createPricing } from './pricing.ts';
import { composeProvider } from './provider.ts';
import { queueNumbers } from './queue-numbers.ts';
import { settingsView } from './settings-handlers.ts';
import { composeStages } from './stages.ts';

/** Puts the application together over an opened home. Nothing works yet. Throws what `layFoundation` throws. */
export function assembleParts(options: CoreOptions): Parts {
  const foundation = layFoundation(options);
  try {
    return assemble(options, foundation);
  } catch (error) {
    foundation.database.close();
    throw error;
  }
}

function assemble(options: CoreOptions, foundation: Foundation): Parts {
  const { home, clock, settings, library, store, ledger, objects, notes } = foundation;
  const { vault } = options;
  const current = () => settings.current();
  const nextRevision = createRevisions(clock.now());
  const events = createEmitter<CoreEvent>();
  const media = createMediaEngine(options.engine ?? findEngine());
  const speech = createSpeechCache({ library, objects, media, folder: join(home.cache, 'speech') });
  const provider = composeProvider(current, vault, clock);
  const models = createModelList(provider.models, clock);
  const presets = readPresets(options.resources);
  const pricing = createPricing(options.resources, notes, current, presets);
  const announcer = createAnnouncer({
    clock,
    events,
    lectureView: (id) => {
      const lecture = library.lecture(id);
      return lecture === null ? null : lectureView(documents, lecture);
    },
    libraryEvent: () => ({ name: 'library-changed', payload: libraryView(parts) }),
    settingsEvent: async () => ({ name: 'settings-changed', payload: await settingsView(parts) }),
  });
  const runners = composeStages({
    ...foundation,
    resources: options.resources,
    presets,
    pricing,
    provider,
    media,
    speech,
    listedModels: () => models.lastSeen(),
    isGateClosed: (key) => store.gates().some((gate) => gate.key === key),
  });
  const queue = createQueue({
    store,
    runners: options.work === 'all' ? runners : runners.filter((one) => options.work.includes(one.stage)),
    numbers: () => queueNumbers(current()),
    clock,
    random: Math.random,
    probe: createGateProbe(provider.models, objects),
    onChange: (subject) => announcer.lecture(subject),
    report: (error) => report(error),
  });
  const documents: DocumentDependencies = {
    library,
    store,
    ledger,
    queue,
    now: () => clock.now(),
    nextRevision,
    transcript: async (lectureId) => {
      const row = library.newestTranscript(lectureId);
      return row === null ? null : readTranscriptFile(await objects.get(row.objectKey, AbortSignal.timeout(60_000)));
    },
    speech: async (lectureId) => (await speech.file(lectureId, AbortSignal.timeout(60_000)))?.map.regions ?? [],
  };
  const report = (error: unknown): void => console.error(error);
  const parts: Parts = {
    ...foundation,
    nextRevision,
    events,
    announcer,
    vault,
    presets,
    pricing,
    queue,
    media,
    speech,
    models,
    provider,
    documents,
    report,
  };
  return parts;
}
