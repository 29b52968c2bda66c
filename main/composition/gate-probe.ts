import type { OpenAiModels } from '../providers/openai-models.ts';
import type { ObjectStore } from '../pipeline/store-port.ts';
import type { GateProbe } from '../queue/ports.ts';
import type { DiskRoom } from './disk-room.ts';
import { storageRoundTrip } from './storage-round-trip.ts';

/**
 * Asks whether what a gate waits for is back. Provider and network: a free call to the server. Storage and disk: an object is written, read
 * and removed; a disk must have room for answers again besides. Anything else (a pause) only a person ends.
 */
export function createGateProbe(models: OpenAiModels, objects: ObjectStore, room: DiskRoom): GateProbe {
  return async (gate, signal) => {
    try {
      if (gate.key.startsWith('provider')) return await models.answers(signal);
      if (gate.key !== 'storage' && gate.key !== 'disk') return false;
      if (gate.key === 'disk' && !(room.isThere() && room.hasRoom())) return false;
      await storageRoundTrip(objects, signal);
      room.restore();
      return true;
    } catch {
      return false;
    }
  };
}
