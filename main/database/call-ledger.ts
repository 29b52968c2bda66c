import { deflateSync, inflateSync } from 'node:zlib';
import { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import type { AnsweredCall, CallIntent, CallLedger } from '../pipeline/ledger-port.ts';
import { callSums } from './call-sums.ts';
import type { Connection } from './connection.ts';
import { checkCeilings, type Ceilings } from './cost-ceilings.ts';
import { readRow } from './row-reading.ts';
import type { Transact } from './transaction.ts';

/** What the ledger stands on. The ceilings are asked for at every call because a person may have changed them. */
export interface CallLedgerOptions {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly ceilings: () => Ceilings;
}

const answeredSchema = z
  .object({
    key: z.string(),
    model: z.string(),
    host: z.string(),
    raw: z.instanceof(Buffer),
    status_code: z.number().int(),
    request_id: z.string().nullable(),
    cost_micro_usd: z.number().int().nullable(),
  })
  .transform((row): AnsweredCall => ({
    key: row.key,
    model: row.model,
    host: row.host,
    body: inflateSync(row.raw).toString('utf8'),
    statusCode: row.status_code,
    requestId: row.request_id,
    costMicroUsd: row.cost_micro_usd,
  }));

const sentSchema = z
  .object({
    key: z.string(),
    lecture_id: z.string().nullable(),
    task_id: z.string().nullable(),
    stage: z.string(),
    endpoint: z.enum(['audio/transcriptions', 'responses', 'chat/completions']),
    host: z.string(),
    model: z.string(),
    bytes: z.number().int(),
    estimate_micro_usd: z.number().int().nullable(),
    audio_ms: z.number().int().nullable(),
    started_at: z.number().int(),
    state: z.string(),
  })
  .transform((row) => ({
    key: row.key,
    lectureId: row.lecture_id ?? '',
    taskId: row.task_id ?? '',
    stage: row.stage,
    endpoint: row.endpoint,
    host: row.host,
    model: row.model,
    bytes: row.bytes,
    estimateMicroUsd: row.estimate_micro_usd,
    audioMs: row.audio_ms,
    startedAt: row.started_at,
    state: row.state,
  }));

/** The record of paid calls on the table `calls`; answers are kept compressed (zlib). */
export function createCallLedger(options: CallLedgerOptions): CallLedger {
  const { clock, connection, transact } = options;
  const sums = callSums(connection);
  const statements = prepare(connection);

  const begin = (intent: CallIntent): number =>
    transact(() => {
      const now = clock.now();
      checkCeilings(intent, { ceilings: options.ceilings(), sums, now });
      const { lastInsertRowid } = statements.insert.run({ ...intent, startedAt: now });
      return Number(lastInsertRowid);
    });

  const answer: CallLedger['answer'] = (callId, raw, usage, costMicroUsd) =>
    transact(() => {
      const { changes } = statements.answer.run({
        callId,
        raw: deflateSync(Buffer.from(raw.body, 'utf8')),
        statusCode: raw.statusCode,
        requestId: raw.requestId,
        audioMs: usage.audioMs,
        inputTokens: usage.inputTokens,
        outputTokens: usage.outputTokens,
        costMicroUsd,
        now: clock.now(),
      });
      assertMoved(changes, callId);
    });

  return {
    begin,
    answer,
    answered(key) {
      const row = statements.answered.get(key);
      return row === undefined ? null : readRow(answeredSchema, row, 'calls');
    },
    fail: (callId, state, failure) =>
      transact(() => {
        const { status = null, requestId = null } = failure;
        const { changes } = statements.fail.run({ callId, state, status, requestId, now: clock.now() });
        assertMoved(changes, callId);
      }),
    closeOrphans: () => transact(() => statements.closeOrphans.run(clock.now()).changes),
    spentOn: (lectureId) => sums.ofLecture(lectureId),
    spentSince: (instant) => sums.since(instant),
    sent: (limit) => statements.sent.all(limit).map((row) => readRow(sentSchema, row, 'calls')),
  };
}

/** A call ends once; ending it twice is a bug and must not change what was recorded. */
function assertMoved(changes: number, callId: number): void {
  if (changes !== 1) throw new Error(`Call ${callId} is not open`);
}

function prepare(database: Connection) {
  return {
    insert: database.prepare(`
      INSERT INTO calls (key, lecture_id, task_id, stage, endpoint, host, model, bytes, state, estimate_micro_usd, audio_ms, started_at)
      VALUES (@key, @lectureId, @taskId, @stage, @endpoint, @host, @model, @bytes, 'intent', @estimateMicroUsd, @audioMs, @startedAt)`),
    // The first answer to a key stands; a second one was paid too, so it is kept, and counted, as unknown.
    answer: database.prepare(`
      UPDATE calls SET
        state = CASE WHEN EXISTS (SELECT 1 FROM calls AS first WHERE first.key = calls.key AND first.state = 'answered')
          THEN 'unknown' ELSE 'answered' END,
        raw = @raw, status_code = @statusCode, request_id = @requestId, audio_ms = coalesce(@audioMs, audio_ms),
        input_tokens = @inputTokens, output_tokens = @outputTokens, cost_micro_usd = @costMicroUsd, finished_at = @now
      WHERE id = @callId AND state = 'intent'`),
    fail: database.prepare(`
      UPDATE calls SET state = @state, status_code = @status, request_id = @requestId, finished_at = @now
      WHERE id = @callId AND state = 'intent'`),
    answered: database.prepare(`SELECT * FROM calls WHERE key = ? AND state = 'answered'`),
    closeOrphans: database.prepare(
      `UPDATE calls SET state = 'unknown', finished_at = ? WHERE state = 'intent'`,
    ),
    sent: database.prepare('SELECT * FROM calls ORDER BY id DESC LIMIT ?'),
  };
}
