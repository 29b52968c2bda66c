import { FileText } from 'lucide-react';
import { useMemo, useState, type ReactElement } from 'react';

import type { Artifact, ArtifactType } from '../../../../preload/contract/artifact.ts';
import type { ArtifactDetail, LectureDetail } from '../../../../preload/contract/commands.ts';
import type { LectureView } from '../../../../preload/contract/lecture.ts';
import { Panel } from '../../../ui/panel.tsx';
import { TabPanel, Tabs } from '../../../ui/tabs.tsx';
import { artifactNames, artifactTypes } from '../../../words/names.ts';
import { percent } from '../../../words/numbers.ts';
import { CardsView } from './cards-view.tsx';
import { ExamView } from './exam-view.tsx';
import { OutlineView } from './outline-view.tsx';
import { SourcesContext, sourcesOf } from './sources.ts';
import { SummaryView } from './summary-view.tsx';
import { TermsView } from './terms-view.tsx';

interface MaterialPanelProps {
  readonly view: LectureView;
  readonly detail: LectureDetail;
}

/** The study material, one tab for each artifact. */
export function MaterialPanel({ view, detail }: MaterialPanelProps): ReactElement {
  const [tab, setTab] = useState<string>('summary');
  const sources = useMemo(() => sourcesOf(detail), [detail]);
  const byType = useMemo(() => newestByType(detail.artifacts), [detail.artifacts]);
  return (
    <Panel label="Material" className="flex min-h-0 flex-1 flex-col overflow-hidden">
      <SourcesContext value={sources}>
        <Tabs
          label="Material"
          value={tab}
          onChange={setTab}
          tabs={artifactTypes.map((type) => ({
            value: type,
            label: artifactNames[type],
            ...amountOf(byType.get(type)?.artifact),
          }))}
        >
          {artifactTypes.map((type) => (
            <TabPanel key={type} value={type}>
              <Material detail={byType.get(type)} type={type} view={view} />
            </TabPanel>
          ))}
        </Tabs>
      </SourcesContext>
    </Panel>
  );
}

interface MaterialProps {
  readonly detail: ArtifactDetail | undefined;
  readonly type: ArtifactType;
  readonly view: LectureView;
}

function Material({ detail, type, view }: MaterialProps): ReactElement {
  if (detail === undefined) return <NotThere type={type} view={view} />;
  return (
    <div className="px-[18px] py-4">
      {detail.coverage < 1 ? (
        <p className="mb-3 text-small text-waiting">
          Covers {percent(detail.coverage)} of the transcript. The rest could not be worked on.
        </p>
      ) : null}
      <Content artifact={detail.artifact} />
    </div>
  );
}

function Content({ artifact }: { artifact: Artifact }): ReactElement {
  switch (artifact.type) {
    case 'summary':
      return <SummaryView summary={artifact.content} />;
    case 'outline':
      return <OutlineView outline={artifact.content} />;
    case 'key-terms':
      return <TermsView terms={artifact.content} />;
    case 'flashcards':
      return <CardsView flashcards={artifact.content} />;
    case 'exam-questions':
      return <ExamView exam={artifact.content} />;
  }
}

function NotThere({ type, view }: { type: ArtifactType; view: LectureView }): ReactElement {
  const isTranscribed = view.stages[1]?.status === 'completed' || view.stages[1]?.status === 'skipped';
  const isSettled = ['ready', 'partial', 'failed'].includes(view.status);
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 p-6 text-center">
      <FileText aria-hidden size={28} strokeWidth={1.25} className="text-tertiary" />
      <p className="max-w-[40ch] text-reading text-secondary">
        {isSettled
          ? `There is no ${nouns[type]} for this lecture.`
          : `The ${nouns[type]} will be here ${isTranscribed ? 'once it is made' : 'once the transcript is whole'}.`}
      </p>
    </div>
  );
}

const nouns: Readonly<Record<ArtifactType, string>> = {
  summary: 'summary',
  outline: 'outline',
  'key-terms': 'list of key terms',
  flashcards: 'set of flashcards',
  'exam-questions': 'set of exam questions',
};

function newestByType(details: readonly ArtifactDetail[]): ReadonlyMap<ArtifactType, ArtifactDetail> {
  const newest = new Map<ArtifactType, ArtifactDetail>();
  for (const detail of details) {
    const known = newest.get(detail.artifact.type);
    if (known === undefined || known.artifact.version < detail.artifact.version)
      newest.set(detail.artifact.type, detail);
  }
  return newest;
}

function amountOf(artifact: Artifact | undefined): { amount?: number } {
  if (artifact?.type === 'flashcards') return { amount: artifact.content.cards.length };
  if (artifact?.type === 'exam-questions') return { amount: artifact.content.questions.length };
  return {};
}
