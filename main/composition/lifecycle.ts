import { rm } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { continueAdopted } from '../lectures/continue-adopted.ts';
import { installExample } from '../lectures/install-example.ts';
import { rebuildFromObjects } from '../pipeline/manifest/rebuild.ts';
import type { Foundation } from './foundation.ts';
import type { Parts } from './parts.ts';

/** What beginning and ending touch beside the parts. */
export interface LifecycleOptions {
  readonly resources: string;
  /** Whether queued work is done here, and the example is offered. */
  readonly isApp: boolean;
  readonly works: boolean;
}

/**
 * Begins: clears what was on its way, closes calls that died, takes back what the objects prove after a restored database, then works.
 * Nothing here may keep the app from opening but a database that cannot be used.
 */
export async function begin(parts: Parts, foundation: Foundation, options: LifecycleOptions): Promise<void> {
  await emptyStaging(parts);
  parts.ledger.closeOrphans();
  await readoptAfterLoss(parts, foundation);
  // A disk without room for the reserve is no reason not to open: the reserve comes back when there is room.
  await parts.attempt(() => Promise.resolve(parts.room.restore()));
  if (options.isApp)
    await parts.attempt(() => installExample({ ...parts, resources: options.resources }, forever));
  parts.log.note('started', { kind: options.isApp ? 'app' : 'cli', works: options.works });
  await freeOldSpeech(parts);
  // What waited may have been put right while nothing ran: a key in the environment, a paid bill, the network, room on the disk.
  if (options.works) parts.queue.newRun();
  parts.queue.start();
  if (options.works) void parts.attempt(() => rememberModels(parts));
  void parts.attempt(() => Promise.resolve(foundation.database.backUpDaily()));
}

/** Ends in order: work goes back to the queue, then what it stood on is closed. */
export async function end(parts: Parts, foundation: Foundation): Promise<void> {
  await parts.queue.stop();
  parts.log.note('stopped');
  parts.announcer.flush();
  await parts.media.stop();
  await parts.provider.connection.close();
  foundation.database.close();
}

const forever = new AbortController().signal;

/** Decoded sound is large; only a lecture with work to do may need it again. */
async function freeOldSpeech({ store, speech }: Parts): Promise<void> {
  const open = [...store.jobs({ status: 'queued' }), ...store.jobs({ status: 'running' })];
  await speech.releaseAllBut(new Set(open.map((job) => job.subject)));
}

async function emptyStaging(parts: Parts): Promise<void> {
  await rm(parts.home.staging, { recursive: true, force: true });
  mkdirSync(parts.home.staging, { recursive: true, mode: 0o700 });
}

/**
 * After a damaged or lost database everything the objects prove is taken back, paid answers above all, and goes on where it stood. A store
 * that cannot be reached does not keep the app from opening: it is tried again at the next start.
 */
async function readoptAfterLoss(parts: Parts, { database, calls }: Foundation): Promise<void> {
  const { objects, library, store } = parts;
  await parts.attempt(async () => {
    if (database.recovery === null && !(await isLostWithoutTrace(parts))) return;
    await rebuildFromObjects({ objects, library, calls, signal: forever });
    continueAdopted(library, store);
    database.acknowledgeRecovery();
  });
}

/** A database in which nothing has ever happened beside objects that tell of lectures: the one that knew them is gone, backups and all. */
async function isLostWithoutTrace({ library, store, objects }: Parts): Promise<boolean> {
  // Jobs stay when their lecture is removed, so an emptied library is not taken for a lost one.
  const isNew = library.lectures().every((lecture) => lecture.isExample) && store.jobs({}).length === 0;
  if (!isNew) return false;
  const first = await objects.list('lectures/', forever)[Symbol.asyncIterator]().next();
  return first.done !== true;
}

async function rememberModels(parts: Parts): Promise<void> {
  const key = await parts.vault.read('provider.apiKey');
  if (key !== null) await parts.models.refresh(AbortSignal.timeout(30_000));
}
