import { onTestFinished } from 'vitest';
import path from 'node:path';
import { createCallAdopter } from '../../main/database/call-adopter.ts';
import { createLibrary } from '../../main/database/library.ts';
import { openDatabase } from '../../main/database/open-database.ts';
import { systemClock, type Clock } from '../../main/lib/clock.ts';
import type { CallAdopter } from '../../main/pipeline/manifest-port.ts';
import type { Library } from '../../main/pipeline/library-port.ts';
import type { ObjectStore } from '../../main/pipeline/store-port.ts';
import { createLocalStore } from '../../main/storage/local-store.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A library on a real database and a store in a real folder; both go when the test has ended. */
export interface OpenLibrary {
  readonly library: Library;
  readonly calls: CallAdopter;
  readonly objects: ObjectStore;
  readonly objectFolder: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Opens an empty library; the clock stands still. */
export function openLibrary(objectFolder = path.join(temporaryFolder(), 'objects')): OpenLibrary {
  const folder = temporaryFolder();
  const clock = { ...systemClock, now: () => 1_800_000_000_000 };
  const database = openDatabase(path.join(folder, 'lectern.db'), { backupFolder: folder, clock });
  onTestFinished(() => database.close());
  const { connection, transact } = database;
  return {
    library: createLibrary(connection, transact),
    calls: createCallAdopter(connection, transact),
    objects: createLocalStore({ folder: objectFolder, createFolder: true }),
    objectFolder,
    clock,
    signal: new AbortController().signal,
  };
}
