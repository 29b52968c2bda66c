import { join } from 'node:path';

import { createJobStore } from '../../../main/database/job-store.ts';
import { openDatabase } from '../../../main/database/open-database.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { createQueue } from '../../../main/queue/queue.ts';

/**
 * A process that adds jobs and works them until it is killed. Every line on stdout is a promise: `added <job>` and
 * `done <task>` are written after the commit. With `finish` it adds nothing, retries what
 * was set aside and ends when nothing is left.
 */
const [folder = '', mode = ''] = process.argv.slice(2);
const database = openDatabase(join(folder, 'lectern.db'), {
  backupFolder: join(folder, 'backups'),
  clock: systemClock,
});
const store = createJobStore(database, systemClock);
const say = (line: string) => process.stdout.write(`${line}\n`);
const writeEffect = database.connection.prepare("INSERT INTO settings (key, value) VALUES (?, 'done')");

const queue = createQueue({
  store,
  runners: [
    {
      stage: 'work',
      gates: () => [],
      concurrency: () => 4,
      async run({ task }) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        setImmediate(() => say(`ran ${task.id}`));
        return { kind: 'done', commit: () => void writeEffect.run(`effect:${task.id}`) };
      },
      settle: () => Promise.resolve({ kind: 'completed' }),
    },
  ],
  clock: systemClock,
  probe: () => Promise.resolve(true),
  numbers: () => ({
    maxAttempts: 1_000,
    failFast: false,
    backoffBaseMs: 1,
    backoffCapMs: 5,
    breakerWindowMs: 60_000,
    breakerMinFailures: 5,
    breakerOpenMs: 1,
    breakerOpenCapMs: 5,
    probeFirstMs: 1,
    probeCapMs: 5,
  }),
  random: Math.random,
  onChange: () => undefined,
  report: (error) => void process.stderr.write(`${String(error)}\n`),
});
queue.start();
say('ready');

if (mode === 'finish') {
  for (const { id, error } of store.jobs({ status: 'failed' }))
    if (error?.code === 'JOB_CRASHED_APP') queue.retry(id);
  const look = setInterval(() => {
    if (store.jobs({ status: 'queued' }).length + store.jobs({ status: 'running' }).length > 0) return;
    clearInterval(look);
    void queue.stop().then(() => database.close());
  }, 10);
} else {
  let count = 0;
  setInterval(() => {
    count += 1;
    const keys = ['t1', 't2', 't3'];
    const tasks = keys.map((key) => ({ key, input: null }));
    const subject = `${process.pid}-${count}`;
    say(`added ${store.enqueue({ stage: 'work', subject, payload: null, generation: 1, tasks }).id}`);
    queue.wake();
  }, 4);
}
