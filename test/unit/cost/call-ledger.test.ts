import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCallLedger } from '../../../main/database/call-ledger.ts';
import { startOfMonth, type Ceilings } from '../../../main/database/cost-ceilings.ts';
import { createLibrary } from '../../../main/database/library.ts';
import { openDatabase, type OpenedDatabase } from '../../../main/database/open-database.ts';
import type { CallIntent, CallLedger } from '../../../main/pipeline/ledger-port.ts';
import type { Library } from '../../../main/pipeline/library-port.ts';
import type { Usage } from '../../../main/pipeline/provider-port.ts';
import { lectureOf } from '../../support/library-rows.ts';
import { failureOf } from '../../support/failure-of.ts';

const NOVEMBER = new Date(2026, 10, 23, 12).getTime();
const noUsage: Usage = { audioMs: null, inputTokens: null, outputTokens: null };

let folder: string;
let database: OpenedDatabase;
let library: Library;
let ledger: CallLedger;
let now: number;
let ceilings: Ceilings;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lectern-ledger-'));
  now = NOVEMBER;
  ceilings = { lectureMicroUsd: null, monthMicroUsd: null };
  open();
  library.addLecture(lectureOf('a'));
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

describe('an answered call', () => {
  test('is found by its key with its body as it came, also after the database was opened again', () => {
    const body = '{"text":"$\\\\frac{dQ}{T}$ and ünïcode 熵"}'.repeat(500);
    const id = ledger.begin(intentOf({ key: 'k' }));
    ledger.answer(id, { body, statusCode: 200, requestId: 'req_1' }, { ...noUsage, inputTokens: 7 }, 12);
    database.close();
    open();
    expect(ledger.answered('k')).toEqual({
      ...{ key: 'k', model: 'gpt-6-luna', host: 'api.example.org', body, statusCode: 200 },
      ...{ requestId: 'req_1', costMicroUsd: 12 },
    });
  });

  test('is kept smaller than it is', () => {
    const id = ledger.begin(intentOf({ key: 'k' }));
    ledger.answer(id, answerOf('entropy '.repeat(10_000)), noUsage, 1);
    const bytes = database.connection.prepare('SELECT length(raw) FROM calls').pluck().get();
    expect(bytes).toBeLessThan(2_000);
  });

  test('survives the removal of its lecture, so that importing again pays nothing', () => {
    ledger.answer(ledger.begin(intentOf({ key: 'k' })), answerOf('x'), noUsage, 1);
    library.removeLecture('a');
    expect(ledger.answered('k')?.body).toBe('x');
  });

  test('is not there while the call is only intended, refused or unknown', () => {
    const refused = ledger.begin(intentOf({ key: 'refused' }));
    const unknown = ledger.begin(intentOf({ key: 'unknown' }));
    ledger.begin(intentOf({ key: 'intent' }));
    ledger.fail(refused, 'refused', someFailure);
    ledger.fail(unknown, 'unknown', someFailure);
    expect(['refused', 'unknown', 'intent'].map((key) => ledger.answered(key))).toEqual([null, null, null]);
  });

  test('stands when a second answer to the same key arrives, and the second is counted too', () => {
    const [first, second] = [ledger.begin(intentOf({ key: 'k' })), ledger.begin(intentOf({ key: 'k' }))];
    ledger.answer(first, answerOf('first'), noUsage, 100);
    ledger.answer(second, answerOf('second'), noUsage, 100);
    expect(ledger.answered('k')?.body).toBe('first');
    expect(ledger.spentOn('a')).toEqual({ actualMicroUsd: 200, hasUnknown: false, calls: 2 });
  });

  test('cannot be ended twice', () => {
    const id = ledger.begin(intentOf({}));
    ledger.answer(id, answerOf('x'), noUsage, 1);
    expect(() => ledger.fail(id, 'unknown', someFailure)).toThrow('not open');
  });

  test('is not kept when the transaction it belongs to rolls back', () => {
    const id = ledger.begin(intentOf({ key: 'k' }));
    const work = (): void =>
      database.transact(() => {
        ledger.answer(id, answerOf('x'), noUsage, 1);
        throw new Error('later part failed');
      });
    expect(work).toThrow('later part failed');
    expect(ledger.answered('k')).toBeNull();
  });
});

describe('what was spent', () => {
  test('counts costs, then estimates of what is open or unknown, and nothing for what was refused', () => {
    ledger.answer(ledger.begin(intentOf({ estimateMicroUsd: 50 })), answerOf('x'), noUsage, 40);
    ledger.fail(ledger.begin(intentOf({ estimateMicroUsd: 7 })), 'unknown', someFailure);
    ledger.fail(ledger.begin(intentOf({ estimateMicroUsd: 1_000 })), 'refused', someFailure);
    ledger.begin(intentOf({ estimateMicroUsd: 3 }));
    ledger.begin(intentOf({ lectureId: 'b', estimateMicroUsd: 500 }));
    expect(ledger.spentOn('a')).toEqual({ actualMicroUsd: 50, hasUnknown: false, calls: 3 });
    expect(ledger.spentSince(0)).toBe(550);
  });

  test('says when a part has no price', () => {
    ledger.answer(ledger.begin(intentOf({ estimateMicroUsd: null })), answerOf('x'), noUsage, null);
    expect(ledger.spentOn('a')).toEqual({ actualMicroUsd: 0, hasUnknown: true, calls: 1 });
  });

  test('since an instant leaves out what was begun before', () => {
    ledger.begin(intentOf({ estimateMicroUsd: 5 }));
    now += 1_000;
    ledger.begin(intentOf({ estimateMicroUsd: 9 }));
    expect(ledger.spentSince(now)).toBe(9);
  });
});

