import { parentPort } from 'node:worker_threads';

import Database from 'better-sqlite3';

/** The thread the core lives in: a disk that takes a second to sync must never freeze a window. */
parentPort?.on('message', () => {
  const database = new Database(':memory:');
  const version = database.prepare('SELECT sqlite_version()').pluck().get();
  database.close();
  parentPort?.postMessage({ pong: true, sqlite: version });
});
