import { expect, test } from 'vitest';
import { LecternError } from '../../../main/lib/failure.ts';
import { translateStorageError } from '../../../main/storage/storage-failures.ts';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: failed, write '/home/anna/secret lecture.mp3'`), { code });
}

test.for([
  ['ENOSPC', 'STORAGE_FULL', 'needs-user', 'disk'],
  ['EDQUOT', 'STORAGE_FULL', 'needs-user', 'disk'],
  ['EROFS', 'STORAGE_READ_ONLY', 'needs-user', 'storage'],
  ['EACCES', 'STORAGE_DENIED', 'needs-user', 'storage'],
  ['EPERM', 'STORAGE_DENIED', 'needs-user', 'storage'],
  ['EIO', 'STORAGE_UNAVAILABLE', 'needs-user', 'storage'],
  ['ENOENT', 'STORAGE_UNAVAILABLE', 'needs-user', 'storage'],
  ['ENOTCONN', 'STORAGE_UNAVAILABLE', 'needs-user', 'storage'],
  ['EMFILE', 'STORAGE_BUSY', 'retryable', undefined],
] as const)('%s of the system is %s for a person', ([system, code, failureClass, scope]) => {
  const cause = systemError(system);
  const error = translateStorageError(cause);
  expect(error).toBeInstanceOf(LecternError);
  if (!(error instanceof LecternError)) return;
  expect(error.failure).toMatchObject({ code, class: failureClass });
  expect(error.failure.scope).toBe(scope);
  expect(error.cause).toBe(cause);
  expect(error.failure.message).toMatch(/^[A-Z].*\.$/);
  expect(error.failure.message).not.toContain('secret');
  expect(error.failure.remedy.label).not.toBe('');
});

test('what is no fault of the disk is handed back as it is', () => {
  const bug = new TypeError('x is not a function');
  expect(translateStorageError(bug)).toBe(bug);
  const own = new LecternError({
    ...{ code: 'OBJECT_MISSING', message: 'x', class: 'fatal' },
    remedy: { action: 'none', label: 'x' },
  });
  expect(translateStorageError(own)).toBe(own);
});
