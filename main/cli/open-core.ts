import type { CoreClient } from '../lib/core-client.ts';
import { findHome } from '../lib/default-home.ts';
import { LecternError } from '../lib/failure.ts';
import { createLocalClient } from '../lib/local-client.ts';
import { connectToOwner } from '../ownership/owner-client.ts';
import type { OwnerClient } from '../ownership/owner-connection.ts';
import { createSessionVault } from '../settings/session-vault.ts';
import { usageError, type Work } from './context.ts';
import { createLastingClient } from './lasting-client.ts';
import type { GlobalOptions } from './program.ts';
import { readKey } from './read-key.ts';

/** What the command line finds around it. */
export interface Surroundings {
  /** Folder of the files shipped with the app. */
  readonly resources: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Buffer | string>;
}

/** How long an owner may take to start or to end; both can mean work on a large database. Milliseconds. */
const OWNER_WITHIN_MS = 10_000;
/** How often someone else may become the owner just before this process does. */
const MOST_RACES = 5;

/**
 * Connects to the owner of the home; without one, starts a core here and becomes it. When the owner ends later, the client
 * goes on in the same way. Closing the client stops a core in this process.
 * Throws `USAGE` when a key is given to a core that is not in this process, `OWNER_NOT_ANSWERING` and all that starting a core throws.
 */
export async function openCoreClient(
  options: GlobalOptions & { readonly work: Work },
  surroundings: Surroundings,
): Promise<CoreClient> {
  const home = findHome(options.home, surroundings.environment, process.platform);
  return createLastingClient(async () => {
    for (let race = 1; ; race++) {
      const owner = await connectToOwner(home, OWNER_WITHIN_MS);
      if (owner !== null) return options.apiKeyStdin === true ? refuseKey(owner) : owner;
      try {
        return await startCore(home, options, surroundings);
      } catch (error) {
        if (race === MOST_RACES || !isHomeInUse(error)) throw error;
      }
    }
  });
}

async function startCore(
  home: string,
  options: GlobalOptions & { readonly work: Work },
  surroundings: Surroundings,
): Promise<OwnerClient> {
  const { resources, environment, stdin } = surroundings;
  const given = options.apiKeyStdin === true ? { 'provider.apiKey': await readKey(stdin) } : {};
  // Loaded only here: beside a running owner a command needs none of it.
  const { createCore } = await import('../core.ts');
  const vault = createSessionVault(environment, given);
  const core = await createCore({ kind: 'cli', home, resources, environment, vault, work: options.work });
  try {
    await core.start();
  } catch (error) {
    await core.stop();
    throw error;
  }
  return { ...createLocalClient(core), isOpen: () => true };
}

/** The key would have to be handed to another process, which has its own: ignoring it silently could spend someone else's money. */
async function refuseKey(owner: OwnerClient): Promise<never> {
  await owner.close();
  throw usageError(
    'Another Lectern is using this home and works with its own key, so --api-key-stdin cannot be used now. Leave it out, or close the other Lectern first.',
  );
}

function isHomeInUse(error: unknown): boolean {
  return error instanceof LecternError && error.failure.code === 'HOME_IN_USE';
}
