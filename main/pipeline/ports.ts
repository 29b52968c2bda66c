import type { ArtifactType } from '../../preload/contract/artifact.ts';
import type { ExportFormat } from '../../preload/contract/export.ts';
import type { SegmentFlag } from '../../preload/contract/transcript.ts';
import type { StoredFailure } from '../lib/failure.ts';

/** What was fixed when the lecture was queued. Models are null unless the person named them. */
export interface LectureChoice {
  readonly presetId: string;
  readonly transcriptionLanguage: string | null;
  readonly generationLanguage: string | null;
  readonly transcriptionModel: string | null;
  readonly generationModel: string | null;
  readonly formats: readonly ExportFormat[];
}

/** A lecture row. Times in milliseconds, money in micro US dollars, null where not known (yet). */
export interface Lecture {
  readonly id: string;
  readonly title: string;
  readonly courseId: string | null;
  readonly choice: LectureChoice;
  readonly sourceKind: 'audio' | 'video' | 'transcript' | null;
  /** The file the person gave; read only until its copy is durable. */
  readonly sourcePath: string | null;
  readonly sourceName: string;
  readonly sourceBytes: number | null;
  readonly sourceSha256: string | null;
  readonly durationMs: number | null;
  readonly speechMs: number | null;
  readonly isExample: boolean;
  readonly generation: number;
  readonly forecastMicroUsd: number | null;
  readonly costConfirmed: boolean;
  readonly revision: number;
  readonly createdAt: number;
}

/** A course row. */
export interface CourseRow {
  readonly id: string;
  readonly title: string;
  readonly glossary: readonly string[];
  readonly transcriptionLanguage: string | null;
  readonly generationLanguage: string | null;
  readonly presetId: string;
  readonly position: number;
  readonly revision: number;
  readonly createdAt: number;
}

/** Kinds of objects; the middle part of a key. `manifest` proves one version of its kind. */
export type ObjectKind = 'source' | 'proxy' | 'speech' | 'transcript' | 'artifact' | 'export' | 'manifest';

/** Bytes that are durable in the store. */
export interface StoredObject {
  /** `lectures/<id>/<kind>/<version>-<sha256>.<ext>` */
  readonly key: string;
  readonly lectureId: string;
  readonly kind: ObjectKind;
  readonly version: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly createdAt: number;
}

/** A stretch of the recording that is sent as one request. Samples at 16 kHz. */
export interface Piece {
  readonly id: string;
  readonly lectureId: string;
  /** Order in the recording; children of a split lie between their neighbours. */
  readonly position: number;
  readonly startSample: number;
  readonly endSample: number;
  readonly speechMs: number;
  /** Key of the call whose answer is this piece's text; null while there is none. */
  readonly callKey: string | null;
  readonly flags: readonly SegmentFlag[];
}

/** A sentence inside the core: milliseconds. Ids are `s1`, `s2` … within a transcript version. */
export interface Segment {
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly speaker?: string;
  readonly flags: readonly SegmentFlag[];
}

/** A transcript version with its sentences, as stored in its object. */
export interface TranscriptVersion {
  readonly lectureId: string;
  readonly version: number;
  readonly language: string | null;
  readonly coverage: number;
  readonly gaps: readonly { readonly startMs: number; readonly endMs: number }[];
  readonly segments: readonly Segment[];
}

/** A transcript row without its sentences. */
export interface TranscriptRow extends Omit<TranscriptVersion, 'segments'> {
  readonly objectKey: string;
  readonly createdAt: number;
}

/** Where an artifact comes from; recorded with it for good. */
export interface Provenance {
  readonly model: string;
  readonly host: string;
  readonly promptVersion: string;
  readonly presetId: string;
  readonly language: string | null;
  readonly transcriptVersion: number;
  readonly usedFallback: boolean;
  /** One entry per section that was sent, in order; `covered` says whether material cites or was made from it. */
  readonly sections: readonly {
    readonly startMs: number;
    readonly endMs: number;
    readonly covered: boolean;
  }[];
  readonly costMicroUsd: number | null;
}

/** An artifact row. `content` is checked against its type's schema when it is read. */
export interface ArtifactRow {
  readonly lectureId: string;
  readonly type: ArtifactType;
  readonly version: number;
  readonly objectKey: string;
  readonly content: unknown;
  readonly provenance: Provenance;
  readonly createdAt: number;
}

/** An export row. */
export interface ExportRow {
  readonly lectureId: string;
  readonly format: ExportFormat;
  readonly version: number;
  readonly objectKey: string;
  readonly path: string | null;
  readonly createdAt: number;
}

/** What of a lecture may change after it was added. */
export type LectureChange = Partial<Omit<Lecture, 'id' | 'createdAt' | 'revision'>>;

