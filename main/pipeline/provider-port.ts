/** An answer as it came, before any of it is understood. */
export interface RawAnswer {
  /** The body, unread. */
  readonly body: string;
  readonly statusCode: number;
  readonly requestId: string | null;
}

/** What the answer says it used. */
export interface Usage {
  readonly audioMs: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

/** A recording's piece on its way to the server. */
export interface TranscriptionRequest {
  readonly model: string;
  readonly audio: Buffer;
  readonly fileName: string;
  /** Only what the capability table says the model takes is set. */
  readonly language?: string;
  readonly languages?: readonly string[];
  readonly prompt?: string;
  readonly keywords?: readonly string[];
  /** 0 to 1; only for the second try of a doubtful answer. */
  readonly temperature?: number;
  readonly responseFormat: 'json' | 'verbose_json' | 'diarized_json';
  readonly timestamps?: readonly ('word' | 'segment')[];
}

/** Sends audio. Throws `LecternError` with classes as in the failure table; never retries by itself. */
export interface Transcriber {
  /** Host the audio goes to, for the log of what left this machine. */
  host(): string;
  transcribe(request: TranscriptionRequest, signal: AbortSignal): Promise<RawAnswer>;
}

/** One request for material. */
export interface GenerationRequest {
  readonly model: string;
  readonly instructions: string;
  readonly input: string;
  readonly schemaName: string;
  /** Strict JSON schema: every property required, no others allowed. */
  readonly jsonSchema: Readonly<Record<string, unknown>>;
  readonly maxOutputTokens: number;
}

/** Sends text. Throws `LecternError` as above; never retries by itself. */
export interface Generator {
  host(): string;
  /** `responses`, or `chat/completions` for servers that have only that. */
  endpoint(): 'responses' | 'chat/completions';
  generate(request: GenerationRequest, signal: AbortSignal): Promise<RawAnswer>;
  /** Understands a raw answer: the text of the model, its refusal, or that it is cut off. Pure. */
  read(answer: RawAnswer): GenerationReading;
}

/** What a raw answer says. Throws nothing: what cannot be understood is `broken`. */
export type GenerationReading = { readonly usage: Usage } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refusal'; readonly reason: string }
  | { readonly kind: 'incomplete'; readonly text: string; readonly reason: string }
  | { readonly kind: 'broken'; readonly reason: string }
);

/** What the server says of a model. `shutdownDate` is `YYYY-MM-DD`. */
export interface ListedModel {
  readonly id: string;
  readonly shutdownDate: string | null;
}
