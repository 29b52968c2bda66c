/**
 * Stops a test that another system cannot carry: it fails and says why, so that what was not shown is seen.
 * @param reason what the test looks at that other systems do not have
 */
export function requireSystem(systems: readonly NodeJS.Platform[], reason: string): void {
  if (systems.includes(process.platform)) return;
  throw new Error(`This cannot be shown on ${process.platform}: ${reason}.`);
}

/** Systems on which files have modes for owner, group and others. */
export const systemsWithModes: readonly NodeJS.Platform[] = ['linux', 'darwin', 'freebsd', 'openbsd'];
