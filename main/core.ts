import type { CoreEvent } from '../preload/contract/events.ts';
import { assembleParts } from './composition/assemble.ts';
import { begin, end } from './composition/lifecycle.ts';
import { importHandlers } from './composition/import-handlers.ts';
import { jobHandlers } from './composition/job-handlers.ts';
import { libraryHandlers } from './composition/library-handlers.ts';
import { settingsHandlers } from './composition/settings-handlers.ts';
import { workHandlers } from './composition/work-handlers.ts';
import type { CoreOptions } from './core-options.ts';
import type { CommandHandlers } from './lib/command-handlers.ts';
import { serveCommands } from './lib/serve-commands.ts';
import { startDoor } from './ownership/door.ts';
import { acquireOwnership } from './ownership/ownership.ts';

/** The whole application without a window. */
export interface Core {
  readonly handlers: CommandHandlers;
  subscribe(listener: (event: CoreEvent) => void): () => void;
  /** Recovers what was interrupted, opens the door for other processes, begins to work. */
  start(): Promise<void>;
  /** Puts running work back into the queue and closes everything. Safe to call twice. */
  stop(): Promise<void>;
  /** Takes note of an error that is nobody's expected failure. */
  readonly report: (error: unknown) => void;
}

/**
 * Composes the application in this process and becomes the owner of the home.
 * Throws `HOME_IN_USE` when another process is the owner, `HOME_NOT_WRITABLE`, `DATABASE_*`, `SETTINGS_INVALID`.
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  const ownership = await acquireOwnership(options.home, options.kind);
  try {
    const { parts, foundation } = assembleParts(options);
    const handlers: CommandHandlers = {
      ...libraryHandlers(parts),
      ...importHandlers(parts),
      ...jobHandlers(parts),
      ...workHandlers(parts),
      ...settingsHandlers(parts),
    };
    let door: { close(): Promise<void> } | null = null;
    let stopping: Promise<void> | null = null;
    return {
      handlers,
      subscribe: (listener) => parts.events.subscribe(listener),
      report: parts.report,
      async start() {
        await begin(parts, foundation, {
          resources: options.resources,
          isApp: options.kind === 'app',
          works: options.work !== 'none',
        });
        door = await startDoor({
          home: options.home,
          handle: serveCommands(handlers, parts.report),
          subscribe: (listener) => parts.events.subscribe(listener),
        });
      },
      stop() {
        stopping ??= (async () => {
          await door?.close();
          await end(parts, foundation);
          ownership.release();
        })();
        return stopping;
      },
    };
  } catch (error) {
    ownership.release();
    throw error;
  }
}
