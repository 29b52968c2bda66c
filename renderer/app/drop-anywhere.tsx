import { Upload } from 'lucide-react';
import { useEffect, useState, type ReactElement } from 'react';

import { pathsOf } from '../bridge/lectern.ts';
import { say } from '../ui/toast.tsx';

/** Takes files and folders dropped anywhere in the window, and shows that it would. */
export function DropAnywhere({
  onDrop,
}: {
  onDrop: (paths: readonly string[]) => void;
}): ReactElement | null {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => listen(setIsOver, onDrop), [onDrop]);
  if (!isOver) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 flex items-center justify-center bg-shade p-8">
      <p className="flex items-center gap-3 rounded-panel border-2 border-dashed border-accent bg-panel px-10 py-8 text-heading font-semibold">
        <Upload aria-hidden size={20} strokeWidth={1.75} />
        Drop to add to your lectures
      </p>
    </div>
  );
}

function listen(
  setIsOver: (isOver: boolean) => void,
  onDrop: (paths: readonly string[]) => void,
): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  // Entering a child leaves its parent: only a balance of zero means that the pointer left the window.
  let depth = 0;
  const forFiles = (use: (event: DragEvent) => void) => (event: DragEvent) => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    use(event);
  };
  const change = (by: number): void => {
    depth = Math.max(0, depth + by);
    setIsOver(depth > 0);
  };
  window.addEventListener(
    'dragenter',
    forFiles(() => change(1)),
    { signal },
  );
  window.addEventListener(
    'dragleave',
    forFiles(() => change(-1)),
    { signal },
  );
  window.addEventListener(
    'dragover',
    forFiles(() => undefined),
    { signal },
  );
  window.addEventListener(
    'drop',
    forFiles((event) => {
      change(-depth);
      const paths = pathsOf(event.dataTransfer?.files ?? []);
      if (paths.length > 0) onDrop(paths);
      else say('What was dropped is not a file on this machine. Save it to a folder first.');
    }),
    { signal },
  );
  return () => stop.abort();
}
