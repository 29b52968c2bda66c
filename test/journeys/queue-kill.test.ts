import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

import { createJobStore } from '../../main/database/job-store.ts';
import { openDatabase } from '../../main/database/open-database.ts';
import { systemClock } from '../../main/lib/clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';

const worker = fileURLToPath(new URL('../support/queue/killable-worker.ts', import.meta.url));
const KILLS = 20;

it(
  'loses nothing and does nothing twice when it is killed at random moments',
  { timeout: 90_000 },
  async () => {
    const folder = temporaryFolder();
    const added: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const child = start(folder, 'work');
      await waitFor('the worker to be ready', () => child.lines().includes('ready'));
      await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 120));
      child.process.kill('SIGKILL');
      await child.ended;
      added.push(...child.lines().flatMap((line) => /^added (j\d+)$/.exec(line)?.[1] ?? []));
    }
    // A job may have been set aside after three deaths in a row: a person's retry brings it back.
    const last = start(folder, 'finish');
    expect(await last.ended).toBe(0);

    const database = openDatabase(join(folder, 'lectern.db'), { backupFolder: folder, clock: systemClock });
    const store = createJobStore(database, systemClock);
    expect(database.recovery).toBeNull();
    expect(database.connection.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(added.length).toBeGreaterThan(KILLS);
    for (const id of added) expect(store.job(id)?.status).toBe('completed');
    const jobs = store.jobs({});
    const effects = database.connection
      .prepare("SELECT count(*) FROM settings WHERE key LIKE 'effect:%'")
      .pluck()
      .get();
    expect(effects).toBe(jobs.length * 3);
    for (const job of jobs) {
      expect(store.tasks(job.id).map(({ status }) => status)).toEqual(['done', 'done', 'done']);
      const done = store.attempts(job.id).filter(({ outcome }) => outcome === 'done');
      expect(done).toHaveLength(3);
    }
    const open = database.connection
      .prepare('SELECT count(*) FROM attempts WHERE finished_at IS NULL')
      .pluck()
      .get();
    expect(open).toBe(0);
    database.close();
  },
);

interface Worker {
  readonly process: ChildProcessByStdio<null, Readable, null>;
  /** Whole lines so far. */
  lines(): readonly string[];
  /** Exit code, null when killed. */
  readonly ended: Promise<number | null>;
}

function start(folder: string, mode: 'work' | 'finish'): Worker {
  const child = spawn(process.execPath, [worker, folder, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const ended = once(child, 'close').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));
  return { process: child, lines: () => text.split('\n').slice(0, -1), ended };
}
