import type { Course, Preset } from '../../../preload/contract/course.ts';
import type { LibraryView, SettingsView } from '../../../preload/contract/events.ts';
import type { HealthReport } from '../../../preload/contract/health.ts';
import type { Prices } from '../../../preload/contract/prices.ts';
import { settingDefaults } from '../../../preload/contract/settings.ts';

function course(id: string, title: string, terms: number): Course {
  return {
    id,
    revision: 1,
    title,
    glossary: Array.from({ length: terms }, (_, index) => `Term ${index + 1}`),
    transcriptionLanguage: 'en',
    generationLanguage: null,
    presetId: 'exam-mode',
  };
}

export const sampleLibrary: LibraryView = {
  revision: 1,
  courses: [
    course('thermo', 'Thermodynamics I', 38),
    course('linear', 'Linear Algebra', 0),
    course('history', 'European History since 1848', 4),
    course('cells', 'Cell Biology', 12),
  ],
  month: { spent: 11.4, ceiling: 25 },
  pausedStages: [],
};

function preset(id: string, name: string): Preset {
  return {
    id,
    name,
    description: `${name}, described.`,
    summaryStyle: 'concise',
    chunking: 'medium',
    questionFocus: true,
    sections: ['Overview'],
    weights: { what: 0.25, how: 0.25, when: 0.15, where: 0.15, who: 0.05, why: 0.15 },
    maxSummaryWords: 800,
    flashcards: 25,
    questions: 15,
    tone: 'formal',
    questionTypes: ['definition'],
    instructions: '',
  };
}

export const samplePresets: readonly Preset[] = [
  preset('exam-mode', 'Exam mode'),
  preset('concept-map-mode', 'Concept map mode'),
  preset('beginner-mode', 'Beginner'),
];

export const sampleSettings: SettingsView = {
  revision: 1,
  settings: settingDefaults,
  overridden: [],
  secrets: { 'provider.apiKey': { isSet: true, place: 'keychain' } },
  keychain: { available: true, name: 'GNOME Keyring' },
};

/** Settings of a first start on a machine without a keychain. */
export const firstStartSettings: SettingsView = {
  ...sampleSettings,
  secrets: { 'provider.apiKey': { isSet: false, place: null } },
  keychain: { available: false, name: '' },
};

export const goodHealth: HealthReport = {
  status: 'ok',
  checks: [
    { name: 'database', status: 'ok', latencyMs: 2, message: 'Writable.', remedy: null },
    { name: 'queue', status: 'ok', latencyMs: 4, message: '2 at work, none stuck.', remedy: null },
    {
      name: 'provider',
      status: 'ok',
      latencyMs: 212,
      message: 'The key is good; both models are there.',
      remedy: null,
    },
    {
      name: 'storage',
      status: 'ok',
      latencyMs: 8,
      message: 'Written, read and deleted. 212 GB free.',
      remedy: null,
    },
    { name: 'network', status: 'ok', latencyMs: 31, message: 'api.openai.com answers.', remedy: null },
    { name: 'media-engine', status: 'ok', latencyMs: 120, message: 'Ready.', remedy: null },
  ],
};

export const troubledHealth: HealthReport = {
  status: 'degraded',
  checks: goodHealth.checks.map((check) =>
    check.name === 'provider'
      ? {
          ...check,
          status: 'degraded' as const,
          message: 'OpenAI turned 11 of the last 20 requests away. Next try in 24 s.',
          remedy: { action: 'try-now' as const, label: 'Try now' },
        }
      : check,
  ),
};

export const samplePrices: Prices = {
  source: 'openai.com/api/pricing',
  date: '2026-11-20',
  edited: false,
  models: [
    {
      model: 'gpt-transcribe',
      perAudioMinute: 0.0045,
      perMillionInputTokens: null,
      perMillionOutputTokens: null,
      longContext: null,
    },
    {
      model: 'gpt-6-luna',
      perAudioMinute: null,
      perMillionInputTokens: 0.4,
      perMillionOutputTokens: 1.6,
      longContext: { aboveTokens: 272_000, inputFactor: 2 },
    },
  ],
};
