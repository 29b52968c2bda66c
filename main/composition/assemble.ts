import type { CoreEvent } from '../../preload/contract/events.ts';
import type { CoreOptions } from '../core-options.ts';
import { createEmitter } from '../lib/emitter.ts';
import { createReserveFile } from '../lib/reserve-file.ts';
import { createRevisions } from '../lib/revision.ts';
import type { DocumentDependencies } from '../lectures/lecture-document.ts';
import { lectureView } from '../lectures/lecture-view.ts';
import { createMediaEngine } from '../media/media-engine.ts';
import { readPresets } from '../pipeline/generation/presets.ts';
import { createSpeechCache } from '../pipeline/ingest/speech-cache.ts';
import { readTranscriptFile } from '../pipeline/manifest/stored-files.ts';
import { isOpen } from '../queue/job.ts';
import { createQueue } from '../queue/queue.ts';
import { join } from 'node:path';
import { createAnnouncer } from './announcer.ts';
import { createDiskRoom, ledgerWithRoom } from './disk-room.ts';
import { openLog } from './log.ts';
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
export function assembleParts(options: CoreOptions): {
  readonly parts: Parts;
  readonly foundation: Foundation;
} {
  const foundation = layFoundation(options);
  try {
    return { parts: assemble(options, foundation), foundation };
  } catch (error) {
    foundation.database.close();
    throw error;
  }
}

function assemble(options: CoreOptions, foundation: Foundation): Parts {
  const { home, clock, settings, library, store, objects, notes } = foundation;
  const { vault } = options;
  const current = () => settings.current();
  const log = openLog(home.logs, () => clock.now());
  const report = (error: unknown): void => log.error(error);
  const room = createDiskRoom(home.root, createReserveFile(home.reserve));
  const ledger = ledgerWithRoom(foundation.ledger, room);
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
    ledger,
    resources: options.resources,
    presets,
    pricing,
    provider,
    media,
    speech,
    listedModels: () => models.lastSeen(),
    isGateClosed: (key) => queue.isGateClosed(key),
  });
  const queue = createQueue({
    store,
    runners: options.work === 'all' ? runners : runners.filter((one) => works(options.work, one.stage)),
    numbers: () => queueNumbers(current()),
    clock,
    random: Math.random,
    probe: createGateProbe(provider.models, objects, room),
    onChange(subject) {
      if (subject === null) for (const lecture of library.lectures()) announceOpen(lecture.id);
      else announcer.lecture(subject);
    },
    report,
    relieveDisk: () => room.relieve(),
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
      return row === null
        ? null
        : readTranscriptFile(await objects.get(row.objectKey, AbortSignal.timeout(60_000)));
    },
    speech: async (lectureId) =>
      (await speech.file(lectureId, AbortSignal.timeout(60_000)))?.map.regions ?? [],
  };
  /** A gate concerns every lecture that still has work. */
  const announceOpen = (lectureId: string): void => {
    if (store.jobs({ subject: lectureId }).some((job) => isOpen(job.status))) announcer.lecture(lectureId);
  };
  const parts: Parts = {
    ...foundation,
    ledger,
    room,
    log,
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
    attempt: async (work) => {
      try {
        await work();
      } catch (error) {
        report(error);
      }
    },
  };
  return parts;
}

function works(work: CoreOptions['work'], stage: string): boolean {
  return work !== 'all' && work !== 'none' && work.some((one) => one === stage);
}
