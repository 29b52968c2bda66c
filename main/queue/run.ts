import type { Claim, StageRunner } from './ports.ts';
import type { Assignment } from './save-failure.ts';

/** A task that is being worked on in this process. */
export interface Run {
  readonly claim: Claim;
  readonly runner: StageRunner;
  readonly controller: AbortController;
  /** Gates it depended on when it was claimed. */
  readonly dependsOn: readonly string[];
  readonly startedAt: number;
  /** What it meets, as its stage told when it started. */
  readonly circumstances: Assignment['circumstances'];
  fraction: number;
  /** The computer slept meanwhile: a broken connection is no evidence against anybody. */
  hasSlept: boolean;
  ended: Promise<void>;
}
