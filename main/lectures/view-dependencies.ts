import type { CallLedger } from '../pipeline/ledger-port.ts';
import type { Library } from '../pipeline/library-port.ts';
import type { QueueJob } from '../queue/job.ts';
import type { JobStore } from '../queue/ports.ts';
import type { Standing } from './job-view.ts';
import type { JobProgress } from './stage-progress.ts';

/** What the queue tells about its jobs. */
export interface QueueInsight {
  standing(job: QueueJob): Standing;
  progress(jobId: string): JobProgress | null;
}

/** What a view is made from. */
export interface ViewDependencies {
  readonly library: Library;
  readonly store: JobStore;
  readonly ledger: CallLedger;
  readonly queue: QueueInsight;
  readonly now: () => number;
  /** A number that rises with every view made, so that the newest wins. */
  readonly nextRevision: () => number;
}
