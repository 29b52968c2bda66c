import { Component, type ReactElement, type ReactNode } from 'react';

import { Button } from '../ui/button.tsx';

/** Catches a bug of the page while it draws, so that the window says something and offers a way on. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? (
      <BrokenPage onReload={() => window.location.reload()} />
    ) : (
      this.props.children
    );
  }
}

function BrokenPage({ onReload }: { onReload: () => void }): ReactElement {
  return (
    <main role="alert" className="flex h-full flex-col items-center justify-center gap-4 p-6 text-center">
      <h1 className="text-title font-semibold">This page could not be drawn</h1>
      <p className="max-w-[60ch] text-reading text-secondary">
        Your lectures are safe, and work goes on in the background. Loading the page again usually helps.
      </p>
      <Button tone="primary" onClick={onReload}>
        Load again
      </Button>
    </main>
  );
}
