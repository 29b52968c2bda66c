import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { openWriter } from '../../main/database/connection.ts';
import { createJobStore } from '../../main/database/job-store.ts';
import { openDatabase } from '../../main/database/open-database.ts';
import { systemClock } from '../../main/lib/clock.ts';
import type { NewJob } from '../../main/queue/job.ts';
import type { JobStore } from '../../main/queue/ports.ts';

/**
 * Durable jobs per second with attempt and event rows, as a ratio to single-row commits of better-sqlite3 with the same
 * safety settings, in the same run. Raw and queue take turns so that a disk that slows down slows both.
 */
const BACKLOGS = [200, 100_000] as const;
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 9);
const PER_ROUND = 400;
/** Bytes of payload, as in reference measurements. */
const PAYLOAD = 'x'.repeat(300);

interface Contender {
  readonly enqueue: () => void;
  readonly claimAndComplete: () => void;
  readonly close: () => void;
}

const folder = mkdtempSync(join(tmpdir(), 'lectern-bench-'));
try {
  for (const backlog of BACKLOGS) measure(backlog);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(backlog: number): void {
  const raw = rawContender(backlog);
  const queue = queueContender(backlog);
  const enqueue: Pair[] = [];
  const work: Pair[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    enqueue.push(takeTurns(round, raw.enqueue, queue.enqueue));
    work.push(takeTurns(round, raw.claimAndComplete, queue.claimAndComplete));
  }
  raw.close();
  queue.close();
  report('queue.enqueue', backlog, enqueue);
  report('queue.claimAndComplete', backlog, work);
}

/** Operations per second. */
interface Pair {
  readonly raw: number;
  readonly queue: number;
}

/** Short turns of both, in changing order; the sums are compared. */
function takeTurns(round: number, raw: () => void, queue: () => void): Pair {
  const spent = { raw: 0, queue: 0 };
  const turns = 8;
  for (let turn = 0; turn < turns; turn += 1) {
    const order = (round + turn) % 2 === 0 ? (['raw', 'queue'] as const) : (['queue', 'raw'] as const);
    for (const name of order) {
      const operation = name === 'raw' ? raw : queue;
      const from = performance.now();
      for (let count = 0; count < PER_ROUND / turns; count += 1) operation();
      spent[name] += performance.now() - from;
    }
  }
  return { raw: (PER_ROUND * 1000) / spent.raw, queue: (PER_ROUND * 1000) / spent.queue };
}

function report(name: string, backlog: number, pairs: readonly Pair[]): void {
  const ratios = pairs.map(({ raw, queue }) => queue / raw);
  const line = {
    name,
    backlog,
    ratio: round3(median(ratios)),
    lowest: round3(Math.min(...ratios)),
    highest: round3(Math.max(...ratios)),
    target: 0.8,
    perSecond: Math.round(median(pairs.map(({ queue }) => queue))),
    rawPerSecond: Math.round(median(pairs.map(({ raw }) => raw))),
  };
  console.log(JSON.stringify(line));
}

/** Single-row commits: a row is inserted, marked running, marked done. */
function rawContender(backlog: number): Contender {
  const connection = openWriter(join(folder, `raw-${backlog}.db`));
  connection.exec(
    `CREATE TABLE jobs (id INTEGER PRIMARY KEY, state INTEGER NOT NULL, run_at INTEGER, payload TEXT NOT NULL) STRICT;
     CREATE INDEX ready ON jobs (id) WHERE state = 0;`,
  );
  connection.pragma('synchronous = FULL');
  const insert = connection.prepare('INSERT INTO jobs (state, run_at, payload) VALUES (0, ?, ?)');
  const claim = connection.prepare(
    'UPDATE jobs SET state = 1 WHERE id = (SELECT id FROM jobs WHERE state = 0 ORDER BY id LIMIT 1) RETURNING *',
  );
  const complete = connection.prepare<[number]>('UPDATE jobs SET state = 2 WHERE id = ? AND state = 1');
  const enqueue = () => void insert.run(Date.now(), PAYLOAD);
  connection.transaction(() => {
    for (let count = 0; count < backlog; count += 1) enqueue();
  })();
  return {
    enqueue,
    claimAndComplete: () => {
      const row = claim.get();
      if (typeof row !== 'object' || row === null || !('id' in row)) throw new Error('Nothing to claim');
      complete.run(Number(row.id));
    },
    close: () => connection.close(),
  };
}

/** The queue's store: job, task, attempt and event rows; the last task settles its job in the same commit. */
function queueContender(backlog: number): Contender {
  const path = join(folder, `queue-${backlog}.db`);
  const database = openDatabase(path, { backupFolder: join(folder, 'backups'), clock: systemClock });
  const store = createJobStore(database, systemClock);
  let count = 0;
  const enqueue = () => {
    count += 1;
    store.enqueue(benchJob(count));
  };
  store.transaction(() => {
    for (let made = 0; made < backlog; made += 1) enqueue();
  });
  return {
    enqueue,
    claimAndComplete: () => claimAndComplete(store),
    close: () => database.close(),
  };
}

function benchJob(count: number): NewJob {
  return {
    stage: 'generation',
    subject: `subject-${count}`,
    payload: PAYLOAD,
    generation: 1,
    tasks: [{ key: 'artifact:summary', input: null }],
  };
}

function claimAndComplete(store: JobStore): void {
  const claim = store.claim('generation');
  if (!claim) throw new Error('Nothing to claim');
  store.transaction(() => {
    store.complete(claim, { outcome: 'done', failure: null, sent: { model: 'bench' } });
    store.completeJob(claim.job.id);
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function round3(value: number): number {
  return Math.round(value * 1000) / 1000;
}
