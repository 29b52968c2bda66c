import type { ArtifactType } from '../../preload/contract/artifact.ts';
import type { ExportFormat } from '../../preload/contract/export.ts';
import type { SegmentFlag } from '../../preload/contract/transcript.ts';

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
