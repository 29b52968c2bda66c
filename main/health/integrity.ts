import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Remedy } from '../../preload/contract/failure.ts';
import type { IntegrityReport, ObjectState } from '../../preload/contract/health.ts';
import type { IntegritySources, RecordedObject } from './integrity-ports.ts';

/** What is checked, and how: quick looks at existence and size, deep reads every byte. */
export interface IntegrityQuestion {
  /** Null is the whole library. */
  readonly lectureId: string | null;
  readonly deep: boolean;
}

type Problem = IntegrityReport['problems'][number];

/** Bytes read at a time. */
const CHUNK_BYTES = 1_048_576;

/**
 * Compares what the rows say with what the store holds. Changes nothing. Memory stays flat at any size. Throws only the reason of
 * the signal, or the store's failure when it cannot be reached at all: then nothing is known about any object.
 */
export async function checkIntegrity(
  sources: IntegritySources,
  question: IntegrityQuestion,
  signal: AbortSignal,
): Promise<IntegrityReport> {
  // The store is listed before the rows are read: what is written meanwhile has its row by then.
  const stored = await storedKeys(sources, question.lectureId, signal);
  const recorded = sources.library.objects(question.lectureId ?? undefined);
  const problems: Problem[] = [];
  for (const object of recorded) {
    signal.throwIfAborted();
    const state = await stateOf(sources, object, question.deep, signal);
    if (state !== 'ok') problems.push(problemOf(object.key, object.kind, object.lectureId, state));
  }
  const known = new Set(recorded.map(({ key }) => key));
  const orphans = stored.filter((key) => !known.has(key)).map(orphanOf);
  return {
    status: problems.length + orphans.length === 0 ? 'ok' : 'failed',
    checked: recorded.length + orphans.length,
    problems: [...problems, ...orphans],
  };
}

async function storedKeys(
  { objects }: IntegritySources,
  lectureId: string | null,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of objects.list(lectureId === null ? '' : `lectures/${lectureId}/`, signal)) {
    keys.push(key);
  }
  return keys;
}

async function stateOf(
  { objects, isReadable }: IntegritySources,
  object: RecordedObject,
  deep: boolean,
  signal: AbortSignal,
): Promise<ObjectState> {
  try {
    const size = await objects.size(object.key, signal);
    if (size === null) return 'missing';
    if (size !== object.bytes) return 'corrupt';
    if (!deep) return 'ok';
    const path = await objects.localPath(object.key, signal);
    if ((await hashOf(path, signal)) !== object.sha256) return 'corrupt';
    return (await isReadable(object.kind, path)) ? 'ok' : 'corrupt';
  } catch {
    signal.throwIfAborted();
    return 'unreadable';
  }
}

/** Reads into one buffer again and again; a stream would leave as many behind as the file has chunks. */
async function hashOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  const file = await open(path, 'r');
  try {
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** No row speaks of it: left over from a crash or a removal, or put there by somebody. */
function orphanOf(key: string): Problem {
  const [, lectureId = null, kind = 'unknown'] = key.split('/');
  return problemOf(key, kind, lectureId, 'orphan');
}

function problemOf(key: string, kind: string, lectureId: string | null, state: ObjectState): Problem {
  return { key, kind, lectureId, state, remedy: remedyFor(kind, lectureId, state) };
}

/** What makes the object whole again, by what it is. */
const repairs: Readonly<Record<string, Pick<Remedy, 'action' | 'label'>>> = {
  source: { action: 'choose-file', label: 'Locate the recording' },
  proxy: { action: 'process-again', label: 'Process the recording again' },
  speech: { action: 'process-again', label: 'Process the recording again' },
  transcript: { action: 'process-again', label: 'Transcribe again' },
  artifact: { action: 'process-again', label: 'Make the material again' },
  export: { action: 'process-again', label: 'Export again' },
  manifest: { action: 'restore', label: 'Restore from a backup' },
};

function remedyFor(kind: string, lectureId: string | null, state: ObjectState): Remedy {
  if (state === 'orphan') return { action: 'none', label: 'Nothing needs it' };
  const repair = repairs[kind] ?? { action: 'report', label: 'Show the log' };
  return lectureId === null ? repair : { ...repair, target: lectureId };
}
