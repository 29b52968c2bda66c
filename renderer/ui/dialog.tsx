import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import clsx from 'clsx';
import { X } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

import { IconButton } from './icon-button.tsx';

interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** One or two sentences below the title; a screen reader hears them on opening. */
  readonly description?: ReactNode;
  readonly width?: 'narrow' | 'wide';
  readonly children?: ReactNode;
  /** The buttons at the foot, the primary one last. */
  readonly actions: ReactNode;
}

/** A modal dialog: focus moves in, stays in, and goes back on closing; Escape closes. */
export function Dialog(props: DialogProps): ReactElement {
  const { isOpen, onClose, title, description, width = 'narrow', children, actions } = props;
  return (
    <BaseDialog.Root open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-30 bg-shade transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <BaseDialog.Popup
          className={clsx(
            'fixed top-1/2 left-1/2 z-40 flex max-h-[calc(100vh-48px)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-panel border border-line bg-panel transition-[opacity,scale] data-ending-style:scale-98 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0',
            width === 'narrow' ? 'w-[440px]' : 'w-[720px]',
          )}
        >
          <header className="pt-5 pr-14 pb-3 pl-6">
            <div>
              <BaseDialog.Title className="text-heading font-semibold">{title}</BaseDialog.Title>
              {description === undefined ? null : (
                <BaseDialog.Description className="mt-1 text-secondary" render={<div />}>
                  {description}
                </BaseDialog.Description>
              )}
            </div>
          </header>
          <div className="min-h-0 flex-1 relative overflow-y-auto px-6 pt-1 pb-4">{children}</div>
          <footer className="flex flex-wrap items-center justify-end gap-3 border-t border-line px-6 py-4">
            {actions}
          </footer>
          {/* Last, so that the dialog opens with the focus on its first field or its quiet button. */}
          <div className="absolute top-4 right-4">
            <IconButton label="Close" icon={X} onClick={onClose} />
          </div>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
