import { chmodSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { checkIntegrity } from '../../../main/health/integrity.ts';
import { isReadableObject } from '../../../main/pipeline/manifest/is-readable.ts';
import { storeVersion } from '../../../main/pipeline/manifest/store-version.ts';
import { transcriptFile } from '../../../main/pipeline/manifest/stored-files.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { lectureOf } from '../../support/library-rows.ts';
import { openLibrary, type OpenLibrary } from '../../support/open-library.ts';

let home: OpenLibrary;
let key: string;
let manifestKey: string;

async function add(lectureId: string, content: Buffer): Promise<void> {
  home.library.addLecture(lectureOf(lectureId));
  const { object, manifest } = await storeVersion({
    ...{ ...home, lectureId, version: 1, extension: 'json', content },
    data: { kind: 'transcript', language: null, coverage: 1, gaps: [], pieces: [], calls: [] },
  });
  home.library.addObject(object);
  home.library.addObject(manifest);
  [key, manifestKey] = [object.key, manifest.key];
}

function check(question: { lectureId?: string; deep?: boolean } = {}) {
  const sources = { ...home, isReadable: isReadableObject };
  const { lectureId = null, deep = false } = question;
  return checkIntegrity(sources, { lectureId, deep }, home.signal);
}

describe('an integrity check', () => {
  beforeEach(async () => {
    home = openLibrary();
    const row = { version: 1, language: null, coverage: 1, gaps: [], segments: [] };
    await add('l2', transcriptFile({ ...row, lectureId: 'l2' }));
    await add('l1', transcriptFile({ ...row, lectureId: 'l1' }));
  });

  test('finds nothing where everything is as it was stored', async () => {
    expect(await check()).toEqual({ status: 'ok', checked: 4, problems: [] });
    expect(await check({ deep: true })).toEqual({ status: 'ok', checked: 4, problems: [] });
    expect(await check({ lectureId: 'l1' })).toMatchObject({ checked: 2 });
  });

  test('names what is missing, with its repair', async () => {
    rmSync(path.join(home.objectFolder, key));
    expect(await check()).toEqual({
      status: 'failed',
      checked: 4,
      problems: [
        {
          ...{ key, kind: 'transcript', lectureId: 'l1', state: 'missing' },
          remedy: { action: 'process-again', label: 'Transcribe again', target: 'l1' },
        },
      ],
    });
    expect((await check({ lectureId: 'l2' })).status).toBe('ok');
  });

  test('names at once what has another size', async () => {
    truncateSync(path.join(home.objectFolder, manifestKey), 10);
    expect((await check()).problems).toMatchObject([{ key: manifestKey, state: 'corrupt' }]);
  });

  test('finds a single changed bit only when it looks deep', async () => {
    const file = path.join(home.objectFolder, key);
    const bytes = readFileSync(file);
    bytes[10] = (bytes[10] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    expect((await check()).status).toBe('ok');
    expect((await check({ deep: true })).problems).toMatchObject([{ key, state: 'corrupt' }]);
  });

  test('finds what was stored whole but is not what its kind says', async () => {
    await add('l3', Buffer.from('{"not": "a transcript"}'));
    expect((await check({ lectureId: 'l3' })).status).toBe('ok');
    expect((await check({ lectureId: 'l3', deep: true })).problems).toMatchObject([
      { key, state: 'corrupt' },
    ]);
  });

  test('names what cannot be read', async () => {
    const file = path.join(home.objectFolder, key);
    rmSync(file);
    // A folder has a size and no bytes; unlike a permission, that holds for root as well.
    mkdirSync(file);
    const problems = (await check({ deep: true })).problems;
    expect(problems).toMatchObject([{ key, state: 'missing' }]);
    const unreadable = {
      ...home,
      objects: { ...home.objects, localPath: async () => path.dirname(file) },
      isReadable: isReadableObject,
    };
    rmSync(file, { recursive: true });
    const size = home.library.object(key)?.bytes ?? 0;
    writeFileSync(file, Buffer.alloc(size));
    const report = await checkIntegrity(unreadable, { lectureId: 'l1', deep: true }, home.signal);
    expect(report.problems.every(({ state }) => state === 'unreadable')).toBe(true);
    expect(report.problems).toHaveLength(2);
  });

  test('names what no row speaks of', async () => {
    const orphan = path.join(home.objectFolder, 'lectures', 'l9', 'export', 'x.md');
    mkdirSync(path.dirname(orphan), { recursive: true });
    writeFileSync(orphan, 'x');
    expect((await check()).problems).toEqual([
      {
        ...{ key: 'lectures/l9/export/x.md', kind: 'export', lectureId: 'l9', state: 'orphan' },
        remedy: { action: 'none', label: 'Nothing needs it' },
      },
    ]);
    expect((await check({ lectureId: 'l1' })).status).toBe('ok');
    chmodSync(orphan, 0o600);
  });

  test('says that the store cannot be reached instead of calling everything missing', async () => {
    rmSync(home.objectFolder, { recursive: true });
    expect((await rejectionOf(check())).code).toBe('STORAGE_UNAVAILABLE');
  });

  test('reads large objects without holding them in memory', async () => {
    const content = Buffer.alloc(64 * 1_048_576, 'x');
    home.library.addLecture(lectureOf('l4'));
    const stored = await storeVersion({
      ...{ ...home, lectureId: 'l4', version: 1, extension: 'mp3', content, data: { kind: 'proxy' } },
    });
    home.library.addObject(stored.object);
    home.library.addObject(stored.manifest);
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers)), 2);
    expect(await check({ lectureId: 'l4', deep: true })).toMatchObject({ status: 'ok', checked: 2 });
    clearInterval(watch);
    expect(most - before).toBeLessThan(8 * 1_048_576);
  });

  test('stops when it is told to', async () => {
    const controller = new AbortController();
    controller.abort(new Error('stopped'));
    const sources = { ...home, isReadable: isReadableObject };
    const checking = checkIntegrity(sources, { lectureId: null, deep: true }, controller.signal);
    await expect(checking).rejects.toThrow('stopped');
  });
});
