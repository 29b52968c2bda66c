import { z } from 'zod';
import { exportFormatSchema } from './export.ts';

const milliseconds = (least: number, most: number) => z.number().int().min(least).max(most);
const concurrency = z.number().int().min(1).max(32);
const dollars = z.number().nonnegative().max(100_000).nullable();
/** A language as a code, as models take it. */
export const languageCodeSchema = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language code such as "en" or "de"');
const language = languageCodeSchema.nullable();
const HOUR_MS = 3_600_000;

/** Every setting: its key, its rule. A null stands for "not set". Defaults are in `settingDefaults`. */
export const settingSchemas = {
  'provider.baseUrl': z.url({ protocol: /^https?$/ }),
  'transcription.model': z.string().min(1),
  'transcription.language': language,
  'transcription.concurrency': concurrency,
  /** Longest segment sent to a model that returns no times. Seconds. */
  'transcription.segmentSeconds': z.number().int().min(5).max(600),
  'generation.model': z.string().min(1),
  'generation.fallbackModel': z.string().min(1).nullable(),
  /** The fallback model writes in any case, not only while the main one's breaker is open. */
  'generation.useFallback': z.boolean(),
  'generation.language': language,
  'generation.concurrency': concurrency,
  /** Context budget for one request; null takes it from the capability table. Tokens. */
  'generation.contextTokens': z.number().int().min(2_000).max(2_000_000).nullable(),
  'generation.preset': z.string().min(1),
  'jobs.maxAttempts': z.number().int().min(1).max(50),
  'jobs.failFast': z.boolean(),
  'jobs.backoffBaseMs': milliseconds(1, HOUR_MS),
  'jobs.backoffCapMs': milliseconds(1, 24 * HOUR_MS),
  'breaker.windowMs': milliseconds(1, HOUR_MS),
  'breaker.minFailures': z.number().int().min(1).max(1000),
  'breaker.openMs': milliseconds(1, HOUR_MS),
  'breaker.openCapMs': milliseconds(1, 24 * HOUR_MS),
  'probe.firstMs': milliseconds(1, HOUR_MS),
  'probe.capMs': milliseconds(1, HOUR_MS),
  'network.connectTimeoutMs': milliseconds(10, HOUR_MS),
  'network.headerTimeoutMs': milliseconds(10, HOUR_MS),
  'network.bodyTimeoutMs': milliseconds(10, HOUR_MS),
  'network.totalTimeoutMs': milliseconds(10, HOUR_MS),
  /**
   * Hosts (`name:port`) that answer whenever the internet does. They are only ever connected to, and only after the server could not be
   * reached, to tell "no network" from "this server is not there".
   */
  'network.landmarks': z.array(z.string().regex(/^[^\s:]+:\d{1,5}$/, 'host:port')),
  'exports.formats': z.array(exportFormatSchema),
  /** `{course}`, `{title}`, `{date}`, `{format}`; made safe for every system. */
  'exports.fileName': z.string().min(1).max(200),
  /** Most a lecture may cost, in US dollars; null is no limit. */
  'cost.ceiling': dollars,
  'cost.monthlyCeiling': dollars,
  /** Folder of the objects; null is `objects` in the home. */
  'storage.folder': z.string().min(1).nullable(),
  'appearance.theme': z.enum(['system', 'light', 'dark']),
} as const;

export const settingsSchema = z.object(settingSchemas);
export type Settings = z.infer<typeof settingsSchema>;
export type SettingKey = keyof Settings;

export const settingKeys = Object.keys(settingSchemas) as readonly SettingKey[];

/** What holds where a person set nothing. The models are those of November 2026; ARCHITECTURE.md has the rules of the waits. */
export const settingDefaults: Settings = {
  'provider.baseUrl': 'https://api.openai.com/v1',
  'transcription.model': 'gpt-transcribe',
  'transcription.language': null,
  'transcription.concurrency': 6,
  'transcription.segmentSeconds': 30,
  'generation.model': 'gpt-6-luna',
  'generation.fallbackModel': null,
  'generation.useFallback': false,
  'generation.language': null,
  'generation.concurrency': 5,
  'generation.contextTokens': null,
  'generation.preset': 'exam-mode',
  'jobs.maxAttempts': 8,
  'jobs.failFast': false,
  'jobs.backoffBaseMs': 2_000,
  'jobs.backoffCapMs': 900_000,
  'breaker.windowMs': 60_000,
  'breaker.minFailures': 5,
  'breaker.openMs': 30_000,
  'breaker.openCapMs': 600_000,
  'probe.firstMs': 5_000,
  'probe.capMs': 120_000,
  'network.connectTimeoutMs': 15_000,
  'network.headerTimeoutMs': 300_000,
  'network.bodyTimeoutMs': 120_000,
  'network.totalTimeoutMs': 1_200_000,
  'network.landmarks': ['one.one.one.one:443', 'dns.google:443', 'dns.quad9.net:443'],
  'exports.formats': ['md', 'html', 'srt', 'csv'],
  'exports.fileName': '{title}',
  'cost.ceiling': null,
  'cost.monthlyCeiling': null,
  'storage.folder': null,
  'appearance.theme': 'system',
};

/** Secrets are write-only; the doors see whether one is set and where it is kept. */
export const secretNameSchema = z.enum(['provider.apiKey']);
export type SecretName = z.infer<typeof secretNameSchema>;

/** Where a secret lives: the system's keychain, this session's memory, a plain 0600 file, or the environment. */
export const secretPlaceSchema = z.enum(['keychain', 'session', 'file', 'environment']);
export type SecretPlace = z.infer<typeof secretPlaceSchema>;

export const secretStatesSchema = z.record(
  secretNameSchema,
  z.object({ isSet: z.boolean(), place: secretPlaceSchema.nullable() }),
);
export type SecretStates = z.infer<typeof secretStatesSchema>;
