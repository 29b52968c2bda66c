import { useCallback, useEffect, useRef, useState } from 'react';

import type { LectureDetail } from '../../../preload/contract/commands.ts';
import type { Failure } from '../../../preload/contract/failure.ts';
import type { LectureView } from '../../../preload/contract/lecture.ts';
import { failureOf } from '../../bridge/failure-error.ts';
import { invoke } from '../../bridge/lectern.ts';

/** Shortest time between two readings, so that a burst of finished parts is read once. */
const REST_MS = 400;

interface LectureDetailState {
  readonly detail: LectureDetail | null;
  readonly failure: Failure | null;
  readonly again: () => void;
}

/** The texts of a lecture, read anew whenever something that can be read has changed. */
export function useLectureDetail(lectureId: string, view: LectureView | undefined): LectureDetailState {
  const [detail, setDetail] = useState<LectureDetail | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [round, setRound] = useState(0);
  const lastReadAt = useRef(0);
  const contents = view === undefined ? '' : contentsOf(view);
  useEffect(() => {
    let isCurrent = true;
    const read = async (): Promise<void> => {
      lastReadAt.current = Date.now();
      try {
        const next = await invoke('get-lecture-detail', { lectureId });
        if (!isCurrent) return;
        setDetail(next);
        setFailure(null);
      } catch (error) {
        if (isCurrent) setFailure(failureOf(error));
      }
    };
    const restMs = Math.max(0, REST_MS - (Date.now() - lastReadAt.current));
    const timer = setTimeout(() => void read(), restMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [lectureId, contents, round]);
  const again = useCallback(() => setRound((known) => known + 1), []);
  return { detail, failure, again };
}

/** Changes exactly when there may be another text to read. A five-hour transcript is not read for every sentence. */
function contentsOf(view: LectureView): string {
  const parts = view.stages.map(({ stage, status, done }) =>
    stage === 'generation' ? `${status} ${done}` : status,
  );
  return `${parts.join()} ${view.missingSeconds}`;
}
