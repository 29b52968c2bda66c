import { expect, test } from 'vitest';
import { createDiskRoom, ledgerWithRoom, type DiskRoom } from '../../../main/composition/disk-room.ts';
import { diskFull as databaseFull } from '../../../main/database/database-failures.ts';
import { createReserveFile } from '../../../main/lib/reserve-file.ts';
import type { CallIntent, CallLedger } from '../../../main/pipeline/ledger-port.ts';
import { failureOf } from '../../support/failure-of.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const intent: CallIntent = {
  key: 'k',
  lectureId: 'l',
  taskId: 't',
  stage: 'transcription',
  endpoint: 'audio/transcriptions',
  host: 'h',
  model: 'm',
  bytes: 1,
  estimateMicroUsd: null,
  audioMs: null,
};

const noUsage = { audioMs: null, inputTokens: null, outputTokens: null };

function ledgerOver(
  room: Pick<DiskRoom, 'hasRoom'> & Partial<DiskRoom>,
  own: Partial<CallLedger> = {},
): { ledger: CallLedger; begun: CallIntent[] } {
  const begun: CallIntent[] = [];
  const ledger: CallLedger = {
    answered: () => null,
    begin: (one) => begun.push(one),
    answer: () => undefined,
    fail: () => undefined,
    closeOrphans: () => 0,
    spentOn: () => ({ actualMicroUsd: 0, hasUnknown: false, calls: 0 }),
    spentSince: () => 0,
    sent: () => [],
    ...own,
  };
  return {
    ledger: ledgerWithRoom(ledger, {
      isThere: () => true,
      relieve: () => false,
      restore: () => undefined,
      ...room,
    }),
    begun,
  };
}

test('no paid call begins without room for its answer', () => {
  const { ledger, begun } = ledgerOver({ hasRoom: () => false });

  const failure = failureOf(() => ledger.begin(intent));

  expect(failure).toMatchObject({ code: 'DISK_FULL', class: 'needs-user', scope: 'disk' });
  expect(begun).toEqual([]);
});

test('no paid call begins when the database was deleted under it', () => {
  const { ledger, begun } = ledgerOver({ hasRoom: () => true, isThere: () => false });

  const failure = failureOf(() => ledger.begin(intent));

  expect(failure).toMatchObject({ code: 'HOME_GONE', class: 'needs-user', scope: 'disk' });
  expect(begun).toEqual([]);
});

test('with room a call begins as ever', () => {
  const { ledger, begun } = ledgerOver({ hasRoom: () => true });

  ledger.begin(intent);

  expect(begun).toEqual([intent]);
});

test('an answer that is paid for is saved in the room the reserve gives back', () => {
  const saved: number[] = [];
  let isFull = true;
  const { ledger } = ledgerOver(
    { hasRoom: () => true, relieve: () => !(isFull = false) },
    {
      answer(callId) {
        if (isFull) throw databaseFull(null);
        saved.push(callId);
      },
    },
  );

  ledger.answer(7, { body: '{}', statusCode: 200, requestId: null }, noUsage, null);

  expect(saved).toEqual([7]);
});

test('without a reserve the full disk is told', () => {
  const answer = (): never => {
    throw databaseFull(null);
  };
  const { ledger } = ledgerOver({ hasRoom: () => true, relieve: () => false }, { answer });

  const failure = failureOf(() =>
    ledger.answer(7, { body: '{}', statusCode: 200, requestId: null }, noUsage, null),
  );

  expect(failure).toMatchObject({ code: 'DISK_FULL', scope: 'disk' });
});

test('the reserve is given back once and taken again when there is room', () => {
  const folder = temporaryFolder();
  const room = createDiskRoom(
    { root: folder, database: `${folder}/lectern.db` },
    createReserveFile(`${folder}/reserve.bin`, 1024),
  );
  room.restore();

  expect(room.relieve()).toBe(true);
  expect(room.relieve()).toBe(false);
  room.restore();
  expect(room.relieve()).toBe(true);
  expect(room.hasRoom()).toBe(true);
});
