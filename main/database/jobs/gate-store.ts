import type { Gate, JobStore } from '../../queue/ports.ts';
import { readFailure, writeFailure } from '../stored-failure.ts';
import type { JobTables } from './job-tables.ts';

interface GateRow {
  readonly key: string;
  readonly hold: Gate['hold'];
  readonly until: number | null;
  readonly failure: string | null;
  readonly since: number;
  readonly round: number;
}

/** Closed gates: few rows, rewritten whole. */
export function createGateStore(tables: JobTables): Pick<JobStore, 'gates' | 'putGate' | 'removeGate'> {
  const { connection } = tables;
  const select = connection.prepare<[], GateRow>('SELECT * FROM gates ORDER BY key');
  const put = connection.prepare<[string, string, number | null, string | null, number, number]>(
    'INSERT OR REPLACE INTO gates (key, hold, until, failure, since, round) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const remove = connection.prepare<[string]>('DELETE FROM gates WHERE key = ?');

  return {
    gates: () => select.all().map((row) => ({ ...row, failure: readFailure(row.failure) })),
    putGate: (gate) =>
      tables.transact(() => {
        put.run(gate.key, gate.hold, gate.until, writeFailure(gate.failure), gate.since, gate.round);
        const { key, hold, until, round } = gate;
        tables.record('gate-closed', 0, { key, hold, until, round, code: gate.failure?.code });
      }),
    removeGate: (key) =>
      tables.transact(() => {
        if (remove.run(key).changes > 0) tables.record('gate-opened', 0, { key });
      }),
  };
}
