import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';

interface ToastButton {
  readonly label: string;
  readonly onPress: () => void;
}

const manager = Toast.createToastManager<{ button: ToastButton | null }>();

/** Says something at the foot of the window, politely; with a button it stays until it is closed. */
export function say(sentence: string, button: ToastButton | null = null): void {
  const id = manager.add({
    description: sentence,
    data: {
      button:
        button === null
          ? null
          : {
              label: button.label,
              onPress: () => {
                manager.close(id);
                button.onPress();
              },
            },
    },
    timeout: button === null ? 6000 : 0,
  });
}

/** Makes room for what `say` says, above the last line of a page; stands once around the whole page. */
export function ToastArea({ children }: { children: ReactNode }): ReactElement {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="fixed right-6 bottom-14 z-50 flex w-[380px] flex-col gap-2">
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Toasts(): ReactElement[] {
  const { toasts } = Toast.useToastManager<{ button: ToastButton | null }>();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      aria-label="Message"
      className="rounded-control border border-control bg-panel transition-opacity data-ending-style:opacity-0 data-limited:hidden data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-center gap-3 py-2 pr-2 pl-4">
        <Toast.Description className="min-w-0 flex-1" />
        {toast.data?.button === null || toast.data === undefined ? null : (
          <Button size="small" onClick={toast.data.button.onPress}>
            {toast.data.button.label}
          </Button>
        )}
        <Toast.Close render={<IconButton label="Close this message" icon={X} />} />
      </Toast.Content>
    </Toast.Root>
  ));
}
