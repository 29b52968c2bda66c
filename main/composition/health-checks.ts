import type { HealthCheckName } from '../../preload/contract/health.ts';
import type { Check } from '../health/check-health.ts';
import { databaseCheck, mediaEngineCheck, networkCheck, queueCheck } from '../health/local-checks.ts';
import { providerCheck } from '../health/provider-check.ts';
import { storageCheck } from '../health/storage-check.ts';
import type { Parts } from './parts.ts';
import { queueRoundTrip } from './queue-round-trip.ts';
import { storageRoundTrip } from './storage-round-trip.ts';

/** The six checks over the assembled application. */
export function healthChecks(parts: Parts): Readonly<Record<HealthCheckName, Check>> {
  const { notes, clock, store, queue, objects, models, vault, settings, media } = parts;
  return {
    database: databaseCheck(() => notes.write('probe', String(clock.now()))),
    queue: queueCheck({
      testJob: () => queueRoundTrip(store, clock),
      backlog: () => backlogOf(parts),
      stalledForMs: () => queue.stalledForMs(),
      pausedStages: () => queue.pausedStages(),
    }),
    provider: providerCheck({
      hasKey: async () => (await vault.read('provider.apiKey')) !== null,
      models: (signal) => models.list(signal),
      wanted: () => [
        { model: settings.current()['transcription.model'], purpose: 'transcription' },
        { model: settings.current()['generation.model'], purpose: 'material' },
      ],
      closedGates: () => closedGates(parts),
      now: () => clock.now(),
    }),
    storage: storageCheck({
      roundTrip: (signal) => storageRoundTrip(objects, signal),
      describe: () => objects.describe(),
      freeBytes: () => objects.freeBytes(),
    }),
    network: networkCheck(async (signal) =>
      (await models.answers(signal)) ? null : `The server ${hostName(parts)} cannot be reached.`,
    ),
    'media-engine': mediaEngineCheck(() => media.version()),
  };
}

/** Work that may go on now, and work that waits. */
function backlogOf({ store, queue }: Parts): { eligible: number; held: number } {
  const open = [...store.jobs({ status: 'queued' }), ...store.jobs({ status: 'running' })];
  const held = open.filter((job) => job.status === 'queued' && queue.standing(job).hold !== null).length;
  return { eligible: open.length - held, held };
}

function closedGates(parts: Parts): readonly string[] {
  return parts.store
    .gates()
    .filter((gate) => gate.key.startsWith('provider'))
    .map((gate) => gate.failure?.message ?? 'The server turns work away just now.');
}

function hostName(parts: Parts): string {
  return new URL(parts.settings.current()['provider.baseUrl']).host;
}
