import { foundation } from './001-foundation.ts';

/** Every migration in order, SQL text. The n-th takes a file from `user_version` n-1 to n; a released one never changes. */
export const migrations: readonly string[] = [foundation];
