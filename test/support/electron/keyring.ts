import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A session bus with an unlocked keyring of its own. */
export interface TestKeyring {
  /** What a program needs in its environment to find this keyring and no other. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Unlocks a new keyring with a password, says where the bus is, and stays until its input is closed. */
const SCRIPT = `
  read password
  printf '%s' "$password" | gnome-keyring-daemon --unlock --components=secrets >/dev/null
  echo "$DBUS_SESSION_BUS_ADDRESS"
  cat >/dev/null
`;

/**
 * Starts Debian's gnome-keyring in a session of its own, with all its files in a temporary folder. Throws an Error that names the reason
 * when this machine cannot do that.
 */
export async function startKeyring(): Promise<TestKeyring> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-keyring-'));
  const runtime = join(folder, 'runtime');
  await mkdir(runtime, { mode: 0o700 });
  const own = { HOME: folder, XDG_DATA_HOME: join(folder, 'data'), XDG_RUNTIME_DIR: runtime };
  const child = spawn('dbus-run-session', ['--', 'sh', '-c', SCRIPT], {
    env: { ...process.env, ...own },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code) => resolve(`it ended with code ${String(code)}`));
  });
  child.stdin.write('a password of the test\n');
  const address = await Promise.race([firstLine(child.stdout), ended.then(() => '')]);
  if (!address.startsWith('unix:')) {
    throw new Error(`No keyring could be started with dbus-run-session: ${await ended}. ${complaints}`);
  }
  return {
    env: { ...own, DBUS_SESSION_BUS_ADDRESS: address },
    stop: async () => {
      child.stdin.end();
      await ended;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  return '';
}
