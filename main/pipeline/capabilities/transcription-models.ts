import type { TranscriptionCapability } from './capability.ts';

/** 25 MB less a megabyte for the envelope of the form; a file of exactly the limit is refused. */
const MAX_BYTES = 24_000_000;

/** whisper-1 reads the last 224 tokens of a prompt; three characters a token are on the safe side in most languages. */
const WHISPER_PROMPT_CHARACTERS = 670;

/** No limits are published; a glossary of this size was never refused. */
const KEYWORDS = { most: 100, longestCharacters: 80 };
const PROMPT_CHARACTERS = 1_000;

/** The server's own message names 1400 s for the GPT-4o models. */
const GPT_4O_MAX_SECONDS = 1_400;

/** The least a server can do: take a file and a language, answer with text. */
export const plainText: TranscriptionCapability = {
  times: 'none',
  speakers: false,
  responseFormat: 'json',
  timestamps: [],
  languageParameter: 'language',
  promptCharacters: 0,
  keywords: null,
  temperature: false,
  maxSeconds: null,
  maxBytes: MAX_BYTES,
  format: 'mp3',
};

/** What most servers that run Whisper do; tried first with a model that is not in the table. */
export const whisperLike: TranscriptionCapability = {
  ...plainText,
  times: 'words',
  responseFormat: 'verbose_json',
  timestamps: ['word', 'segment'],
  promptCharacters: WHISPER_PROMPT_CHARACTERS,
  temperature: true,
};

const gpt4o: TranscriptionCapability = {
  ...plainText,
  promptCharacters: PROMPT_CHARACTERS,
  temperature: true,
  maxSeconds: GPT_4O_MAX_SECONDS,
};

/**
 * Facts of November 2026. Sources: OpenAI's speech-to-text guide and migration notebook (28 July 2026), the parameter
 * types of the `openai` package 7.57.
 */
export const transcriptionModels: Readonly<Record<string, TranscriptionCapability>> = {
  'gpt-transcribe': {
    ...plainText,
    languageParameter: 'languages',
    promptCharacters: PROMPT_CHARACTERS,
    keywords: KEYWORDS,
  },
  'whisper-1': whisperLike,
  'gpt-4o-transcribe': gpt4o,
  'gpt-4o-mini-transcribe': gpt4o,
  'gpt-4o-transcribe-diarize': {
    ...gpt4o,
    times: 'segments',
    speakers: true,
    responseFormat: 'diarized_json',
    promptCharacters: 0,
  },
};
