import { useEffect, useState, type ReactElement } from 'react';

import type { LectureView } from '../../preload/contract/lecture.ts';
import { useLectern } from '../state/store.ts';
import { lectureStory } from '../words/lecture-words.ts';
import { stageVerbs } from '../words/names.ts';
import { count } from '../words/numbers.ts';

/** Shortest time between two announcements, so that a screen reader is never talked over. */
const PAUSE_MS = 2000;

/** Tells a screen reader, politely, when a lecture begins a stage, waits, needs the person, or is ready. */
export function Announcer(): ReactElement {
  const [sentence, setSentence] = useState('');
  useEffect(() => listen(setSentence), []);
  return (
    <div role="status" aria-live="polite" className="sr-only" data-testid="announcer">
      {sentence}
    </div>
  );
}

function listen(announce: (sentence: string) => void): () => void {
  let waiting = new Map<string, string>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  function flush(): void {
    timer = null;
    if (waiting.size === 0) return;
    announce(
      waiting.size > 3 ? `${count(waiting.size, 'lecture')} changed.` : [...waiting.values()].join(' '),
    );
    waiting = new Map();
    timer = setTimeout(flush, PAUSE_MS);
  }
  const unsubscribe = useLectern.subscribe((state, before) => {
    if (state.lectures === before.lectures || !before.isLoaded) return;
    for (const [id, view] of state.lectures) {
      const known = before.lectures.get(id);
      if (known === view || known === undefined) continue;
      if (phaseOf(known) !== phaseOf(view)) waiting.set(id, `${view.title}: ${spoken(view)}`);
    }
    if (waiting.size > 0) timer ??= setTimeout(flush, 100);
  });
  return () => {
    unsubscribe();
    if (timer !== null) clearTimeout(timer);
  };
}

/** What must change before it is worth saying; progress within a stage is not. */
function phaseOf(view: LectureView): string {
  const running = view.stages.find((stage) => stage.status === 'running');
  return `${view.status} ${running?.stage ?? ''} ${view.stages.map((stage) => stage.hold ?? '').join()}`;
}

function spoken(view: LectureView): string {
  const running = view.stages.find((stage) => stage.status === 'running');
  if (running !== undefined) return `${stageVerbs[running.stage]}.`;
  const { sentence } = lectureStory(view);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
