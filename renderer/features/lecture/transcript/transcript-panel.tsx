import { Captions, Search } from 'lucide-react';
import { useMemo, useState, type ReactElement } from 'react';

import type { LectureDetail } from '../../../../preload/contract/commands.ts';
import type { LectureView } from '../../../../preload/contract/lecture.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { percent } from '../../../words/numbers.ts';
import { stageStory } from '../../../words/stage-words.ts';
import { TranscriptList } from './transcript-list.tsx';
import { transcriptRows } from './transcript-rows.ts';
import { TranscriptSearch } from './transcript-search.tsx';
import { useTranscriptSearch } from './use-transcript-search.ts';

interface TranscriptPanelProps {
  readonly view: LectureView;
  readonly detail: LectureDetail;
}

/** What was said, tied to the recording. */
export function TranscriptPanel({ view, detail }: TranscriptPanelProps): ReactElement {
  const { transcript } = detail.document;
  const rows = useMemo(() => (transcript === null ? [] : transcriptRows(transcript)), [transcript]);
  const [isSearching, setIsSearching] = useState(false);
  const search = useTranscriptSearch(rows);
  function closeSearch(): void {
    setIsSearching(false);
    search.setQuery('');
  }
  return (
    <Panel label="Transcript" className="flex min-h-0 flex-1 flex-col overflow-hidden">
      <div className="flex h-[41px] shrink-0 items-center gap-2.5 border-b border-line pr-3 pl-4">
        <h2 className="font-semibold">Transcript</h2>
        <p className="tabular min-w-0 flex-1 truncate text-small text-secondary">
          {transcript === null || !detail.hasAudio
            ? ''
            : `heard ${percent(transcript.coverage, 1)} of the speech`}
        </p>
        {rows.length === 0 ? null : (
          <IconButton
            label="Search the transcript"
            icon={Search}
            isPressed={isSearching}
            onClick={() => (isSearching ? closeSearch() : setIsSearching(true))}
          />
        )}
      </div>
      {isSearching ? <TranscriptSearch search={search} onClose={closeSearch} /> : null}
      {rows.length === 0 ? (
        <NoTranscript view={view} />
      ) : (
        <TranscriptList rows={rows} lectureId={view.id} search={search} canRedo={canRedo(view)} />
      )}
    </Panel>
  );
}

function canRedo(view: LectureView): boolean {
  return view.stages.every((stage) => stage.status !== 'running' && stage.status !== 'queued');
}

function NoTranscript({ view }: { view: LectureView }): ReactElement {
  const transcription = view.stages[1];
  const isFailed = view.status === 'failed';
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-3 p-6 text-center">
      <Captions aria-hidden size={28} strokeWidth={1.25} className="text-tertiary" />
      <p className="max-w-[40ch] text-reading text-secondary">
        {isFailed ? 'There is no transcript.' : 'The transcript appears here as soon as it is whole.'}
      </p>
      {transcription?.status === 'running' ? (
        <p className="tabular text-small text-secondary">{stageStory(transcription).sentence}</p>
      ) : null}
    </div>
  );
}
