import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where the home is: what a flag says, else `LECTERN_HOME`, else the system's place for the app's data. The app and the command line
 * must agree on it, so neither asks Electron.
 */
export function findHome(flag: string | undefined, environment: Environment, platform: string): string {
  const named = [flag, environment['LECTERN_HOME']].find((one) => one !== undefined && one !== '');
  return named === undefined ? join(applicationData(environment, platform), 'Lectern') : resolve(named);
}

function applicationData(environment: Environment, platform: string): string {
  if (platform === 'win32') return environment['APPDATA'] || join(homedir(), 'AppData', 'Roaming');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  const configured = environment['XDG_CONFIG_HOME'] ?? '';
  // A relative path there is to be passed over (XDG base directories, "Basics").
  return isAbsolute(configured) ? configured : join(homedir(), '.config');
}