/** Rows of the library. Every method is synchronous and joins the transaction it is called in; every change raises the lecture's revision. */
export interface Library {
  /** Runs `work` in one durable transaction, joining one that is already open. */
  transaction<Result>(work: () => Result): Result;
  addLecture(lecture: Omit<Lecture, 'revision'>): void;
  lecture(id: string): Lecture | null;
  lectures(): readonly Lecture[];
  lecturesWithHash(sha256: string): readonly Lecture[];
  /** Lectures whose id begins so; at most `limit`. */
  lecturesByPrefix(prefix: string, limit: number): readonly Lecture[];
  changeLecture(id: string, change: LectureChange): void;
  /** Raises the revision only: something shown with the lecture has changed. */
  touchLecture(id: string): void;
  removeLecture(id: string): void;
  courses(): readonly CourseRow[];
  course(id: string): CourseRow | null;
  courseByTitle(title: string): CourseRow | null;
  addCourse(course: Omit<CourseRow, 'revision'>): void;
  changeCourse(id: string, change: Partial<Omit<CourseRow, 'id' | 'revision' | 'createdAt'>>): void;
  removeCourse(id: string): void;
  addObject(object: StoredObject): void;
  object(key: string): StoredObject | null;
  objects(lectureId?: string): readonly StoredObject[];
  /** Highest version of a kind; 0 when there is none. */
  newestVersion(lectureId: string, kind: ObjectKind): number;
  putPieces(pieces: readonly Piece[]): void;
  /** Pieces that stand, in order; replaced ones are left out. */
  pieces(lectureId: string): readonly Piece[];
  piece(id: string): Piece | null;
  settlePiece(id: string, callKey: string, flags: readonly SegmentFlag[]): void;
  replacePiece(id: string, children: readonly Piece[]): void;
  addTranscript(row: TranscriptRow): void;
  newestTranscript(lectureId: string): TranscriptRow | null;
  addArtifact(row: ArtifactRow): void;
  /** Newest version of each type. */
  newestArtifacts(lectureId: string): readonly ArtifactRow[];
  nextArtifactVersion(lectureId: string, type: ArtifactType): number;
  addExport(row: ExportRow): void;
  /** Newest version of each format. */
  newestExports(lectureId: string): readonly ExportRow[];
  nextExportVersion(lectureId: string, format: ExportFormat): number;
  setExportPath(lectureId: string, format: ExportFormat, version: number, path: string): void;
}

/** What is about to be sent and paid for. */
export interface CallIntent {
  /** SHA-256 over content hash, model, parameters and generation number, hex. Equal keys are the same work. */
  readonly key: string;
  readonly lectureId: string;
  readonly taskId: string;
  readonly stage: string;
  readonly endpoint: 'audio/transcriptions' | 'responses' | 'chat/completions';
  readonly host: string;
  readonly model: string;
  readonly bytes: number;
  /** Null: no price is known. */
  readonly estimateMicroUsd: number | null;
  readonly audioMs: number | null;
}

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

/** A paid call that was answered. */
export interface AnsweredCall extends RawAnswer {
  readonly key: string;
  readonly model: string;
  readonly host: string;
  readonly costMicroUsd: number | null;
}

/** Record of what was paid. Every method is one durable transaction or joins an open one. */
export interface CallLedger {
  /** An answer that is there already is never paid again. */
  answered(key: string): AnsweredCall | null;
  /**
   * Commits the intent. Throws `COST_CEILING` or `COST_MONTH_CEILING` (class needs-user) when intents and costs so far plus this estimate
   * would pass a ceiling, `COST_UNKNOWN` when there is a ceiling and no price, unless the lecture's cost was confirmed.
   */
  begin(intent: CallIntent): number;
  /** Commits the raw answer, with usage and cost as far as they are known without understanding it. */
  answer(callId: number, answer: RawAnswer, usage: Usage, costMicroUsd: number | null): void;
  /** The call failed: `refused` was certainly not billed, `unknown` may have been. */
  fail(callId: number, state: 'refused' | 'unknown', failure: StoredFailure): void;
  /** At start: intents left open by a death become `unknown`. Answers how many. */
  closeOrphans(): number;
  /** Paid and promised for a lecture, micro US dollars; null when a part is unknown. */
  spentOn(lectureId: string): {
    readonly actualMicroUsd: number;
    readonly hasUnknown: boolean;
    readonly calls: number;
  };
  /** Paid and promised since an instant. */
  spentSince(instant: number): number;
  sent(limit: number): readonly (CallIntent & { readonly startedAt: number; readonly state: string })[];
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

/** Bytes under a key. One suite (test/ports/object-store-suite.ts) holds every implementation to this text. */
export interface ObjectStore {
  /** `local` or `s3`, with a text that says where, for people. */
  readonly kind: 'local' | 's3';
  describe(): string;
  /**
   * Creates the object from a file or from bytes; durable when it resolves. With `take` the store may move the file instead of
   * copying it: it is the caller's own, complete and synced, and its hash was computed while it was written. Same key and same bytes again is a success and changes
   * nothing. Throws `OBJECT_EXISTS` for other bytes under the key, `STORAGE_FULL`, `STORAGE_READ_ONLY`, `STORAGE_DENIED`, `STORAGE_UNAVAILABLE`.
   */
  put(
    key: string,
    content: Buffer | { readonly path: string; readonly take?: boolean },
    expected: { sha256: string; bytes: number },
    signal: AbortSignal,
  ): Promise<void>;
  /** The whole object. Throws `OBJECT_MISSING`. */
  get(key: string, signal: AbortSignal): Promise<Buffer>;
  /** A path on this machine that holds the object's bytes for reading: the object itself or a cached copy. Throws `OBJECT_MISSING`. */
  localPath(key: string, signal: AbortSignal): Promise<string>;
  /** Size in bytes, or null when there is no such object. */
  size(key: string, signal: AbortSignal): Promise<number | null>;
  /** Keys below a prefix, in order. */
  list(prefix: string, signal: AbortSignal): AsyncIterable<{ readonly key: string; readonly bytes: number }>;
  /** Removes the object; no error when it is not there. */
  remove(key: string, signal: AbortSignal): Promise<void>;
  /** Free bytes where objects go; null when that has no meaning. */
  freeBytes(): Promise<number | null>;
}
