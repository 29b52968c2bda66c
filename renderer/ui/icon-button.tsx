import { Button as BaseButton } from '@base-ui/react/button';
import { Tooltip } from '@base-ui/react/tooltip';
import clsx from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';

interface IconButtonProps extends Omit<BaseButton.Props, 'className' | 'style' | 'render' | 'children'> {
  /** Says what the button does: its name for a screen reader and its tooltip. */
  readonly label: string;
  readonly icon: LucideIcon;
  readonly isPressed?: boolean;
}

/** A button that is only an icon; its name stands in a tooltip. */
export function IconButton({ label, icon: Icon, isPressed, ...rest }: IconButtonProps): ReactElement {
  return (
    <Hint label={label}>
      <BaseButton
        type="button"
        {...rest}
        aria-label={label}
        {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
        className={clsx(
          'inline-flex size-7 shrink-0 items-center justify-center rounded-control transition-colors hover:bg-hover hover:text-ink disabled:opacity-50',
          isPressed === true ? 'bg-accent-soft text-accent' : 'text-secondary',
        )}
      >
        <Icon aria-hidden size={16} strokeWidth={1.75} />
      </BaseButton>
    </Hint>
  );
}

interface HintProps {
  readonly label: string;
  readonly children: ReactElement<Record<string, unknown>>;
}

/** Shows `label` beside the control inside it, on hover and on keyboard focus. */
export function Hint({ label, children }: HintProps): ReactElement {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="z-50">
          <Tooltip.Popup className="max-w-72 rounded-chip bg-ink px-2 py-1 text-small text-page transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
            {label}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
