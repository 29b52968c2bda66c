import clsx from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

import { Button } from './button.tsx';

interface NoticeProps {
  readonly tone: 'quiet' | 'waiting' | 'needs';
  readonly icon: LucideIcon;
  readonly children: ReactNode;
  readonly button?: { readonly label: string; readonly onPress: () => void } | null;
}

const surfaces = {
  quiet: 'bg-accent-soft text-ink',
  waiting: 'bg-waiting-soft text-waiting',
  needs: 'bg-needs-soft text-needs',
} as const;

/** A sentence on a soft surface, with the button that does something about it. */
export function Notice({ tone, icon: Icon, children, button = null }: NoticeProps): ReactElement {
  return (
    <div className={clsx('flex items-center gap-3 rounded-control px-3 py-2', surfaces[tone])}>
      <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0" />
      <div className="min-w-0 flex-1">{children}</div>
      {button === null ? null : (
        <Button size="small" tone={tone} onClick={button.onPress}>
          {button.label}
        </Button>
      )}
    </div>
  );
}
