import clsx from 'clsx';
import { CircleAlert, CloudOff, Hourglass, PauseCircle, WifiOff, type LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';

import type { Hold } from '../../preload/contract/job.ts';
import { StatusDot } from '../ui/status-dot.tsx';
import type { Story, Tone } from '../words/stage-words.ts';

const colours: Readonly<Record<Tone, string>> = {
  quiet: 'text-secondary',
  moving: 'text-secondary',
  ready: 'text-secondary',
  waiting: 'text-waiting',
  needs: 'text-needs',
};

const holdIcons: Readonly<Partial<Record<Hold, LucideIcon>>> = {
  offline: WifiOff,
  'retry-at': Hourglass,
  'breaker-open': Hourglass,
  paused: PauseCircle,
  'storage-down': CloudOff,
  budget: CircleAlert,
};

/** What happens now, in words; colour and icon only repeat it. */
export function StoryLine({ story }: { story: Story }): ReactElement {
  const Icon = story.hold === null ? undefined : holdIcons[story.hold];
  return (
    <span className={clsx('flex min-w-0 items-center gap-1.5', colours[story.tone])}>
      {story.tone === 'ready' ? <StatusDot tone="ready" /> : null}
      {Icon === undefined ? null : <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0" />}
      <span className="line-clamp-2 leading-4" title={story.sentence}>
        {story.sentence}
      </span>
    </span>
  );
}
