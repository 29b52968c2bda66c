/** What a model does at this server. Text models answer `responses` and `chat`; the others answer `transcriptions`. */
export type ModelKind = 'text' | 'transcription';

/** The answer formats of the transcription endpoint. */
export type TranscriptFormat = 'json' | 'text' | 'srt' | 'verbose_json' | 'vtt' | 'diarized_json';

/** One model of the simulated server. */
export type SimulatedModel = {
  readonly id: string;
  readonly kind: ModelKind;
  /** `YYYY-MM-DD`, or null when no end is announced. */
  readonly shutdownDate: string | null;
  /** Longest audio of one request; null when the server states none. */
  readonly maxAudioSeconds: number | null;
  /** Tokens of input and output together. */
  readonly contextTokens: number;
  readonly formats: readonly TranscriptFormat[];
  /** `keywords` and `languages`, and a `languages` list in the answer. */
  readonly takesKeywords: boolean;
  /** Reasoning models refuse `temperature`, `top_p` and the old `max_tokens`. */
  readonly reasons: boolean;
};

/** The models of the simulated server; tests add, change and remove them while it runs. */
export type ModelCatalog = {
  list: () => SimulatedModel[];
  find: (id: string) => SimulatedModel | undefined;
  /** Adds a model, or changes the named fields of one that exists. */
  set: (model: { readonly id: string } & Partial<SimulatedModel>) => void;
  remove: (id: string) => void;
};

/** End of whisper-1 and the GPT-4o transcription models. */
const SPEECH_END = '2027-02-26';
const GPT_4_END = '2027-01-14';
const GPT_5_END = '2026-12-11';
/** What the server's own error message names for the GPT-4o transcription models. */
const GPT_4O_CAP_SECONDS = 1400;

const ANY_TEXT: Omit<SimulatedModel, 'id'> = {
  kind: 'text',
  shutdownDate: null,
  maxAudioSeconds: null,
  contextTokens: 1_050_000,
  formats: [],
  takesKeywords: false,
  reasons: true,
};
const ANY_SPEECH: Omit<SimulatedModel, 'id'> = {
  ...ANY_TEXT,
  kind: 'transcription',
  contextTokens: 16_000,
  formats: ['json'],
  reasons: false,
};
const GPT_4O_SPEECH = { ...ANY_SPEECH, shutdownDate: SPEECH_END, maxAudioSeconds: GPT_4O_CAP_SECONDS };
const WITH_TIMES: readonly TranscriptFormat[] = ['json', 'text', 'srt', 'verbose_json', 'vtt'];

/** The models of November 2026, and `ruler-times`: a compatible server's model that has times and no end date. */
const MODELS: readonly SimulatedModel[] = [
  { ...ANY_SPEECH, id: 'gpt-transcribe', takesKeywords: true },
  { ...ANY_SPEECH, id: 'whisper-1', shutdownDate: SPEECH_END, formats: WITH_TIMES },
  { ...GPT_4O_SPEECH, id: 'gpt-4o-transcribe' },
  { ...GPT_4O_SPEECH, id: 'gpt-4o-mini-transcribe' },
  { ...GPT_4O_SPEECH, id: 'gpt-4o-mini-transcribe-2025-12-15' },
  { ...GPT_4O_SPEECH, id: 'gpt-4o-transcribe-diarize', formats: ['json', 'text', 'diarized_json'] },
  { ...ANY_SPEECH, id: 'ruler-times', formats: WITH_TIMES },
  { ...ANY_TEXT, id: 'gpt-6-luna' },
  { ...ANY_TEXT, id: 'gpt-6.1-terra' },
  { ...ANY_TEXT, id: 'gpt-5', shutdownDate: GPT_5_END, contextTokens: 400_000 },
  { ...ANY_TEXT, id: 'gpt-5-mini', shutdownDate: GPT_5_END, contextTokens: 400_000 },
  { ...ANY_TEXT, id: 'gpt-4.1', shutdownDate: GPT_4_END, contextTokens: 1_047_576, reasons: false },
  { ...ANY_TEXT, id: 'gpt-4o', shutdownDate: GPT_4_END, contextTokens: 128_000, reasons: false },
  { ...ANY_TEXT, id: 'gpt-4o-mini', shutdownDate: GPT_4_END, contextTokens: 128_000, reasons: false },
];

/** Opens a catalogue with the models of November 2026. */
export function createModelCatalog(): ModelCatalog {
  const models = new Map(MODELS.map((model) => [model.id, model]));
  return {
    list: () => [...models.values()],
    find: (id) => models.get(id),
    set: (model) => {
      const base = models.get(model.id) ?? {
        ...(model.kind === 'transcription' ? ANY_SPEECH : ANY_TEXT),
        id: model.id,
      };
      models.set(model.id, { ...base, ...model });
    },
    remove: (id) => void models.delete(id),
  };
}

/** The model as `GET /v1/models` shows it. */
export function toModelObject(model: SimulatedModel): Record<string, unknown> {
  const owned_by = model.id === 'ruler-times' ? 'simulator' : 'openai';
  return {
    id: model.id,
    object: 'model',
    created: 1_780_000_000,
    owned_by,
    shutdown_date: model.shutdownDate,
  };
}
