import { ApiError, invalidValue } from './api-error.ts';
import { ACCEPTED_ENDINGS, sniffContainer } from './audio-sniffer.ts';
import { contentTooLarge } from './exchange.ts';
import type { SimulatedModel, TranscriptFormat } from './model-catalog.ts';
import type { TranscriptionForm } from './transcription-form.ts';

/** The parts of a valid request that shape its answer. */
export type TranscriptionWish = {
  readonly format: TranscriptFormat;
  readonly language: string | null;
  readonly wantsWords: boolean;
  readonly wantsSegments: boolean;
  readonly streams: boolean;
};

/** 25 MiB, the server's limit for one file. */
export const MOST_FILE_BYTES = 26_214_400;

const FORMATS: readonly string[] = ['json', 'text', 'srt', 'verbose_json', 'vtt', 'diarized_json'];
const DIARIZE_NEEDS_CHUNKING_SECONDS = 30;
const SHORTEST_SECONDS = 0.1;

/** Checks a transcription request against the rules of its model. Throws the ApiError the real server answers. */
export function checkTranscription(form: TranscriptionForm, model: SimulatedModel): TranscriptionWish {
  const one = (name: string): string | null => form.fields.get(name)?.[0] ?? null;
  const format = checkFormat(one('response_format') ?? 'json', model);
  checkFile(form);
  checkLanguages(form, model);
  checkKeywords(form, model);
  checkTimes(form, model, format);
  checkExtras(form, model);
  checkTemperature(form);
  const granularities = form.fields.get('timestamp_granularities[]') ?? ['segment'];
  return {
    format,
    language: one('language') ?? form.fields.get('languages[]')?.[0] ?? null,
    wantsWords: granularities.includes('word'),
    wantsSegments: granularities.includes('segment'),
    // whisper-1 ignores `stream`; so does every model here that can return times.
    streams: one('stream') === 'true' && !model.formats.includes('srt'),
  };
}

/** Checks what can only be known after listening. Throws the 400 ApiError for audio that is too short or too long. */
export function checkDuration(form: TranscriptionForm, model: SimulatedModel, seconds: number): void {
  if (seconds < SHORTEST_SECONDS) {
    throw new ApiError(400, 'Audio file is too short. Minimum audio length is 0.1 seconds.', {
      param: 'file',
      code: 'audio_too_short',
    });
  }
  if (model.maxAudioSeconds !== null && seconds > model.maxAudioSeconds) {
    const cap = model.maxAudioSeconds;
    const length = `audio duration ${seconds} seconds is longer than ${cap} seconds`;
    throw new ApiError(400, `${length} which is the maximum for this model`, { code: 'invalid_value' });
  }
  const chunked = [...form.fields.keys()].some((name) => name.startsWith('chunking_strategy'));
  if (isDiarizing(model) && seconds > DIARIZE_NEEDS_CHUNKING_SECONDS && !chunked) {
    throw invalidValue('chunking_strategy', 'chunking_strategy is required for diarization models');
  }
}

/** The refusal of a file nothing can be heard in. */
export function corruptedFile(): ApiError {
  return invalidValue('file', 'Audio file might be corrupted or unsupported');
}

function checkFormat(format: string, model: SimulatedModel): TranscriptFormat {
  const known = model.formats.find((candidate) => candidate === format);
  if (known !== undefined) return known;
  const message = FORMATS.includes(format)
    ? `response_format '${format}' is not compatible with model '${model.id}'. Use '${model.formats.join("' or '")}' instead.`
    : `Invalid value: '${format}'. Supported values are: '${FORMATS.join("', '")}'.`;
  throw invalidValue('response_format', message, 'unsupported_value');
}

function checkFile({ fileName, file }: TranscriptionForm): void {
  if (file.length > MOST_FILE_BYTES) throw contentTooLarge(file.length);
  const ending = fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase();
  if (!ACCEPTED_ENDINGS.some((accepted) => accepted === ending)) {
    const list = ACCEPTED_ENDINGS.map((accepted) => `'${accepted}'`).join(', ');
    throw invalidValue('file', `Unrecognized file format. Supported formats: [${list}]`);
  }
  if (file.length === 0 || sniffContainer(file) === null) throw corruptedFile();
}

function checkLanguages(form: TranscriptionForm, model: SimulatedModel): void {
  const single = form.fields.get('language') ?? [];
  const list = form.fields.get('languages[]') ?? [];
  if (single.length > 0 && list.length > 0) {
    throw invalidValue(
      'languages',
      "'language' and 'languages' cannot be used together.",
      'mutually_exclusive_parameters',
    );
  }
  if (list.length > 0 && !model.takesKeywords) throw notSupported('languages', model);
  const wrong = [...single, ...list].find((code) => !/^[a-z]{2}$/.test(code));
  if (wrong !== undefined) {
    const message = `Invalid language '${wrong}'. Language parameter must be specified in ISO-639-1 format.`;
    throw invalidValue(list.length > 0 ? 'languages' : 'language', message, 'invalid_language_format');
  }
}

function checkKeywords(form: TranscriptionForm, model: SimulatedModel): void {
  const keywords = form.fields.get('keywords[]') ?? [];
  if (keywords.length > 0 && !model.takesKeywords) throw notSupported('keywords', model);
  if (keywords.some((keyword) => keyword.trim() === '' || /[<>\r\n]/.test(keyword))) {
    throw invalidValue('keywords', "Invalid 'keywords': each one must be a single line without '<' or '>'.");
  }
}

function checkTimes(form: TranscriptionForm, model: SimulatedModel, format: TranscriptFormat): void {
  const granularities = form.fields.get('timestamp_granularities[]') ?? [];
  if (granularities.length === 0) return;
  if (format !== 'verbose_json') {
    const message = "'timestamp_granularities' needs response_format 'verbose_json'.";
    throw invalidValue('timestamp_granularities', message, 'unsupported_parameter');
  }
  if (granularities.some((value) => value !== 'word' && value !== 'segment')) {
    throw invalidValue(
      'timestamp_granularities',
      `Invalid value for model '${model.id}': use 'word' or 'segment'.`,
    );
  }
}

function checkExtras(form: TranscriptionForm, model: SimulatedModel): void {
  checkInclude(form, model);
  if (form.fields.has('prompt') && isDiarizing(model)) throw notSupported('prompt', model);
  for (const name of ['known_speaker_names', 'known_speaker_references']) {
    if (form.fields.has(`${name}[]`) && !isDiarizing(model)) throw notSupported(name, model);
  }
}

function checkInclude(form: TranscriptionForm, model: SimulatedModel): void {
  const include = form.fields.get('include[]') ?? [];
  const hasLogprobs = model.id.startsWith('gpt-4o') && !isDiarizing(model);
  if (include.length > 0 && !hasLogprobs) throw notSupported('include', model);
  if (include.some((value) => value !== 'logprobs')) throw invalidValue('include', "Use 'logprobs'.");
}

function checkTemperature(form: TranscriptionForm): void {
  const temperature = Number(form.fields.get('temperature')?.[0] ?? 0);
  if (temperature >= 0 && temperature <= 1) return;
  throw invalidValue('temperature', "Invalid 'temperature': expected a number between 0 and 1.");
}

function isDiarizing(model: SimulatedModel): boolean {
  return model.formats.includes('diarized_json');
}

function notSupported(param: string, model: SimulatedModel): ApiError {
  return invalidValue(
    param,
    `'${param}' is not supported with model '${model.id}'.`,
    'unsupported_parameter',
  );
}
