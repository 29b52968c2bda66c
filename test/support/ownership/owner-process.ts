/**
 * An owner of a home as a process of its own: `owner-process.ts HOME app|cli door|no-door`. Says on standard output when it is ready, and
 * each command that it starts on.
 */
import { parseArgs } from 'node:util';
import { startDoor } from '../../../main/ownership/door.ts';
import { acquireOwnership } from '../../../main/ownership/ownership.ts';
import { testServer } from './test-server.ts';

const [home = '', kind = 'app', door = 'door'] = parseArgs({ allowPositionals: true }).positionals;
const say = (word: string) => process.stdout.write(`${word}\n`);

await acquireOwnership(home, kind === 'cli' ? 'cli' : 'app');
if (door === 'door') {
  await startDoor({ home, handle: testServer(say), subscribe: () => () => undefined });
}
// Without a door nothing else keeps the process.
setInterval(() => undefined, 60_000);
say('ready');
