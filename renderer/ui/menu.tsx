import { Menu as BaseMenu } from '@base-ui/react/menu';
import clsx from 'clsx';
import { ChevronRight, type LucideIcon } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

interface MenuProps {
  /** The name of the button that opens the menu. */
  readonly label: string;
  readonly icon: LucideIcon;
  readonly children: ReactNode;
}

/** An icon button that opens a menu of `MenuItem`s. */
export function Menu({ label, icon: Icon, children }: MenuProps): ReactElement {
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger
        aria-label={label}
        className="inline-flex size-7 shrink-0 items-center justify-center rounded-control text-secondary transition-colors hover:bg-hover hover:text-ink data-popup-open:bg-hover"
      >
        <Icon aria-hidden size={16} strokeWidth={1.75} />
      </BaseMenu.Trigger>
      <MenuPopup align="end">{children}</MenuPopup>
    </BaseMenu.Root>
  );
}

interface MenuItemProps {
  readonly icon?: LucideIcon;
  readonly tone?: 'plain' | 'needs';
  readonly isDisabled?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

/** One line of a menu. */
export function MenuItem(props: MenuItemProps): ReactElement {
  const { icon: Icon, tone = 'plain', isDisabled = false, onSelect, children } = props;
  return (
    <BaseMenu.Item
      disabled={isDisabled}
      onClick={onSelect}
      className={clsx(itemClass, tone === 'needs' && 'text-needs')}
    >
      {Icon === undefined ? null : <Icon aria-hidden size={16} strokeWidth={1.75} />}
      {children}
    </BaseMenu.Item>
  );
}

/** A line that separates groups of a menu. */
export function MenuSeparator(): ReactElement {
  return <BaseMenu.Separator className="my-1 h-px bg-line" />;
}

interface SubmenuProps {
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
}

/** A line that opens more lines beside it. */
export function Submenu({ label, icon: Icon, children }: SubmenuProps): ReactElement {
  return (
    <BaseMenu.SubmenuRoot>
      <BaseMenu.SubmenuTrigger className={clsx(itemClass, 'data-popup-open:bg-hover')}>
        {Icon === undefined ? null : <Icon aria-hidden size={16} strokeWidth={1.75} />}
        <span className="flex-1">{label}</span>
        <ChevronRight aria-hidden size={14} className="text-tertiary" />
      </BaseMenu.SubmenuTrigger>
      <MenuPopup align="start">{children}</MenuPopup>
    </BaseMenu.SubmenuRoot>
  );
}

const itemClass =
  'flex min-h-7 items-center gap-2.5 rounded-chip px-2 py-1 outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover';

function MenuPopup({ align, children }: { align: 'start' | 'end'; children: ReactNode }): ReactElement {
  return (
    <BaseMenu.Portal>
      <BaseMenu.Positioner sideOffset={4} align={align} className="z-50 outline-none">
        <BaseMenu.Popup className="max-h-(--available-height) max-w-72 min-w-52 relative overflow-y-auto rounded-control border border-control bg-panel p-1 outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
          {children}
        </BaseMenu.Popup>
      </BaseMenu.Positioner>
    </BaseMenu.Portal>
  );
}
