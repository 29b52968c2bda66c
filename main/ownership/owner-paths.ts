import { join } from 'node:path';

/** The file whose lock makes a process the owner of a home. */
export function ownerFile(home: string): string {
  return join(home, 'owner.db');
}

/** The file beside it that names the owner. */
export function ownerRecordFile(home: string): string {
  return join(home, 'owner.json');
}

/** The folder of the owner's socket, open to this user alone. */
export function doorFolder(home: string): string {
  return join(home, 'run');
}
