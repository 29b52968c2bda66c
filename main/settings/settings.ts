import type { z } from 'zod';
import {
  settingDefaults,
  settingKeys,
  settingSchemas,
  settingsSchema,
  type SettingKey,
  type Settings,
} from '../../preload/contract/settings.ts';
import { createEmitter } from '../lib/emitter.ts';
import { LecternError, remedy } from '../lib/failure.ts';
import type { SettingRows } from './ports.ts';

/** The settings in force: what flags and the environment say goes before what was saved, that before the defaults. */
export interface SettingsStore {
  /** All settings in force, frozen; asked anew where a change must hold at once. */
  current(): Settings;
  /** Keys that flags or the environment decide, so that saving them changes nothing just now. */
  overridden(): readonly SettingKey[];
  /** Saves values. Throws `SETTINGS_INVALID` naming every problem at once, and saves nothing then. */
  save(values: Readonly<Record<string, unknown>>): void;
  subscribe(listener: () => void): () => void;
}

/** Values from outside the database, by setting key; flags are merged over the environment by the caller. */
export type SettingOverrides = Readonly<Partial<Record<SettingKey, unknown>>>;

/**
 * Reads the settings and keeps them. Throws `SETTINGS_INVALID` when overrides break a rule; all problems
 * are named in one message.
 */
export function createSettings(rows: SettingRows, overrides: SettingOverrides): SettingsStore {
  const changes = createEmitter<undefined>();
  let current = combine(rows.all(), overrides);
  return {
    current: () => current,
    overridden: () => settingKeys.filter((key) => overrides[key] !== undefined),
    save(values) {
      const checked = checkValues(values);
      rows.write(new Map([...checked].map(([key, value]) => [key, JSON.stringify(value)])));
      current = combine(rows.all(), overrides);
      changes.emit(undefined);
    },
    subscribe: (listener) => changes.subscribe(listener),
  };
}

/** Overrides that the environment gives. Empty variables count as not set. */
export function overridesFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): SettingOverrides {
  const baseUrl = environment['OPENAI_BASE_URL']?.trim() ?? '';
  return baseUrl === '' ? {} : { 'provider.baseUrl': baseUrl };
}

/**
 * Understands a value typed on a command line: JSON where it is JSON of the right kind, else the text itself; a list of
 * words separated by commas for list settings; `none` for "not set" and for an empty list. What fits no rule is answered as it is, for
 * `save` to refuse. Throws `SETTING_UNKNOWN`.
 */
export function parseSettingText(key: string, text: string): unknown {
  const schema = isSettingKey(key) ? settingSchemas[key] : null;
  if (schema === null) throw unknownSetting(key);
  const candidates = [
    text === 'none' ? null : undefined,
    fromJson(text),
    text,
    text === 'none' ? [] : text.split(',').map((word) => word.trim()),
  ];
  const given = candidates.filter((candidate) => candidate !== undefined);
  const fitting = given.find((candidate) => schema.safeParse(candidate).success);
  if (fitting !== undefined) return fitting;
  // Of the right kind at least: the complaint is then about its value.
  return given.find((candidate) => isOfKind(schema, candidate)) ?? text;
}

function isOfKind(schema: z.ZodType, value: unknown): boolean {
  const issues = schema.safeParse(value).error?.issues ?? [];
  return !issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0);
}

function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settingSchemas, key);
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function combine(saved: ReadonlyMap<string, string>, overrides: SettingOverrides): Settings {
  const values: Record<string, unknown> = { ...settingDefaults };
  for (const [key, text] of saved) {
    if (!isSettingKey(key)) continue;
    // Saved by another version, or damaged: the default holds until a person sets it anew; it must not keep the app from opening.
    const value = settingSchemas[key].safeParse(fromJson(text));
    if (value.success) values[key] = value.data;
  }
  for (const key of settingKeys) if (overrides[key] !== undefined) values[key] = overrides[key];
  const parsed = settingsSchema.safeParse(values);
  if (parsed.success) return Object.freeze(parsed.data);
  throw invalidSettings(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}

function checkValues(values: Readonly<Record<string, unknown>>): ReadonlyMap<SettingKey, unknown> {
  const problems: string[] = [];
  const checked = new Map<SettingKey, unknown>();
  for (const [key, value] of Object.entries(values)) {
    if (!isSettingKey(key)) {
      problems.push(`${key}: there is no such setting`);
      continue;
    }
    const parsed = settingSchemas[key].safeParse(value);
    if (parsed.success) checked.set(key, parsed.data);
    else problems.push(...parsed.error.issues.map((issue) => `${key}: ${issue.message}`));
  }
  if (problems.length > 0) throw invalidSettings(problems);
  return checked;
}

function invalidSettings(problems: readonly string[]): LecternError {
  return new LecternError({
    code: 'SETTINGS_INVALID',
    message: `Some settings cannot be used. ${problems.join('; ')}.`,
    remedy: remedy('open-settings', 'Open settings'),
    class: 'needs-user',
  });
}

function unknownSetting(key: string): LecternError {
  return new LecternError({
    code: 'SETTING_UNKNOWN',
    message: `There is no setting called "${key.slice(0, 60)}". "lectern settings list" shows them all.`,
    remedy: remedy('open-settings', 'Show all settings'),
    class: 'fatal',
  });
}
