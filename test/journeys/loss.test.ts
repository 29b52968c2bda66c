import { open, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { going, startFaultBench, type FaultBench, type Going } from '../support/core/fault-bench.ts';
import { startTestCore, type TestCore } from '../support/core/test-core.ts';

/** Files that were damaged or are gone: what is left proves the rest, and nothing is paid for again. */

let bench: FaultBench;

beforeAll(async () => {
  bench = await startFaultBench();
}, 120_000);

afterAll(() => bench.stop());

/** A home whose lecture is finished, and nobody at work in it. */
async function finishedHome(): Promise<{ readonly home: string; readonly lectureId: string }> {
  const prepared = await bench.prepare('generation');
  const core = await startTestCore({ home: prepared.home, provider: bench.simulator });
  await core.ask('resume-stage', { stage: 'generation' });
  await core.settled(prepared.lectureId);
  await core.stop();
  bench.simulator.ledger.clear();
  return prepared;
}

async function reopen(home: string): Promise<TestCore> {
  const core = await startTestCore({ home, provider: bench.simulator });
  onTestFinished(() => core.stop());
  return core;
}

const paid = () => bench.simulator.ledger.entries.filter((entry) => entry.billed);

async function expectAllThere(lecture: Going): Promise<void> {
  await lecture.everyWord();
  const { artifacts, exports } = await lecture.settled(lecture.lectureId);
  expect(artifacts).toHaveLength(5);
  expect(exports).toHaveLength(4);
  expect(await lecture.ask('check-integrity', { deep: true })).toMatchObject({ status: 'ok', problems: [] });
  expect(paid()).toEqual([]);
}

describe('a database', () => {
  const spoil: readonly { readonly name: string; readonly how: (home: string) => Promise<void> }[] = [
    {
      name: 'with flipped bytes',
      how: async (home) => {
        const file = await open(join(home, 'lectern.db'), 'r+');
        for (let at = 4_096; at < 65_536; at += 512) await file.write(Buffer.alloc(64, 0xa5), 0, 64, at);
        await file.close();
      },
    },
    { name: 'cut short', how: (home) => truncate(join(home, 'lectern.db'), 10_000) },
    {
      name: 'that is something else',
      how: (home) => writeFile(join(home, 'lectern.db'), 'not a database'.repeat(999)),
    },
    { name: 'that is gone', how: (home) => rm(join(home, 'lectern.db')) },
    {
      name: 'that is gone with its backups',
      how: async (home) => {
        await rm(join(home, 'lectern.db'));
        await rm(join(home, 'backups'), { recursive: true });
      },
    },
  ];

  test.for(spoil)('$name comes back, and with it every paid answer', async ({ how }) => {
    const { home, lectureId } = await finishedHome();
    await markUnclean(home);
    await how(home);

    const core = await reopen(home);

    await expectAllThere(going(core, lectureId, bench.recording));
    const [course] = (await core.ask('get-library', {})).lectures;
    expect(course).toMatchObject({ id: lectureId, status: 'ready' });
    // The same recording once more asks for the same answers: they are known.
    const choice = { duplicate: 'again' as const };
    const { outcomes } = await core.ask('import-lectures', { paths: [bench.recording.path], choice });
    const again = outcomes[0]?.outcome === 'imported' ? outcomes[0].lectureId : '';
    await going(core, again, bench.recording).everyWord();
    expect(paid()).toEqual([]);
  });

  test('gone in the middle of the work goes on where the objects end', async () => {
    const { home, lectureId } = await bench.prepare('generation');
    await rm(join(home, 'lectern.db'));
    await rm(join(home, 'backups'), { recursive: true });
    bench.simulator.ledger.clear();

    const core = await reopen(home);

    await going(core, lectureId, bench.recording).everyWord();
    expect(bench.calls('transcriptions')).toEqual([]);
    expect(bench.calls('responses')).toHaveLength(5);
  });

  test('gone before anything was paid transcribes what was taken in', async () => {
    const { home, lectureId } = await bench.prepare('transcription');
    await rm(join(home, 'lectern.db'));
    await rm(join(home, 'backups'), { recursive: true });
    bench.simulator.ledger.clear();

    const core = await reopen(home);

    await going(core, lectureId, bench.recording).everyWord();
    expect(bench.calls('transcriptions')).toHaveLength(bench.pieces);
  });

  test('of a library that was emptied on purpose stays empty', async () => {
    const { home, lectureId } = await finishedHome();
    const emptied = await startTestCore({ home, provider: bench.simulator });
    await emptied.ask('remove-lecture', { lectureId });
    await emptied.stop();
    expect(await objectsIn(home)).toEqual([]);

    const core = await reopen(home);

    expect((await core.ask('get-library', {})).lectures).toEqual([]);
  });
});

test('objects that are missing or changed are named with what makes them whole', async () => {
  const { home, lectureId } = await finishedHome();
  const objects = await objectsIn(home);
  const one = (kind: string) => objects.find((path) => path.includes(`/${kind}/`)) ?? '';
  await rm(join(home, 'objects', one('export')));
  await writeFile(join(home, 'objects', one('proxy')), 'not sound');
  await writeFile(join(home, 'objects', 'lectures', lectureId, 'export', 'stray.txt'), 'left over');
  const core = await reopen(home);

  const report = await core.ask('check-integrity', { deep: true });

  expect(report.status).toBe('failed');
  const found = report.problems.map(({ key, state, remedy }) => `${key} ${state} ${remedy.action}`);
  expect(found.toSorted()).toEqual(
    [
      `${one('export')} missing process-again`,
      `${one('proxy')} corrupt process-again`,
      `lectures/${lectureId}/export/stray.txt orphan none`,
    ].toSorted(),
  );
  expect(paid()).toEqual([]);
});

/** As after a power cut: the file is checked when it is opened next. */
async function markUnclean(home: string): Promise<void> {
  const { default: Database } = await import('better-sqlite3');
  const database = new Database(join(home, 'lectern.db'));
  database.prepare("UPDATE meta SET value = '0' WHERE key = 'cleanStop'").run();
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

async function objectsIn(home: string): Promise<readonly string[]> {
  const folder = join(home, 'objects');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
