import { FileAudio, Plus, SearchX } from 'lucide-react';
import type { ReactElement } from 'react';

import { useWindowActions } from '../../parts/window-actions.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

/** What will be here, and the button that brings it. */
export function EmptyLibrary({ isCourse }: { isCourse: boolean }): ReactElement {
  const { addLectures } = useWindowActions();
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-4 px-6 pb-12 text-center">
      <FileAudio aria-hidden size={32} strokeWidth={1.25} className="text-tertiary" />
      <h2 className="text-heading font-semibold">
        {isCourse ? 'No lectures in this course yet' : 'Your lectures will be here'}
      </h2>
      <p className="max-w-[58ch] text-reading text-secondary">
        Add a recording and Lectern makes a transcript tied to it, a summary, an outline, key terms,
        flashcards and exam questions. You see the price before anything starts.
      </p>
      <Button tone="primary" icon={Plus} onClick={() => addLectures()}>
        Add lectures
      </Button>
    </div>
  );
}

/** No title has the words of the filter. */
export function NothingFound({ query }: { query: string }): ReactElement {
  return (
    <div
      role="status"
      className="flex flex-1 flex-col items-center justify-center gap-3 px-6 pb-12 text-center"
    >
      <SearchX aria-hidden size={32} strokeWidth={1.25} className="text-tertiary" />
      <p className="text-reading text-secondary">No title with “{query}”.</p>
    </div>
  );
}

/** The list while the library is being read: the same rows, without words. */
export function LoadingRows(): ReactElement {
  return (
    <div aria-busy="true" aria-label="Reading the library" role="status" className="flex-1 px-6">
      <Panel>
        {[0, 1, 2, 3, 4].map((row) => (
          <div key={row} className="flex h-16 items-center gap-4 border-t border-line px-4 first:border-t-0">
            <span className="flex flex-1 flex-col gap-2">
              <Skeleton className="h-3.5 w-72 max-w-full" />
              <Skeleton className="h-3 w-40" />
            </span>
            <Skeleton className="h-1 w-[330px]" />
          </div>
        ))}
      </Panel>
    </div>
  );
}
