import { createContext, useContext } from 'react';
import { useStore } from 'zustand';

import type { Playback, PlaybackState } from './playback.ts';

export const PlaybackContext = createContext<Playback | null>(null);

/** The recording of the open lecture. Stands inside the lecture page only. */
export function usePlayback(): Playback {
  const playback = useContext(PlaybackContext);
  if (playback === null) throw new Error('PlaybackContext is missing above this component.');
  return playback;
}

/** One fact about the recording; the component redraws only when that fact changes. */
export function usePlaybackState<Fact>(select: (state: PlaybackState) => Fact): Fact {
  return useStore(usePlayback().state, select);
}
