import { useEffect, useState, type ReactElement } from 'react';
import { Link } from 'wouter';

import type { LectureDetail } from '../../../preload/contract/commands.ts';
import type { LectureView } from '../../../preload/contract/lecture.ts';
import { mediaAddress } from '../../bridge/lectern.ts';
import { FailureNotice } from '../../parts/failure-notice.tsx';
import { useLectern } from '../../state/store.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { SplitView } from '../../ui/split-view.tsx';
import { LectureHeader } from './lecture-header.tsx';
import { MaterialPanel } from './material/material-panel.tsx';
import { PlaybackContext } from './playback/playback-context.ts';
import { createPlayback, type Playback } from './playback/playback.ts';
import { Player } from './playback/player.tsx';
import { useTransportKeys } from './playback/use-transport-keys.ts';
import { TranscriptPanel } from './transcript/transcript-panel.tsx';
import { useLectureDetail } from './use-lecture-detail.ts';
import { WorkPanel } from './work-panel.tsx';

/** One lecture to read and listen to: player on top, transcript left, material right. */
export function LecturePage({ lectureId }: { lectureId: string }): ReactElement {
  const view = useLectern((state) => state.lectures.get(lectureId));
  const isLoaded = useLectern((state) => state.isLoaded);
  const { detail, failure, again } = useLectureDetail(lectureId, view);
  if (view === undefined) return isLoaded ? <Gone /> : <Loading />;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <LectureHeader view={view} canExport={(detail?.document.transcript ?? null) !== null} />
      <div className="flex min-h-0 flex-1 flex-col gap-3 px-6 pb-5">
        <WorkPanel view={view} />
        {failure === null ? null : (
          <FailureNotice failure={failure} context={{ lectureId }} onRetry={again} />
        )}
        {detail === null ? <LoadingBody /> : <Body view={view} detail={detail} />}
      </div>
    </div>
  );
}

function Body({ view, detail }: { view: LectureView; detail: LectureDetail }): ReactElement | null {
  const playback = usePlaybackOf(view.id, detail);
  if (playback === null) return null;
  return (
    <PlaybackContext value={playback}>
      <Reading view={view} detail={detail} playback={playback} />
    </PlaybackContext>
  );
}

interface ReadingProps {
  readonly view: LectureView;
  readonly detail: LectureDetail;
  readonly playback: Playback;
}

function Reading({ view, detail, playback }: ReadingProps): ReactElement {
  useTransportKeys(playback, detail.hasAudio);
  const seconds = view.durationSeconds;
  return (
    <>
      {detail.hasAudio && seconds !== null ? <Player lectureId={view.id} seconds={seconds} /> : null}
      <SplitView
        label="Width of the transcript"
        left={<TranscriptPanel view={view} detail={detail} />}
        right={<MaterialPanel view={view} detail={detail} />}
      />
    </>
  );
}

/** The recording of this lecture; made once there is one, ended with the page. */
function usePlaybackOf(lectureId: string, detail: LectureDetail): Playback | null {
  const [playback, setPlayback] = useState<Playback | null>(null);
  const { hasAudio, speech } = detail;
  useEffect(() => {
    const made = createPlayback(hasAudio ? mediaAddress(lectureId) : '');
    setPlayback(made);
    return () => made.end();
  }, [lectureId, hasAudio]);
  useEffect(() => playback?.setSpeech(speech), [playback, speech]);
  return playback;
}

function Gone(): ReactElement {
  return (
    <>
      <PageHeader title="This lecture is not here" />
      <p className="px-6 text-reading text-secondary">
        It was removed.{' '}
        <Link href="/" className="text-accent underline">
          Back to the library
        </Link>
      </p>
    </>
  );
}

function Loading(): ReactElement {
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 px-6 py-5">
      <Skeleton className="h-7 w-80" />
      <LoadingBody />
    </div>
  );
}

function LoadingBody(): ReactElement {
  return (
    <div
      role="status"
      aria-busy="true"
      aria-label="Opening the lecture"
      className="flex min-h-0 flex-1 flex-col gap-3"
    >
      <div className="flex h-[58px] shrink-0 items-center gap-4 rounded-panel border border-line bg-panel px-4">
        <Skeleton className="size-[34px] rounded-full" />
        <Skeleton className="h-6 flex-1" />
      </div>
      <div className="grid min-h-0 flex-1 grid-cols-2 gap-4">
        {['left', 'right'].map((side) => (
          <div key={side} className="flex flex-col gap-4 rounded-panel border border-line bg-panel p-4">
            <Skeleton className="h-5 w-32" />
            <Skeleton className="h-10 w-full" />
            <Skeleton className="h-10 w-5/6" />
            <Skeleton className="h-10 w-full" />
          </div>
        ))}
      </div>
    </div>
  );
}
