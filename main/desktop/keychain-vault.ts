import { safeStorage } from 'electron';
import type { SecretName, SecretPlace, SecretStates } from '../../preload/contract/settings.ts';
import { LecternError, remedy } from '../lib/failure.ts';
import type { SecretVault } from '../settings/ports.ts';
import { readSecretFile, withSecret, writeSecretFile } from './secret-file.ts';

/**
 * Keys in `secrets.json`, encrypted by the system's keychain; without a keychain in this session's memory, or plain in the file when the
 * person chose that in these words. What this session was told goes first, then the environment, then what was saved.
 */
export function createKeychainVault(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
): SecretVault {
  const session = new Map<SecretName, string>();
  const fromEnvironment = (): string | null => environment['OPENAI_API_KEY'] || null;
  return {
    read: (name) => Promise.resolve(session.get(name) ?? fromEnvironment() ?? savedSecret(path, name)),
    async write(name, value, place) {
      session.delete(name);
      const wanted = place ?? (keychainState().available ? 'keychain' : 'session');
      if (value !== null && wanted === 'session') session.set(name, value);
      await save(path, name, value, wanted);
    },
    states: () =>
      Promise.resolve({ 'provider.apiKey': stateOf(path, 'provider.apiKey', session, fromEnvironment()) }),
    keychain: () => Promise.resolve(keychainState()),
  };
}

async function save(path: string, name: SecretName, value: string | null, place: SecretPlace): Promise<void> {
  const saved = readSecretFile(path);
  if (value === null || place === 'session' || place === 'environment') {
    if (saved[name] !== undefined) await writeSecretFile(path, withSecret(saved, name, null));
    return;
  }
  if (place === 'file') return writeSecretFile(path, withSecret(saved, name, { place, value }));
  if (!keychainState().available) throw keychainUnavailable();
  const encrypted = safeStorage.encryptString(value).toString('base64');
  await writeSecretFile(path, withSecret(saved, name, { place, value: encrypted }));
}

function savedSecret(path: string, name: SecretName): string | null {
  const saved = readSecretFile(path)[name];
  if (saved === undefined) return null;
  if (saved.place === 'file') return saved.value;
  if (!keychainState().available) return null;
  try {
    return safeStorage.decryptString(Buffer.from(saved.value, 'base64'));
  } catch {
    // Encrypted on another machine or by another user: it cannot be read here, and the person is asked again.
    return null;
  }
}

function stateOf(
  path: string,
  name: SecretName,
  session: ReadonlyMap<SecretName, string>,
  environment: string | null,
): SecretStates[SecretName] {
  if (session.has(name)) return { isSet: true, place: 'session' };
  if (environment !== null) return { isSet: true, place: 'environment' };
  const place = readSecretFile(path)[name]?.place ?? null;
  return { isSet: savedSecret(path, name) !== null, place };
}

/** On Linux `basic_text` means that nothing but a fixed password stands between the file and a reader: that is no keychain. */
function keychainState(): { available: boolean; name: string } {
  if (process.platform === 'darwin')
    return { available: safeStorage.isEncryptionAvailable(), name: 'the Keychain' };
  if (process.platform === 'win32')
    return { available: safeStorage.isEncryptionAvailable(), name: 'Windows' };
  const backend = safeStorage.getSelectedStorageBackend();
  const available = safeStorage.isEncryptionAvailable() && !['basic_text', 'unknown'].includes(backend);
  return { available, name: backend.startsWith('kwallet') ? 'KWallet' : 'the keyring' };
}

function keychainUnavailable(): LecternError {
  return new LecternError({
    code: 'KEYCHAIN_UNAVAILABLE',
    message:
      'This system has no keychain Lectern can use. Choose to keep the key for this session only, or in a file only you can read.',
    remedy: remedy('enter-key', 'Choose where to keep the key'),
    class: 'needs-user',
  });
}
