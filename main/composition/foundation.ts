import type { CoreOptions } from '../core-options.ts';
import { createCallAdopter } from '../database/call-adopter.ts';
import { createCallLedger } from '../database/call-ledger.ts';
import { createJobStore } from '../database/job-store.ts';
import { createLibrary } from '../database/library.ts';
import { openDatabase, type OpenedDatabase } from '../database/open-database.ts';
import { createNotes, createSettingRows, type Notes } from '../database/setting-rows.ts';
import { systemClock, type Clock } from '../lib/clock.ts';
import { prepareHome, type Home } from '../lib/home.ts';
import type { CallAdopter } from '../pipeline/manifest-port.ts';
import { toMicroUsd } from '../pipeline/cost/price-of.ts';
import type { CallLedger } from '../pipeline/ledger-port.ts';
import type { Library } from '../pipeline/library-port.ts';
import type { ObjectStore } from '../pipeline/store-port.ts';
import type { JobStore } from '../queue/ports.ts';
import { createSettings, overridesFromEnvironment, type SettingsStore } from '../settings/settings.ts';
import { createLocalStore } from '../storage/local-store.ts';

/** What everything else stands on: the home, its database with all rows, the settings, the objects. */
export interface Foundation {
  readonly home: Home;
  readonly clock: Clock;
  readonly database: OpenedDatabase;
  readonly settings: SettingsStore;
  readonly notes: Notes;
  readonly library: Library;
  readonly store: JobStore;
  readonly ledger: CallLedger;
  readonly calls: CallAdopter;
  readonly objects: ObjectStore;
}

/** Opens a home. The caller owns it. Throws `HOME_NOT_WRITABLE`, `DATABASE_*`, `SETTINGS_INVALID`. */
export function layFoundation(options: CoreOptions): Foundation {
  const home = prepareHome(options.home);
  const clock = systemClock;
  const database = openDatabase(home.database, { backupFolder: home.backups, clock });
  try {
    const { connection, transact } = database;
    const overrides = { ...overridesFromEnvironment(options.environment), ...options.overrides };
    const settings = createSettings(createSettingRows(connection, transact), overrides);
    const folder = settings.current()['storage.folder'];
    return {
      home,
      clock,
      database,
      settings,
      notes: createNotes(connection, transact),
      library: createLibrary(connection, transact),
      store: createJobStore(database, clock),
      ledger: createCallLedger({ connection, transact, clock, ceilings: () => ceilings(settings) }),
      calls: createCallAdopter(connection, transact),
      objects: createLocalStore({ folder: folder ?? home.objects, createFolder: folder === null }),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function ceilings(settings: SettingsStore) {
  const current = settings.current();
  const lecture = current['cost.ceiling'];
  const month = current['cost.monthlyCeiling'];
  return {
    lectureMicroUsd: lecture === null ? null : toMicroUsd(lecture),
    monthMicroUsd: month === null ? null : toMicroUsd(month),
  };
}
