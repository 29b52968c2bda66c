import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { openWriter } from '../../main/database/connection.ts';
import { createJobStore } from '../../main/database/job-store.ts';
import { openDatabase } from '../../main/database/open-database.ts';
import { systemClock } from '../../main/lib/clock.ts';
import { newIdentifier } from '../../main/lib/identifier.ts';
import type { Claim } from '../../main/queue/ports.ts';

/**
 * Durable jobs per second with task, attempt and event rows, as a ratio to single-row commits of better-sqlite3 with the
 * same safety settings in the same run. Raw is one table with one index: insert a row; mark it running; mark it done.
 * Raw and queue take short turns in changing order, so that a disk that slows down slows both; medians are compared.
 *
 * - `queue.enqueue`: a job with one task, one commit. Raw: one commit.
 * - `queue.claimAndComplete`: the worker's way; one commit settles task and job and claims the next. Raw: two commits.
 * - `queue.claimThenComplete`: the same in two commits, as for a job that begins when nothing else runs.
 */
const BACKLOGS = [200, 100_000] as const;
const TURNS = Number(process.env['BENCH_TURNS'] ?? 60);
const OPERATIONS = 25;
const STAGE = 'generation';
/** As in the reference measurements. */
const PAYLOAD = 'x'.repeat(300);

interface Contender {
  readonly enqueue: () => void;
  /** Adds jobs in one commit. */
  readonly fill: (count: number) => void;
  readonly claimAndComplete: () => void;
  readonly claimThenComplete: () => void;
  readonly close: () => void;
}

const measures = [
  { name: 'enqueue', target: 0.8 },
  { name: 'claimAndComplete', target: 0.8 },
  { name: 'claimThenComplete', target: null },
] as const;

const folder = mkdtempSync(join(tmpdir(), 'lectern-bench-'));
try {
  for (const backlog of BACKLOGS) measure(backlog);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(backlog: number): void {
  const raw = rawContender(backlog);
  const queue = queueContender(backlog);
  for (const { name, target } of measures) {
    if (name !== 'enqueue') for (const one of [raw, queue]) one.fill(TURNS * OPERATIONS);
    const times = takeTurns(raw[name], queue[name]);
    const ratio = Math.round((median(times.raw) / median(times.queue)) * 1000) / 1000;
    const perSecond = Math.round(1000 / median(times.queue));
    const rawPerSecond = Math.round(1000 / median(times.raw));
    console.log(JSON.stringify({ name: `queue.${name}`, backlog, ratio, target, perSecond, rawPerSecond }));
  }
  raw.close();
  queue.close();
}

/** Milliseconds an operation took, by turn. */
function takeTurns(raw: () => void, queue: () => void): Readonly<Record<'raw' | 'queue', number[]>> {
  const times = { raw: [] as number[], queue: [] as number[] };
  const operations = { raw, queue };
  for (let turn = 0; turn < TURNS; turn += 1) {
    const order = turn % 2 === 0 ? (['raw', 'queue'] as const) : (['queue', 'raw'] as const);
    for (const name of order) {
      const from = performance.now();
      for (let count = 0; count < OPERATIONS; count += 1) operations[name]();
      times[name].push((performance.now() - from) / OPERATIONS);
    }
  }
  return times;
}

/** Single-row commits on a table with what any claim needs: an index of what is ready. */
function rawContender(backlog: number): Contender {
  const connection = openWriter(join(folder, `raw-${backlog}.db`));
  connection.exec(
    `CREATE TABLE jobs (id INTEGER PRIMARY KEY, state INTEGER NOT NULL, run_at INTEGER, payload TEXT NOT NULL) STRICT;
     CREATE INDEX ready ON jobs (id) WHERE state = 0;`,
  );
  // The driver falls back to NORMAL at the first write of the schema.
  connection.pragma('synchronous = FULL');
  const insert = connection.prepare('INSERT INTO jobs (state, run_at, payload) VALUES (0, ?, ?)');
  const claim = connection.prepare(
    'UPDATE jobs SET state = 1 WHERE id = (SELECT id FROM jobs WHERE state = 0 ORDER BY id LIMIT 1) RETURNING *',
  );
  const complete = connection.prepare<[number]>('UPDATE jobs SET state = 2 WHERE id = ? AND state = 1');
  const enqueue = () => void insert.run(Date.now(), PAYLOAD);
  const claimThenComplete = () => {
    const row = claim.get();
    if (typeof row !== 'object' || row === null || !('id' in row)) throw new Error('Nothing to claim');
    complete.run(Number(row.id));
  };
  const fill = connection.transaction((count: number) => {
    for (let made = 0; made < count; made += 1) enqueue();
  });
  fill(backlog);
  return {
    enqueue,
    fill,
    claimAndComplete: claimThenComplete,
    claimThenComplete,
    close: () => connection.close(),
  };
}

/** The queue's own store. */
function queueContender(backlog: number): Contender {
  const path = join(folder, `queue-${backlog}.db`);
  const database = openDatabase(path, { backupFolder: join(folder, 'backups'), clock: systemClock });
  const store = createJobStore(database, systemClock);
  let current: Claim | null = null;
  const enqueue = () => {
    const tasks = [{ key: 'artifact:summary', input: null }];
    store.enqueue({ stage: STAGE, subject: newIdentifier(), payload: PAYLOAD, generation: 1, tasks });
  };
  const complete = (claim: Claim) => {
    store.complete(claim, { outcome: 'done', failure: null, sent: { model: 'bench' } });
    store.completeJob(claim.job.id);
  };
  const claim = () => {
    const claimed = store.claim(STAGE);
    if (claimed === null) throw new Error('Nothing to claim');
    return claimed;
  };
  const fill = (count: number) =>
    store.transaction(() => {
      for (let made = 0; made < count; made += 1) enqueue();
    });
  fill(backlog);
  return {
    enqueue,
    fill,
    claimAndComplete() {
      const done = current ?? claim();
      current = store.transaction(() => {
        complete(done);
        return claim();
      });
    },
    claimThenComplete() {
      const claimed = claim();
      store.transaction(() => complete(claimed));
    },
    close: () => database.close(),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
