import type { SettingsView } from '../../preload/contract/events.ts';
import { checkHealth } from '../health/check-health.ts';
import type { CommandHandlers } from '../lib/command-handlers.ts';
import { toFailure } from '../lib/failure.ts';
import { healthChecks } from './health-checks.ts';
import { checkIntegrity } from '../health/integrity.ts';
import { isReadableObject } from '../pipeline/manifest/is-readable.ts';
import { findLecture } from '../lectures/find-lecture.ts';
import type { Parts } from './parts.ts';

type SettingsCommand =
  | 'get-settings'
  | 'set-settings'
  | 'set-secret'
  | 'check-provider'
  | 'get-prices'
  | 'set-prices'
  | 'check-health'
  | 'check-integrity';

/** Commands about settings, keys, prices and health. */
export function settingsHandlers(parts: Parts): Pick<CommandHandlers, SettingsCommand> {
  const { settings, vault, queue, pricing, announcer, events } = parts;
  return {
    'get-settings': () => settingsView(parts),
    'set-settings': async ({ settings: values }) => {
      settings.save(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)));
      // A corrected address, model or ceiling is what held work may have been waiting for.
      queue.conditionsChanged();
      announcer.settings();
      announcer.library();
      return settingsView(parts);
    },
    'set-secret': async ({ name, value, place }) => {
      await vault.write(name, value === null ? null : value.trim(), place ?? null);
      queue.conditionsChanged();
      announcer.settings();
      return settingsView(parts);
    },
    'check-provider': (input, signal) => checkProvider(parts, input, signal),
    'get-prices': () => pricing.prices(),
    'set-prices': (prices) => pricing.save(prices),
    'check-health': async (_input, signal) => {
      const report = await checkHealth(healthChecks(parts), signal);
      events.emit({ name: 'health-changed', payload: report });
      return report;
    },
    'check-integrity': ({ lectureId, deep }, signal) =>
      checkIntegrity(
        { ...parts, isReadable: isReadableObject },
        { lectureId: lectureId === undefined ? null : findLecture(parts.library, lectureId).id, deep },
        signal,
      ),
  };
}

/** Settings with what is needed to explain them. */
export async function settingsView(parts: Parts): Promise<SettingsView> {
  const [secrets, keychain] = await Promise.all([parts.vault.states(), parts.vault.keychain()]);
  return {
    revision: parts.nextRevision(),
    settings: parts.settings.current(),
    overridden: [...parts.settings.overridden()],
    secrets,
    keychain,
  };
}

/** A free question to the server: the saved address and key, or others that are to be tried before they are saved. */
async function checkProvider(
  parts: Parts,
  input: { readonly baseUrl?: string | undefined; readonly apiKey?: string | undefined },
  signal: AbortSignal,
) {
  const apiKey = input.apiKey?.trim() ?? (await parts.vault.read('provider.apiKey'));
  const baseUrl = input.baseUrl ?? parts.settings.current()['provider.baseUrl'];
  try {
    const models = await parts.models.list(signal, { apiKey, baseUrl });
    return { ok: true, failure: null, models: [...models] };
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, failure: toFailure(error), models: [] };
  }
}
