import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import electronLog from 'electron-log/node';
import { LecternError } from './failure.ts';

/** What happened, for support: one JSON object a line in `logs/lectern.log`. Never a key, never text of a lecture. */
export interface Log {
  /** An event by a short name, with plain data such as ids and numbers. */
  note(event: string, data?: Readonly<Record<string, string | number | boolean | null>>): void;
  /** An error that is nobody's expected failure, with its stack. */
  error(error: unknown): void;
}

/** A file is closed at this size, and so many are kept. Bytes. */
const FILE_BYTES = 2 * 1024 * 1024;
const FILES_KEPT = 5;

/** The file lines are written to now. */
export function logFile(folder: string): string {
  return join(folder, 'lectern.log');
}

/** Opens the log of a home; the file is made by the first line. */
export function openLog(folder: string, now: () => number): Log {
  const logger = electronLog.create({ logId: folder });
  logger.transports.console.level = false;
  const { file } = logger.transports;
  // Without a name it looks for a package.json around the working folder, and writes nothing where there is none.
  file.setAppName('Lectern');
  file.resolvePathFn = () => logFile(folder);
  file.maxSize = FILE_BYTES;
  file.format = '{text}';
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  file.archiveLogFn = (full) => rotate(full.path);
  const write = (level: string, event: string, data: Readonly<Record<string, unknown>>): void => {
    logger.info(redact(JSON.stringify({ at: new Date(now()).toISOString(), level, event, ...data })));
  };
  return {
    note: (event, data = {}) => write('info', event, data),
    error: (error) => write('error', 'unexpected-error', describe(error)),
  };
}

/** Whatever looks like a key or an authorization is not written, wherever it came from. */
export function redact(line: string): string {
  return line
    .replaceAll(/\b(sk|pk|rk)-[A-Za-z0-9_-]{6,}/g, '$1-…')
    .replaceAll(/(bearer\s+)[^\s"\\]+/gi, '$1…')
    .replaceAll(/\bAKIA[A-Z0-9]{12,}/g, 'AKIA…');
}

/** Messages of foreign errors may carry contents, so only those of our own are kept whole; a stack names places in code. */
function describe(error: unknown): Readonly<Record<string, unknown>> {
  if (error instanceof LecternError) return { code: error.failure.code, requestId: error.failure.requestId };
  if (!(error instanceof Error)) return { kind: typeof error };
  const places = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return {
    kind: error.name,
    code: 'code' in error ? String(error.code) : undefined,
    places: places.slice(0, 12),
  };
}

function rotate(path: string): void {
  const old = (index: number): string => `${path}.${index}`;
  rmSync(old(FILES_KEPT), { force: true });
  for (let index = FILES_KEPT - 1; index >= 1; index -= 1) {
    if (existsSync(old(index))) renameSync(old(index), old(index + 1));
  }
  renameSync(path, old(1));
}