describe('a ceiling', () => {
  test('of the lecture lets pass what just fits and refuses the next call before anything is written', () => {
    ceilings = { lectureMicroUsd: 100, monthMicroUsd: null };
    ledger.begin(intentOf({ estimateMicroUsd: 60 }));
    ledger.begin(intentOf({ estimateMicroUsd: 40 }));
    const failure = failureOf(() => ledger.begin(intentOf({ estimateMicroUsd: 1 })));
    expect(failure).toMatchObject({
      code: 'COST_CEILING',
      class: 'needs-user',
      remedy: { action: 'raise-ceiling', target: 'cost.ceiling' },
    });
    expect(failure.message).toContain('$0.000100');
    expect(ledger.spentOn('a').calls).toBe(2);
    ledger.begin(intentOf({ lectureId: 'b', estimateMicroUsd: 100 }));
  });

  test('counts an unknown call by its estimate, because it may have been billed', () => {
    ceilings = { lectureMicroUsd: 100, monthMicroUsd: null };
    ledger.fail(ledger.begin(intentOf({ estimateMicroUsd: 80 })), 'unknown', someFailure);
    expect(failureOf(() => ledger.begin(intentOf({ estimateMicroUsd: 30 }))).code).toBe('COST_CEILING');
  });

  test('of the month counts all lectures of the calendar month and starts again with the next', () => {
    ceilings = { lectureMicroUsd: null, monthMicroUsd: 100 };
    ledger.begin(intentOf({ lectureId: 'a', estimateMicroUsd: 60 }));
    const failure = failureOf(() => ledger.begin(intentOf({ lectureId: 'b', estimateMicroUsd: 60 })));
    expect(failure).toMatchObject({ code: 'COST_MONTH_CEILING', remedy: { target: 'cost.monthlyCeiling' } });
    now = new Date(2026, 11, 1).getTime();
    expect(ledger.begin(intentOf({ lectureId: 'b', estimateMicroUsd: 60 }))).toBeGreaterThan(0);
  });

  test('asks before a call whose price is unknown, once: a confirmed lecture goes on', () => {
    ceilings = { lectureMicroUsd: 100, monthMicroUsd: null };
    const failure = failureOf(() => ledger.begin(intentOf({ estimateMicroUsd: null })));
    expect(failure).toMatchObject({
      code: 'COST_UNKNOWN',
      class: 'needs-user',
      remedy: { action: 'confirm-cost', target: 'a' },
    });
    library.changeLecture('a', { costConfirmed: true });
    expect(ledger.begin(intentOf({ estimateMicroUsd: null }))).toBeGreaterThan(0);
  });

  test('does not ask for a price where there is none', () => {
    expect(ledger.begin(intentOf({ estimateMicroUsd: null }))).toBeGreaterThan(0);
  });

  test('takes the month of the machine', () => {
    expect(startOfMonth(new Date(2026, 1, 28, 23, 59, 59, 999).getTime())).toBe(
      new Date(2026, 1, 1).getTime(),
    );
  });
});

describe('after a death', () => {
  test('open intents become unknown, once, and still count', () => {
    ledger.begin(intentOf({ key: 'in flight', estimateMicroUsd: 9 }));
    ledger.answer(ledger.begin(intentOf({ key: 'k' })), answerOf('x'), noUsage, 1);
    database.close();
    open();
    expect([ledger.closeOrphans(), ledger.closeOrphans()]).toEqual([1, 0]);
    expect(ledger.sent(10).map(({ key, state }) => [key, state])).toEqual([
      ['k', 'answered'],
      ['in flight', 'unknown'],
    ]);
    expect(ledger.spentOn('a').actualMicroUsd).toBe(10);
  });
});

test('what was sent is listed newest first with where it went, and never its text', () => {
  ledger.begin(intentOf({ key: 'one', bytes: 1_000, audioMs: 30_000, endpoint: 'audio/transcriptions' }));
  now += 5;
  ledger.begin(intentOf({ key: 'two' }));
  const [newest, ...rest] = ledger.sent(2);
  expect(newest).toEqual({ ...intentOf({ key: 'two' }), startedAt: NOVEMBER + 5, state: 'intent' });
  expect(rest).toMatchObject([{ key: 'one', bytes: 1_000, audioMs: 30_000, host: 'api.example.org' }]);
  expect(ledger.sent(1)).toHaveLength(1);
});

const someFailure = {
  ...{ code: 'X', message: 'x', remedy: { action: 'none', label: '' } as const, class: 'retryable' as const },
  ...{ status: 500, requestId: 'req_9' },
};

function open(): void {
  database = openDatabase(path.join(folder, 'lectern.db'), {
    backupFolder: path.join(folder, 'backups'),
    clock: { now: () => now },
  });
  const { connection, transact } = database;
  const clock = { now: () => now, after: () => () => undefined };
  library = createLibrary(connection, transact);
  ledger = createCallLedger({ connection, transact, clock, ceilings: () => ceilings });
}

function intentOf(change: Partial<CallIntent>): CallIntent {
  return {
    ...{ key: `key-${Math.random()}`, lectureId: 'a', taskId: 't', stage: 'generation' },
    ...{ endpoint: 'responses', host: 'api.example.org', model: 'gpt-6-luna', bytes: 10 },
    ...{ estimateMicroUsd: 1, audioMs: null },
    ...change,
  };
}

function answerOf(body: string): { body: string; statusCode: number; requestId: string | null } {
  return { body, statusCode: 200, requestId: null };
}
