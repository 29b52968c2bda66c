import type { LectureView } from '../../../preload/contract/lecture.ts';
import type { LecturesSlice } from '../../state/lectures-slice.ts';
import { lectureStory, tellingStage } from '../../words/lecture-words.ts';

/** Lectures that stand alike, in the library's order. */
export interface ActivityGroup {
  readonly kind: 'needs' | 'running' | 'waiting' | 'queued' | 'failed' | 'cancelled';
  readonly views: readonly LectureView[];
}

const order: readonly ActivityGroup['kind'][] = [
  'needs',
  'running',
  'waiting',
  'queued',
  'failed',
  'cancelled',
];

/** Everything that is not simply ready, grouped by what it asks of the person; empty groups are left out. */
export function activityGroups(slice: Pick<LecturesSlice, 'lectures' | 'lectureIds'>): ActivityGroup[] {
  const byKind = new Map<ActivityGroup['kind'], LectureView[]>();
  for (const id of slice.lectureIds) {
    const view = slice.lectures.get(id);
    const kind = view === undefined ? null : kindOf(view);
    if (view === undefined || kind === null) continue;
    const views = byKind.get(kind);
    if (views === undefined) byKind.set(kind, [view]);
    else views.push(view);
  }
  return order.flatMap((kind) => {
    const views = byKind.get(kind);
    return views === undefined ? [] : [{ kind, views }];
  });
}

function kindOf(view: LectureView): ActivityGroup['kind'] | null {
  const stage = tellingStage(view.stages);
  if (view.status === 'ready' || stage === null) return null;
  switch (stage.status) {
    case 'running':
      return 'running';
    case 'failed':
    case 'cancelled':
      return stage.status;
    case 'waiting':
      return lectureStory(view).tone === 'needs' ? 'needs' : 'waiting';
    default:
      return 'queued';
  }
}
