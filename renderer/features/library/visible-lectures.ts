import type { LecturesSlice } from '../../state/lectures-slice.ts';
import { unsorted } from '../../state/lectures-slice.ts';

interface Filter {
  /** A course's id, `unsorted`, or null for all lectures. */
  readonly courseId: string | null;
  /** Words that must all occur in the title, in any order. */
  readonly query: string;
}

interface VisibleLectures {
  readonly ids: readonly string[];
  /** Length of all of them together. */
  readonly seconds: number;
}

/** The lectures that pass the filter, in the library's order. */
export function visibleLectures(
  { lectures, lectureIds }: Pick<LecturesSlice, 'lectures' | 'lectureIds'>,
  { courseId, query }: Filter,
): VisibleLectures {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const ids: string[] = [];
  let seconds = 0;
  for (const id of lectureIds) {
    const view = lectures.get(id);
    if (view === undefined) continue;
    if (courseId !== null && (view.courseId ?? unsorted) !== courseId) continue;
    if (words.length > 0 && !hasWords(view.title, words)) continue;
    ids.push(id);
    seconds += view.durationSeconds ?? 0;
  }
  return { ids, seconds };
}

function hasWords(title: string, words: readonly string[]): boolean {
  const lower = title.toLocaleLowerCase();
  return words.every((word) => lower.includes(word));
}
