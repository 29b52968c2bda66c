import type { ObjectKind } from '../rows-port.ts';

/** The parts of an object's key. `extension` is 1 to 8 letters or digits, `sha256` 64 hex digits. */
export interface ObjectKeyParts {
  readonly lectureId: string;
  readonly kind: ObjectKind;
  readonly version: number;
  readonly sha256: string;
  readonly extension: string;
}

const kinds: readonly ObjectKind[] = [
  'source',
  'proxy',
  'speech',
  'transcript',
  'artifact',
  'export',
  'manifest',
];

const keyPattern =
  /^lectures\/([0-9a-z][0-9a-z-]{0,63})\/([a-z]+)\/([1-9]\d{0,8})-([0-9a-f]{64})\.([a-z0-9]{1,8})$/;

/** Builds `lectures/<id>/<kind>/<version>-<sha256>.<ext>`. Parts that would not read back the same are a bug and throw. */
export function objectKey(parts: ObjectKeyParts): string {
  const key = `lectures/${parts.lectureId}/${parts.kind}/${parts.version}-${parts.sha256}.${parts.extension}`;
  if (parseObjectKey(key) === null) throw new Error(`Not a key: ${key}`);
  return key;
}

/** Reads a key; null when it is not one of ours. */
export function parseObjectKey(key: string): ObjectKeyParts | null {
  const [, lectureId, kindName, version, sha256, extension] = keyPattern.exec(key) ?? [];
  const kind = kinds.find((known) => known === kindName);
  if (kind === undefined || !lectureId || !version || !sha256 || !extension) return null;
  return { lectureId, kind, version: Number(version), sha256, extension };
}

/** The extension for a key, taken from a file's name; `bin` when the name has none that fits. */
export function extensionForKey(fileName: string): string {
  return /\.([A-Za-z0-9]{1,8})$/.exec(fileName)?.[1]?.toLowerCase() ?? 'bin';
}
