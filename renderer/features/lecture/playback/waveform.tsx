import { useEffect, useRef, type PointerEvent, type ReactElement } from 'react';

import { useLectern } from '../../../state/store.ts';
import { clock, spokenTime } from '../../../words/times.ts';
import { drawBars } from './draw-bars.ts';
import { usePlayback, usePlaybackState } from './playback-context.ts';

interface WaveformProps {
  /** Loudness over the whole recording, 0 to 255. */
  readonly peaks: Uint8Array;
  readonly seconds: number;
}

/**
 * The recording as bars, the played part in colour: a slider to seek with. The bars are drawn once; while playing only
 * the edge between the two layers moves. Drawn here rather than by a library, because the window's policy forbids
 * the style elements those put on the page.
 */
export function Waveform({ peaks, seconds }: WaveformProps): ReactElement {
  const playback = usePlayback();
  const second = usePlaybackState((state) => Math.floor(state.time));
  const slider = useRef<HTMLDivElement>(null);
  const played = useRef<HTMLCanvasElement>(null);
  const rest = useRef<HTMLCanvasElement>(null);
  useBars([played, rest], peaks);
  useEffect(() => {
    const follow = ({ time }: { time: number }): void => {
      const left = 100 - Math.min(100, (time / Math.max(1, seconds)) * 100);
      if (played.current !== null) played.current.style.clipPath = `inset(0 ${left}% 0 0)`;
    };
    follow(playback.state.getState());
    return playback.state.subscribe(follow);
  }, [playback, seconds]);

  function seekTo(event: PointerEvent): void {
    const box = slider.current?.getBoundingClientRect();
    if (box !== undefined) playback.seek(((event.clientX - box.left) / box.width) * seconds);
  }
  return (
    <div
      ref={slider}
      role="slider"
      tabIndex={0}
      aria-label="Position in the recording"
      aria-valuemin={0}
      aria-valuemax={Math.floor(seconds)}
      aria-valuenow={second}
      aria-valuetext={`${spokenTime(second)} of ${spokenTime(seconds)}`}
      title={`Of ${clock(seconds)}. Space plays, arrow keys step 5 seconds, with Shift 15.`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => (event.buttons === 1 ? seekTo(event) : undefined)}
      className="relative h-9 min-w-0 flex-1 touch-none rounded-chip"
    >
      <canvas ref={rest} aria-hidden className="absolute inset-0 size-full text-control" />
      <canvas ref={played} aria-hidden className="absolute inset-0 size-full text-accent" />
    </div>
  );
}

type CanvasRef = { readonly current: HTMLCanvasElement | null };

/** Draws the bars whenever the size, the colours or the recording change. */
function useBars(canvases: readonly [CanvasRef, CanvasRef], peaks: Uint8Array): void {
  const theme = useLectern((state) => state.settings?.settings['appearance.theme']);
  const [first, second] = canvases;
  useEffect(() => {
    const draw = (): void => {
      for (const { current } of [first, second]) if (current !== null) drawBars(current, peaks);
    };
    const observer = new ResizeObserver(draw);
    if (first.current !== null) observer.observe(first.current);
    const systemTheme = window.matchMedia('(prefers-color-scheme: dark)');
    systemTheme.addEventListener('change', draw);
    draw();
    return () => {
      observer.disconnect();
      systemTheme.removeEventListener('change', draw);
    };
  }, [first, second, peaks, theme]);
}
