import type { JobStore } from '../../main/queue/ports.ts';
import type { ManualClock } from '../support/manual-clock.ts';

/** A new store under test and the clock it was given. */
export interface StoreFixture {
  readonly store: JobStore;
  readonly clock: ManualClock;
}

/** `key status` of each task by position. */
export function statuses(store: JobStore, jobId: string): string[] {
  return store.tasks(jobId).map((task) => `${task.key} ${task.status}`);
}

/** Kinds of a job's events, oldest first. */
export function kinds(store: JobStore, jobId: string): string[] {
  return store.events(jobId).map((event) => event.kind);
}
