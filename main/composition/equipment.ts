import { join } from 'node:path';
import type { CoreEvent } from '../../preload/contract/events.ts';
import type { CoreOptions } from '../core-options.ts';
import { createEmitter } from '../lib/emitter.ts';
import { createReserveFile } from '../lib/reserve-file.ts';
import { createRevisions } from '../lib/revision.ts';
import { createMediaEngine } from '../media/media-engine.ts';
import { readPresets } from '../pipeline/generation/presets.ts';
import { createSpeechCache } from '../pipeline/ingest/speech-cache.ts';
import { createDiskRoom, ledgerWithRoom } from './disk-room.ts';
import { findEngine } from './engine-location.ts';
import type { Foundation } from './foundation.ts';
import { openLog } from '../lib/log.ts';
import { createModelList } from './model-list.ts';
import type { Parts } from './parts.ts';
import { createPricing } from './pricing.ts';
import { composeProvider } from './provider.ts';

/** Every part that knows nothing of the others: adapters, caches, tables. */
export type Equipment = Omit<Parts, 'announcer' | 'queue' | 'documents'>;

/** Makes them over a foundation. Throws when files that are shipped with the app are missing or damaged. */
export function equip(options: CoreOptions, foundation: Foundation): Equipment {
  const { home, clock, settings, library, objects, notes } = foundation;
  const { resources, vault } = options;
  const current = () => settings.current();
  const log = openLog(home.logs, () => clock.now());
  const report = (error: unknown): void => log.error(error);
  const room = createDiskRoom(home, createReserveFile(home.reserve));
  const media = createMediaEngine(options.engine ?? findEngine());
  const provider = composeProvider(current, vault, clock);
  const presets = readPresets(resources);
  return {
    ...foundation,
    ...{ log, report, room, media, provider, presets, vault },
    ledger: ledgerWithRoom(foundation.ledger, room),
    nextRevision: createRevisions(clock.now()),
    events: createEmitter<CoreEvent>(),
    speech: createSpeechCache({ library, objects, media, folder: join(home.cache, 'speech') }),
    models: createModelList(provider.models, clock),
    pricing: createPricing(resources, notes, current, presets),
    attempt: async (work) => {
      try {
        await work();
      } catch (error) {
        report(error);
      }
    },
  };
}
