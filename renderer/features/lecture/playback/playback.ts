import { createStore, type StoreApi } from 'zustand/vanilla';

import { silenceEnd, type Stretch } from './silence.ts';

/** What the player shows. Times in seconds. */
export interface PlaybackState {
  readonly time: number;
  readonly isPlaying: boolean;
  readonly rate: number;
  readonly skipsSilence: boolean;
  /** True when the recording could not be played. */
  readonly hasFailed: boolean;
}

const atTheStart: PlaybackState = {
  time: 0,
  isPlaying: false,
  rate: 1,
  skipsSilence: false,
  hasFailed: false,
};

/** The recording at hand: its state and what one can do with it. Outlives redraws, ends with the page. */
export interface Playback {
  readonly state: StoreApi<PlaybackState>;
  readonly toggle: () => void;
  readonly seek: (seconds: number) => void;
  readonly playFrom: (seconds: number) => void;
  readonly setRate: (rate: number) => void;
  readonly setSkipsSilence: (skips: boolean) => void;
  /** The stretches in which someone speaks; the rest can be skipped. */
  readonly setSpeech: (speech: readonly Stretch[]) => void;
  readonly end: () => void;
}

/**
 * Plays the audio at `address`. While it plays the time is read on every frame, so that the waveform moves smoothly
 * and a skipped silence is left at once; who listens decides how often to redraw.
 */
export function createPlayback(address: string): Playback {
  const audio = new Audio();
  audio.preload = 'metadata';
  audio.src = address;
  const state = createStore<PlaybackState>(() => atTheStart);
  let speech: readonly Stretch[] = [];
  let frame = 0;

  function followFrame(): void {
    const { skipsSilence } = state.getState();
    const end = skipsSilence ? silenceEnd(speech, audio.currentTime) : null;
    if (end !== null) audio.currentTime = end;
    state.setState({ time: audio.currentTime });
    frame = audio.paused ? 0 : requestAnimationFrame(followFrame);
  }
  function seek(seconds: number): void {
    const length = Number.isFinite(audio.duration) ? audio.duration : Number.MAX_SAFE_INTEGER;
    audio.currentTime = Math.min(Math.max(0, seconds), length);
    state.setState({ time: audio.currentTime });
  }
  async function play(): Promise<void> {
    try {
      await audio.play();
    } catch {
      // Being paused or left while starting is no failure; a recording that can't be played reports `error` itself.
      state.setState({ isPlaying: false });
    }
  }

  tellState(audio, state, () => {
    if (frame === 0) frame = requestAnimationFrame(followFrame);
  });
  return {
    state,
    toggle: () => (audio.paused ? void play() : audio.pause()),
    seek,
    playFrom: (seconds) => {
      seek(seconds);
      void play();
    },
    setRate: (rate) => {
      audio.playbackRate = rate;
      state.setState({ rate });
    },
    setSkipsSilence: (skipsSilence) => state.setState({ skipsSilence }),
    setSpeech: (stretches) => {
      speech = stretches;
    },
    end: () => {
      cancelAnimationFrame(frame);
      audio.pause();
      audio.removeAttribute('src');
      audio.load();
    },
  };
}

/** Keeps the state in step with what the element does by itself; `onPlay` is called whenever it begins to play. */
function tellState(audio: HTMLAudioElement, state: StoreApi<PlaybackState>, onPlay: () => void): void {
  audio.addEventListener('play', () => {
    state.setState({ isPlaying: true, hasFailed: false });
    onPlay();
  });
  audio.addEventListener('pause', () => state.setState({ isPlaying: false, time: audio.currentTime }));
  audio.addEventListener('error', () => state.setState({ isPlaying: false, hasFailed: true }));
}
