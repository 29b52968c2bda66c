import type { SettingsView } from '../../preload/contract/events.ts';
import { settingSchemas } from '../../preload/contract/settings.ts';
import { checkHealth } from '../health/check-health.ts';
import type { CommandHandlers } from '../lib/command-handlers.ts';
import { LecternError, remedy, toFailure } from '../lib/failure.ts';
import { healthChecks } from './health-checks.ts';
import { checkIntegrity } from '../health/integrity.ts';
import { isReadableObject } from '../pipeline/manifest/is-readable.ts';
import { findLecture } from '../lectures/find-lecture.ts';
import type { Parts } from './parts.ts';
import { requirePreset } from './require-preset.ts';

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
      const preset = values['generation.preset'];
      if (preset !== undefined) requirePreset(parts, preset);
      settings.save(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)));
      if (values['provider.baseUrl'] !== undefined) lookAtModelsAnew(parts);
      // A corrected address, model or ceiling is what held work may have been waiting for.
      queue.conditionsChanged();
      announcer.settings();
      announcer.library();
      return settingsView(parts);
    },
    'set-secret': async ({ name, value, place }) => {
      await vault.write(name, value === null ? null : plainKey(value), place ?? null);
      lookAtModelsAnew(parts);
      queue.conditionsChanged();
      announcer.settings();
      return settingsView(parts);
    },
    'check-provider': (input, signal) => checkProvider(parts, input, signal),
    'get-prices': () => pricing.prices(),
    'set-prices': (prices) => {
      const saved = pricing.save(prices);
      // Work may wait because a price was not known.
      queue.conditionsChanged();
      return saved;
    },
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

/** The list of models decides on the fallback; nobody waits for it. */
function lookAtModelsAnew(parts: Parts): void {
  parts.models.forget();
  void parts.attempt(() => parts.models.refresh(AbortSignal.timeout(30_000)));
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
  try {
    const apiKey =
      input.apiKey === undefined ? await parts.vault.read('provider.apiKey') : plainKey(input.apiKey);
    const baseUrl = input.baseUrl ?? parts.settings.current()['provider.baseUrl'];
    if (!settingSchemas['provider.baseUrl'].safeParse(baseUrl).success) throw addressInvalid();
    const models = await parts.models.list(signal, { apiKey, baseUrl });
    return { ok: true, failure: null, models: [...models] };
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, failure: toFailure(error), models: [] };
  }
}

/** Keys are pasted with white space around them. Throws `KEY_EMPTY` when there is nothing else. */
function plainKey(key: string): string {
  const plain = key.trim();
  if (plain !== '') return plain;
  throw new LecternError({
    code: 'KEY_EMPTY',
    message: 'The key is empty.',
    remedy: remedy('enter-key', 'Paste the key'),
    class: 'needs-user',
  });
}

function addressInvalid(): LecternError {
  return new LecternError({
    code: 'ADDRESS_INVALID',
    message:
      'The address of the server cannot be used. It begins with https:// or http://, such as https://api.openai.com/v1.',
    remedy: remedy('open-settings', 'Correct the address', 'provider.baseUrl'),
    class: 'needs-user',
  });
}
