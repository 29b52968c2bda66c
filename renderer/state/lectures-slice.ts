import type { LectureView } from '../../preload/contract/lecture.ts';

/** How many lectures a person sees behind each entry of the sidebar. */
export interface LectureCounts {
  readonly all: number;
  /** Lectures with work that is running, queued or held. */
  readonly open: number;
  readonly examples: number;
  /** By course id; lectures without a course count under `unsorted`. */
  readonly byCourse: Readonly<Record<string, number>>;
}

/** The library's rows, as the core last told them. */
export interface LecturesSlice {
  readonly lectures: ReadonlyMap<string, LectureView>;
  /** Ids, newest first. Keeps its identity while no lecture comes or goes. */
  readonly lectureIds: readonly string[];
  readonly counts: LectureCounts;
}

/** Key under which lectures without a course are counted and listed. */
export const unsorted = 'unsorted';

export const emptyLectures: LecturesSlice = {
  lectures: new Map(),
  lectureIds: [],
  counts: { all: 0, open: 0, examples: 0, byCourse: {} },
};

/** What one batch of events brought. */
export interface LectureChanges {
  readonly changed: readonly LectureView[];
  readonly removed: readonly string[];
}

/** The library as it was just told in full; what was known before is forgotten. */
export function replacedLectures(views: readonly LectureView[]): LecturesSlice {
  const lectures = new Map(views.map((view) => [view.id, view]));
  return { lectures, lectureIds: newestFirst(lectures), counts: countsOf(lectures) };
}

/**
 * The slice after a batch of events. Of two views of a lecture the one with the higher revision wins, whatever the
 * order of arrival. One copy per batch: a burst of events over 10,000 lectures costs one pass, not one each.
 */
export function withLectureChanges(slice: LecturesSlice, changes: LectureChanges): LecturesSlice {
  const lectures = new Map(slice.lectures);
  let isMembershipChanged = false;
  for (const view of changes.changed) {
    const known = lectures.get(view.id);
    if (known !== undefined && known.revision >= view.revision) continue;
    isMembershipChanged ||= known === undefined;
    lectures.set(view.id, view);
  }
  for (const id of changes.removed) isMembershipChanged = lectures.delete(id) || isMembershipChanged;
  return {
    lectures,
    lectureIds: isMembershipChanged ? newestFirst(lectures) : slice.lectureIds,
    counts: countsOf(lectures),
  };
}

function newestFirst(lectures: ReadonlyMap<string, LectureView>): string[] {
  // ISO instants in UTC sort as text.
  return [...lectures.values()]
    .toSorted((a, b) => compareText(b.createdAt, a.createdAt) || compareText(a.id, b.id))
    .map((view) => view.id);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function countsOf(lectures: ReadonlyMap<string, LectureView>): LectureCounts {
  const byCourse: Record<string, number> = {};
  let open = 0;
  let examples = 0;
  for (const view of lectures.values()) {
    const key = view.courseId ?? unsorted;
    byCourse[key] = (byCourse[key] ?? 0) + 1;
    if (isOpen(view)) open += 1;
    if (view.isExample) examples += 1;
  }
  return { all: lectures.size, open, examples, byCourse };
}

/** True while work for the lecture is running, queued or held. */
export function isOpen(view: LectureView): boolean {
  return view.status === 'queued' || view.status === 'processing' || view.status === 'waiting';
}
