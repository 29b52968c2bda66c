import type { ArtifactType } from '../../preload/contract/artifact.ts';
import type { ExportFormat } from '../../preload/contract/export.ts';
import type { SegmentFlag } from '../../preload/contract/transcript.ts';
import type {
  ArtifactRow,
  CourseRow,
  ExportRow,
  Lecture,
  ObjectKind,
  Piece,
  StoredObject,
  TranscriptRow,
} from './rows-port.ts';

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
