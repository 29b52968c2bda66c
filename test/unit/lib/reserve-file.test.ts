import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { createReserveFile } from '../../../main/lib/reserve-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

it('takes up real room, gives it back and takes it again', () => {
  const path = join(temporaryFolder(), 'reserve');
  const reserve = createReserveFile(path, 3_000_000);
  expect(reserve.isHeld()).toBe(false);
  expect(reserve.ensure()).toBe(true);
  expect(statSync(path).size).toBe(3_000_000);
  expect(statSync(path).blocks * 512).toBeGreaterThanOrEqual(3_000_000);
  expect(reserve.release()).toBe(true);
  expect(reserve.isHeld()).toBe(false);
  expect(reserve.release()).toBe(false);
  expect(reserve.ensure()).toBe(true);
});

it('is not taken from a disk that could not spare it', () => {
  const reserve = createReserveFile(join(temporaryFolder(), 'reserve'), 2 ** 60);
  expect(reserve.ensure()).toBe(false);
  expect(reserve.isHeld()).toBe(false);
});
