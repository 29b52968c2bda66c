import { join } from 'node:path';
import { onTestFinished } from 'vitest';

import { createJobStore } from '../../main/database/job-store.ts';
import { openDatabase } from '../../main/database/open-database.ts';
import { createModelJobStore } from '../support/queue/model-job-store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeJobStore } from './job-store-suite.ts';

describeJobStore('SQLite', (clock) => {
  const folder = temporaryFolder();
  const database = openDatabase(join(folder, 'lectern.db'), { backupFolder: join(folder, 'backups'), clock });
  onTestFinished(() => database.close());
  return createJobStore(database, clock);
});

describeJobStore('model', createModelJobStore);
