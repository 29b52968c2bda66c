import type { Clock } from '../lib/clock.ts';
import type { JobStore } from '../queue/ports.ts';
import { createClaim } from './jobs/claim-task.ts';
import { createDueChanges } from './jobs/due-tasks.ts';
import { createEnqueue } from './jobs/enqueue-job.ts';
import { createGateStore } from './jobs/gate-store.ts';
import { createJobReads } from './jobs/job-reads.ts';
import { createJobTables } from './jobs/job-tables.ts';
import { createJobMoves } from './jobs/move-job.ts';
import { createRecover } from './jobs/recover-jobs.ts';
import { createJobEnds } from './jobs/settle-job.ts';
import { createTaskChanges } from './jobs/settle-task.ts';
import type { OpenedDatabase } from './open-database.ts';

/** The queue's store on SQLite. Statements are prepared once; every change is one durable commit. */
export function createJobStore(
  database: Pick<OpenedDatabase, 'connection' | 'transact'>,
  clock: Pick<Clock, 'now'>,
): JobStore {
  const tables = createJobTables(database.connection, database.transact, clock);
  const jobEnds = createJobEnds(tables);
  return {
    transaction: database.transact,
    enqueue: createEnqueue(tables),
    claim: createClaim(tables),
    ...createTaskChanges(tables),
    ...jobEnds,
    ...createJobMoves(tables),
    ...createDueChanges(tables),
    recover: createRecover(tables, jobEnds.failJob),
    ...createJobReads(tables),
    ...createGateStore(tables),
  };
}
