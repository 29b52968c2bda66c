import { readFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { secretNameSchema, type SecretName } from '../../preload/contract/settings.ts';

/** A secret at rest: encrypted by the system's keychain (base64), or plain because the person chose that. */
const savedSecretSchema = z.object({ place: z.enum(['keychain', 'file']), value: z.string() });
export type SavedSecret = z.infer<typeof savedSecretSchema>;

const secretFileSchema = z.partialRecord(secretNameSchema, savedSecretSchema);
export type SavedSecrets = z.infer<typeof secretFileSchema>;

/** Reads `secrets.json`; a file that is missing or damaged holds no secrets, and the person is asked for them again. */
export function readSecretFile(path: string): SavedSecrets {
  try {
    return secretFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}

/** Writes `secrets.json` atomically, readable by its owner only (0600). Throws what the file system throws. */
export async function writeSecretFile(path: string, secrets: SavedSecrets): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  await rm(temporary, { force: true });
  try {
    await writePrivate(temporary, JSON.stringify(secrets, null, 2));
    await rename(temporary, path);
  } catch (error) {
    // No key stays behind under another name.
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writePrivate(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A copy without one secret, or with another value for it. */
export function withSecret(secrets: SavedSecrets, name: SecretName, value: SavedSecret | null): SavedSecrets {
  const rest = Object.fromEntries(Object.entries(secrets).filter(([known]) => known !== name));
  return value === null ? rest : { ...rest, [name]: value };
}
