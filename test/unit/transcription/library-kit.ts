import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createCallLedger } from '../../../main/database/call-ledger.ts';
import { createLibrary } from '../../../main/database/library.ts';
import { openDatabase } from '../../../main/database/open-database.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import type { CallLedger } from '../../../main/pipeline/ledger-port.ts';
import type { Library } from '../../../main/pipeline/library-port.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A real library and ledger in a new database that ends with the test; `ceilingMicroUsd` limits every lecture. */
export function openLibrary(ceilingMicroUsd: number | null = null): { library: Library; ledger: CallLedger } {
  const folder = temporaryFolder();
  const database = openDatabase(join(folder, 'lectern.db'), {
    backupFolder: join(folder, 'backups'),
    clock: systemClock,
  });
  onTestFinished(() => database.close());
  const { connection, transact } = database;
  const ceilings = () => ({ lectureMicroUsd: ceilingMicroUsd, monthMicroUsd: null });
  return {
    library: createLibrary(connection, transact),
    ledger: createCallLedger({ connection, transact, clock: systemClock, ceilings }),
  };
}
