import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../main/lib/clock.ts';
import { findHome } from '../../../main/lib/default-home.ts';
import { createEmitter } from '../../../main/lib/emitter.ts';
import { hashFile, sha256 } from '../../../main/lib/hash-file.ts';
import { describeHome, prepareHome } from '../../../main/lib/home.ts';
import { newIdentifier } from '../../../main/lib/identifier.ts';
import { createRevisions } from '../../../main/lib/revision.ts';
import { failureOf } from '../../support/failure-of.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const never = new AbortController().signal;

describe('revisions', () => {
  test('each is higher than the one before, and those of a later start are higher than all earlier ones', () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 41),
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 1, max: 900 }),
        (start, laterMs, views) => {
          const first = createRevisions(start);
          const numbers = Array.from({ length: views }, first);
          expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
          expect(new Set(numbers).size).toBe(views);
          expect(createRevisions(start + laterMs)()).toBeGreaterThan(numbers.at(-1) ?? 0);
        },
      ),
    );
  });

  test('they stay whole numbers that JSON keeps, for centuries', () => {
    const far = Date.UTC(2255, 0, 1);
    expect(Number.isSafeInteger(createRevisions(far)())).toBe(true);
  });
});

describe('identifiers', () => {
  test('are UUIDs of version 7', () => {
    expect(newIdentifier()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('carry their time, so that they sort by age', () => {
    const ids = [1, 1_000, 1_700_000_000_000, 1_700_000_000_001].map((now) => newIdentifier(now));
    expect(ids).toEqual(ids.toSorted());
    expect(newIdentifier(0x0123456789ab).startsWith('01234567-89ab-7')).toBe(true);
  });

  test('are different within one millisecond', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => newIdentifier(5))).size).toBe(1_000);
  });
});

describe('the emitter', () => {
  test('tells every listener until it is removed', () => {
    const emitter = createEmitter<number>();
    const heard: string[] = [];
    const stop = emitter.subscribe((event) => heard.push(`a${event}`));
    emitter.subscribe((event) => heard.push(`b${event}`));

    emitter.emit(1);
    stop();
    emitter.emit(2);

    expect(heard).toEqual(['a1', 'b1', 'b2']);
  });

  test('a listener removed by another one during an event does not hear it', () => {
    const emitter = createEmitter<number>();
    const heard: string[] = [];
    let stop = (): void => undefined;
    emitter.subscribe(() => stop());
    stop = emitter.subscribe(() => heard.push('late'));

    emitter.emit(1);

    expect(heard).toEqual([]);
  });

  test('one that throws keeps nobody from hearing, and its error is not swallowed', async () => {
    const emitter = createEmitter<number>();
    const heard: number[] = [];
    const uncaught: (() => void)[] = [];
    vi.stubGlobal('queueMicrotask', (callback: () => void) => uncaught.push(callback));
    emitter.subscribe(() => {
      throw new Error('of the listener');
    });
    emitter.subscribe((event) => heard.push(event));

    emitter.emit(7);
    vi.unstubAllGlobals();

    expect(heard).toEqual([7]);
    expect(uncaught[0]).toThrow('of the listener');
  });
});

describe('where the home is', () => {
  test('a flag goes before the variable, that before the place of the system', () => {
    expect(findHome('/a', { LECTERN_HOME: '/b' }, 'linux')).toBe(resolve('/a'));
    expect(findHome(undefined, { LECTERN_HOME: '/b' }, 'linux')).toBe(resolve('/b'));
    expect(findHome('', { LECTERN_HOME: '' }, 'linux')).toBe(join(homedir(), '.config', 'Lectern'));
  });

  test('a relative one is taken from where one stands', () => {
    expect(findHome('here', {}, 'linux')).toBe(resolve('here'));
  });

  test('each system has its own place', () => {
    expect(findHome(undefined, { XDG_CONFIG_HOME: '/cfg' }, 'linux')).toBe('/cfg/Lectern');
    expect(findHome(undefined, {}, 'darwin')).toBe(
      join(homedir(), 'Library', 'Application Support', 'Lectern'),
    );
    expect(findHome(undefined, { APPDATA: '/roaming' }, 'win32')).toBe(join('/roaming', 'Lectern'));
  });

  test('variables that are empty or no absolute path decide nothing', () => {
    expect(findHome(undefined, { XDG_CONFIG_HOME: 'relative' }, 'linux')).toBe(
      join(homedir(), '.config', 'Lectern'),
    );
    expect(findHome(undefined, { APPDATA: '' }, 'win32')).toBe(
      join(homedir(), 'AppData', 'Roaming', 'Lectern'),
    );
  });
});

describe('making a home', () => {
  test('its folders are for this user alone', () => {
    const root = join(temporaryFolder(), 'a', 'home');

    const home = prepareHome(root);

    expect(home).toEqual(describeHome(root));
    for (const folder of [home.root, home.backups, home.staging, home.cache, home.logs]) {
      expect(statSync(folder).mode & 0o777, folder).toBe(0o700);
    }
  });

  test('a home that is there is taken as it is', () => {
    const root = join(temporaryFolder(), 'home');
    prepareHome(root);
    writeFileSync(join(root, 'staging', 'kept'), '');

    prepareHome(root);

    expect(readdirSync(join(root, 'staging'))).toEqual(['kept']);
  });

  test('a file in its place is refused with the folder and what to do', () => {
    const root = join(temporaryFolder(), 'home');
    writeFileSync(root, '');

    const failure = failureOf(() => prepareHome(root));

    expect(failure).toMatchObject({ code: 'HOME_NOT_WRITABLE', class: 'needs-user' });
    expect(failure.message).toContain(root);
    expect(failure.remedy).toMatchObject({
      action: 'none',
      label: expect.stringContaining('--home') as string,
    });
  });
});

describe('hashing', () => {
  test('a file and its bytes have the same hash', async () => {
    const path = join(temporaryFolder(), 'file');
    const bytes = Buffer.alloc(3_000_000, 'lectern');
    writeFileSync(path, bytes);

    expect(await hashFile(path, never)).toBe(sha256(bytes));
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test('it ends when it is told to', async () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, 'x');
    await expect(hashFile(path, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('a file that is not there is an error of the file system', async () => {
    await expect(hashFile('/nowhere/at/all', never)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('the clock of the machine', () => {
  test('calls back after the delay, and not when it was cancelled', async () => {
    const called: string[] = [];
    systemClock.after(1, () => called.push('cancelled'))();
    await new Promise<void>((done) => {
      systemClock.after(5, () => {
        called.push('on time');
        done();
      });
    });
    expect(called).toEqual(['on time']);
  });

  test('a delay longer than a timer can take does not fire at once', () => {
    vi.useFakeTimers();
    let called = 0;
    const cancel = systemClock.after(2 ** 40, () => (called += 1));
    vi.advanceTimersByTime(60_000);
    cancel();
    vi.useRealTimers();
    expect(called).toBe(0);
  });
});
