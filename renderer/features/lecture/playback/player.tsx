import { FastForward, Pause, Play, VolumeOff } from 'lucide-react';
import { useEffect, useState, type ReactElement } from 'react';

import { invoke } from '../../../bridge/lectern.ts';
import { Hint } from '../../../ui/icon-button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Select } from '../../../ui/select.tsx';
import { clock } from '../../../words/times.ts';
import { peaksFrom } from './draw-bars.ts';
import { usePlayback, usePlaybackState } from './playback-context.ts';
import { Waveform } from './waveform.tsx';

const rates = [0.75, 1, 1.25, 1.5, 1.75, 2].map((rate) => ({ value: String(rate), label: `${rate}×` }));
const silence = new Uint8Array(1);

/** Play, position, speed, and leaving out the silences. */
export function Player({ lectureId, seconds }: { lectureId: string; seconds: number }): ReactElement {
  const peaks = usePeaks(lectureId);
  const hasFailed = usePlaybackState((state) => state.hasFailed);
  return (
    <Panel label="Player" className="flex h-[58px] shrink-0 items-center gap-3.5 px-4">
      <PlayButton />
      {hasFailed ? (
        <div className="flex-1">
          <Notice tone="waiting" icon={VolumeOff}>
            The recording can’t be played. The text is here all the same.
          </Notice>
        </div>
      ) : (
        <>
          <Position seconds={seconds} />
          <Waveform peaks={peaks} seconds={seconds} />
        </>
      )}
      <span className="tabular text-base text-secondary">{clock(seconds)}</span>
      <Speed />
      <SkipSilence />
    </Panel>
  );
}

function PlayButton(): ReactElement {
  const { toggle } = usePlayback();
  const isPlaying = usePlaybackState((state) => state.isPlaying);
  const label = isPlaying ? 'Pause' : 'Play';
  const Icon = isPlaying ? Pause : Play;
  return (
    <Hint label={`${label} (Space)`}>
      <button
        type="button"
        aria-label={label}
        onClick={toggle}
        className="flex size-[34px] shrink-0 items-center justify-center rounded-full bg-ink text-page"
      >
        <Icon aria-hidden size={16} strokeWidth={1.75} />
      </button>
    </Hint>
  );
}

/** As wide as it will ever be, so that the waveform beside it keeps its place. */
function Position({ seconds }: { seconds: number }): ReactElement {
  const second = usePlaybackState((state) => Math.floor(state.time));
  return (
    <span className="tabular text-base" style={{ minWidth: `${clock(seconds).length}ch` }}>
      {clock(second)}
    </span>
  );
}

function Speed(): ReactElement {
  const { setRate } = usePlayback();
  const rate = usePlaybackState((state) => state.rate);
  return (
    <Select
      label="Speed"
      value={String(rate)}
      choices={rates}
      onChange={(value) => setRate(Number(value))}
      className="tabular w-[76px]"
    />
  );
}

function SkipSilence(): ReactElement {
  const { setSkipsSilence } = usePlayback();
  const skips = usePlaybackState((state) => state.skipsSilence);
  return (
    <button
      type="button"
      aria-pressed={skips}
      onClick={() => setSkipsSilence(!skips)}
      className="flex h-[34px] shrink-0 items-center gap-2 rounded-control border border-control px-3 font-medium transition-colors hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent"
    >
      <FastForward aria-hidden size={16} strokeWidth={1.75} />
      Skip silence
    </button>
  );
}

/** The waveform; flat until it is there, and flat where there is none. */
function usePeaks(lectureId: string): Uint8Array {
  const [peaks, setPeaks] = useState<Uint8Array>(silence);
  useEffect(() => {
    let isCurrent = true;
    invoke('get-waveform', { lectureId }).then(
      (waveform) => (isCurrent ? setPeaks(peaksFrom(waveform.peaks)) : undefined),
      // Without a waveform the player works all the same.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [lectureId]);
  return peaks;
}
