import {
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
} from 'react';

interface SplitViewProps {
  /** Names the divider for a screen reader. */
  readonly label: string;
  readonly left: ReactNode;
  readonly right: ReactNode;
}

const LEAST = 0.3;
const MOST = 0.7;
const STEP = 0.02;

/** The last position of a divider holds for the next page with one, as long as the window is open. */
let lastShare = 0.536;

/** Two panels side by side with a divider between them that is dragged, or moved with the arrow keys. */
export function SplitView({ label, left, right }: SplitViewProps): ReactElement {
  const [share, setShare] = useState(lastShare);
  const frame = useRef<HTMLDivElement>(null);
  function change(next: number): void {
    lastShare = Math.min(MOST, Math.max(LEAST, next));
    setShare(lastShare);
  }
  function drag(event: PointerEvent): void {
    const box = frame.current?.getBoundingClientRect();
    if (event.buttons === 1 && box !== undefined) change((event.clientX - box.left) / box.width);
  }
  function move(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -STEP, ArrowRight: STEP };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    change(share + step);
  }
  return (
    <div
      ref={frame}
      className="grid min-h-0 flex-1 grid-rows-[minmax(0,1fr)]"
      style={{ gridTemplateColumns: `minmax(0, ${share}fr) 16px minmax(0, ${1 - share}fr)` }}
    >
      <div className="flex min-h-0 min-w-0 flex-col">{left}</div>
      <div
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation="vertical"
        aria-valuemin={LEAST * 100}
        aria-valuemax={MOST * 100}
        aria-valuenow={Math.round(share * 100)}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={move}
        className="group flex cursor-col-resize touch-none justify-center rounded-chip -outline-offset-2"
      >
        <span aria-hidden className="my-3 w-px bg-transparent transition-colors group-hover:bg-control" />
      </div>
      <div className="flex min-h-0 min-w-0 flex-col">{right}</div>
    </div>
  );
}
