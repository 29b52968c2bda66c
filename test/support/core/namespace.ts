import { execFileSync } from 'node:child_process';

/**
 * Words of a command that runs what follows in namespaces of its own. Throws with the reason where the machine does not allow that:
 * a test that cannot be set up must not pass.
 */
export function requireNamespaces(words: readonly string[]): readonly string[] {
  const [program = '', ...rest] = words;
  try {
    execFileSync(program, [...rest, 'true'], { stdio: 'pipe' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `This machine allows no user namespaces, which this test needs to deny things to a process: ${reason}`,
      { cause: error },
    );
  }
  return words;
}

/**
 * Runs a shell script in a mount namespace of its own, as its superuser, with `$1` … being `values`. Throws as `requireNamespaces`; answers
 * what the script printed and its exit code.
 */
export function shellWithMounts(script: string, values: readonly string[]): readonly string[] {
  return [
    ...requireNamespaces(['unshare', '--user', '--map-root-user', '--mount']),
    'sh',
    '-ec',
    script,
    'sh',
    ...values,
  ];
}
