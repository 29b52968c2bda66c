import { deflateSync } from 'node:zlib';
import type { CallAdopter } from '../pipeline/manifest-port.ts';
import type { Connection } from './connection.ts';
import type { Transact } from './transaction.ts';

/** Writes answers that were found in the store into the table of calls, as the ledger would have. */
export function createCallAdopter(connection: Connection, transact: Transact): CallAdopter {
  const insert = connection.prepare(`
    INSERT INTO calls (key, lecture_id, stage, endpoint, host, model, bytes, state, cost_micro_usd, status_code,
      request_id, raw, started_at, finished_at)
    VALUES (@key, @lectureId, @stage, @endpoint, @host, @model, 0, 'answered', @costMicroUsd, @statusCode,
      @requestId, @raw, @foundAt, @foundAt)
    ON CONFLICT DO NOTHING`);
  return {
    adopt: ({ body, ...call }) =>
      transact(() => insert.run({ ...call, raw: deflateSync(Buffer.from(body, 'utf8')) }).changes > 0),
  };
}
