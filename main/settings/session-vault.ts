import type { SecretName } from '../../preload/contract/settings.ts';
import { LecternError, remedy } from '../lib/failure.ts';
import type { SecretVault } from './ports.ts';

/**
 * Keys outside the app: from the environment or handed over for this process only. Nothing is written anywhere.
 * @param given keys handed over for this process (standard input); they go before the environment
 */
export function createSessionVault(
  environment: Readonly<Record<string, string | undefined>>,
  given: Readonly<Partial<Record<SecretName, string>>> = {},
): SecretVault {
  const session = new Map<SecretName, string>(
    Object.entries(given).map(([name, value]) => [name as SecretName, value]),
  );
  const fromEnvironment = () => environment['OPENAI_API_KEY'] ?? '';
  return {
    read: (name) => Promise.resolve(session.get(name) ?? (fromEnvironment() || null)),
    write(name, value, place) {
      if (place !== null && place !== 'session') return Promise.reject(needsApp());
      if (value === null) session.delete(name);
      else session.set(name, value);
      return Promise.resolve();
    },
    states() {
      const inSession = session.has('provider.apiKey');
      const isSet = inSession || fromEnvironment() !== '';
      const place = inSession ? ('session' as const) : isSet ? ('environment' as const) : null;
      return Promise.resolve({ 'provider.apiKey': { isSet, place } });
    },
    keychain: () => Promise.resolve({ available: false, name: 'none outside the app' }),
  };
}

function needsApp(): LecternError {
  return new LecternError({
    code: 'KEYCHAIN_UNAVAILABLE',
    message: 'Keys are saved by the app only. Here they come from OPENAI_API_KEY or --api-key-stdin.',
    remedy: remedy('start-app', 'Open Lectern'),
    class: 'needs-user',
  });
}
