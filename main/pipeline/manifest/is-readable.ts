import { readFile } from 'node:fs/promises';
import { LecternError } from '../../lib/failure.ts';
import { manifestSchema } from './manifest.ts';
import { readArtifactFile, readJson, readTranscriptFile } from './stored-files.ts';

/**
 * Whether a stored file can be understood as what its kind says. Sound, speech maps and exports have no schema to check here.
 * Throws when the file cannot be read at all.
 */
export async function isReadableObject(kind: string, path: string): Promise<boolean> {
  const read = readers[kind];
  if (read === undefined) return true;
  const bytes = await readFile(path);
  try {
    read(bytes);
    return true;
  } catch (error) {
    if (error instanceof LecternError) return false;
    throw error;
  }
}

const readers: Readonly<Record<string, (bytes: Buffer) => unknown>> = {
  transcript: readTranscriptFile,
  artifact: readArtifactFile,
  manifest: (bytes) => readJson(bytes, manifestSchema),
};
