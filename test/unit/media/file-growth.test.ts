import { appendFile, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { assertComplete } from '../../../main/media/file-growth.ts';

const signal = new AbortController().signal;
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-growth-'));
  path = join(folder, 'talk.wav');
  await writeFile(path, 'abc');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('whether a file is complete', () => {
  it('is denied while it grows', async () => {
    const verdict = assertComplete(path, 100, signal);
    await appendFile(path, 'def');

    await expect(verdict).rejects.toMatchObject({ failure: { code: 'AUDIO_STILL_GROWING' } });
  });

  it('is granted when it stands still', async () => {
    await expect(assertComplete(path, 20, signal)).resolves.toBeUndefined();
  });

  it('is granted at once for a file that is not new', async () => {
    await utimes(path, new Date('2026-01-01'), new Date('2026-01-01'));

    await expect(assertComplete(path, 60_000, signal)).resolves.toBeUndefined();
  });

  it('is denied with its own reason when the file is missing', async () => {
    const verdict = assertComplete(join(folder, 'gone.wav'), 20, signal);

    await expect(verdict).rejects.toMatchObject({ failure: { code: 'AUDIO_FILE_MISSING' } });
  });

  it('says of a folder at once what it is, even while files are added to it', async () => {
    const verdict = assertComplete(folder, 60_000, signal);

    await expect(verdict).rejects.toMatchObject({ failure: { code: 'AUDIO_IS_FOLDER' } });
  });
});
