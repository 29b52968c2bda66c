import type { CoreOptions } from '../core-options.ts';
import type { DocumentDependencies } from '../lectures/lecture-document.ts';
import { lectureView } from '../lectures/lecture-view.ts';
import { LecternError } from '../lib/failure.ts';
import { readTranscriptFile } from '../pipeline/manifest/stored-files.ts';
import type { StageRunner } from '../queue/ports.ts';
import { createQueue, type Queue } from '../queue/queue.ts';
import { createAnnouncer, type Announcer } from './announcer.ts';
import { equip, type Equipment } from './equipment.ts';
import { layFoundation, type Foundation } from './foundation.ts';
import { createGateProbe } from './gate-probe.ts';
import { libraryView } from './library-handlers.ts';
import type { Parts } from './parts.ts';
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
    return { parts: assemble(options, equip(options, foundation)), foundation };
  } catch (error) {
    foundation.database.close();
    throw error;
  }
}

/** The announcer shows what the queue does, and the queue tells the announcer: each is asked only when all are there. */
function assemble(options: CoreOptions, equipment: Equipment): Parts {
  const announcer = announcerOf(equipment, () => parts);
  const runners = composeStages({
    ...equipment,
    resources: options.resources,
    listedModels: () => equipment.models.lastSeen(),
    isBreakerOpen: (key) => queue.isBreakerOpen(key),
  });
  const queue = queueOf(equipment, announcer, { runners, work: options.work });
  const parts: Parts = { ...equipment, announcer, queue, documents: documentsOf(equipment, queue) };
  return parts;
}

function announcerOf({ clock, events, library, report }: Equipment, parts: () => Parts): Announcer {
  return createAnnouncer({
    ...{ clock, events, report },
    lectureView: (id) => {
      const lecture = library.lecture(id);
      return lecture === null ? null : lectureView(parts().documents, lecture);
    },
    libraryEvent: () => ({ name: 'library-changed', payload: libraryView(parts()) }),
    settingsEvent: async () => ({ name: 'settings-changed', payload: await settingsView(parts()) }),
  });
}

function queueOf(
  equipment: Equipment,
  announcer: Announcer,
  { runners, work }: { readonly runners: readonly StageRunner[]; readonly work: CoreOptions['work'] },
): Queue {
  const { store, clock, settings, provider, objects, room, report } = equipment;
  return createQueue({
    ...{ store, clock, runners, report },
    worksOn: (stage) => works(work, stage),
    numbers: () => queueNumbers(settings.current()),
    random: Math.random,
    probe: createGateProbe(provider.models, objects, room),
    onChange(subject) {
      for (const id of subject === null ? lecturesAtWork(equipment) : [subject]) announcer.lecture(id);
    },
    relieveDisk: () => room.relieve(),
  });
}

/** A gate concerns every lecture that still has work. */
function lecturesAtWork({ store }: Equipment): ReadonlySet<string> {
  const open = [...store.jobs({ status: 'queued' }), ...store.jobs({ status: 'running' })];
  return new Set(open.map((job) => job.subject));
}

/** How long a stored file may take to be read for a page. Milliseconds. */
const READ_MS = 60_000;

function documentsOf(equipment: Equipment, queue: Queue): DocumentDependencies {
  const { library, store, ledger, objects, speech, clock, nextRevision } = equipment;
  return {
    ...{ library, store, ledger, queue, nextRevision },
    now: () => clock.now(),
    transcript: async (lectureId) => {
      const row = library.newestTranscript(lectureId);
      if (row === null) return null;
      // A lecture whose transcript is gone or damaged is still shown; the integrity check names it with its repair.
      return readUnlessLost(async () =>
        readTranscriptFile(await objects.get(row.objectKey, AbortSignal.timeout(READ_MS))),
      );
    },
    speech: async (lectureId) =>
      (await readUnlessLost(() => speech.file(lectureId, AbortSignal.timeout(READ_MS))))?.map.regions ?? [],
  };
}

/** Failures that take a text away and leave the rest of the lecture to be shown: it is lost, or its store is not there just now. */
const withoutText: readonly string[] = ['OBJECT_MISSING', 'OBJECT_CORRUPT', 'STORAGE_UNAVAILABLE'];

/** What `read` answers; null when the text cannot be had. What stands in the rows is shown all the same. */
async function readUnlessLost<Value>(read: () => Promise<Value>): Promise<Value | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof LecternError && withoutText.includes(error.failure.code)) return null;
    throw error;
  }
}

function works(work: CoreOptions['work'], stage: string): boolean {
  return work === 'all' || (work !== 'none' && work.some((one) => one === stage));
}
