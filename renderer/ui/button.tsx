import { Button as BaseButton } from '@base-ui/react/button';
import clsx from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';

type ButtonTone = 'primary' | 'quiet' | 'waiting' | 'needs' | 'bare';

export interface ButtonProps extends Omit<BaseButton.Props, 'className' | 'style' | 'render'> {
  /** `primary` at most once on a screen; `waiting` and `needs` are the one button of a row; `bare` has no outline. */
  readonly tone?: ButtonTone;
  readonly size?: 'regular' | 'small';
  readonly icon?: LucideIcon;
}

const tones: Readonly<Record<ButtonTone, string>> = {
  primary: 'bg-accent text-on-accent border-transparent hover:bg-accent-strong',
  quiet: 'bg-panel text-ink border-control hover:bg-hover',
  waiting: 'bg-panel text-waiting border-control hover:bg-waiting-soft',
  needs: 'bg-panel text-needs border-control hover:bg-needs-soft',
  bare: 'text-secondary border-transparent hover:bg-hover hover:text-ink',
};

/** A button with words, drawn in one of the five tones. */
export function Button(props: ButtonProps): ReactElement {
  const { tone = 'quiet', size = 'regular', icon: Icon, children, ...rest } = props;
  return (
    <BaseButton
      type="button"
      {...rest}
      className={clsx(
        'inline-flex shrink-0 items-center justify-center gap-2 rounded-control border font-semibold whitespace-nowrap transition-colors',
        'disabled:opacity-55 data-disabled:opacity-55',
        size === 'regular' ? 'h-[34px] px-3' : 'h-7 px-2.5 text-small',
        tones[tone],
      )}
    >
      {Icon === undefined ? null : <Icon aria-hidden size={16} strokeWidth={1.75} />}
      {children}
    </BaseButton>
  );
}
