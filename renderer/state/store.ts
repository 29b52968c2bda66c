import { create } from 'zustand';

import type { Preset } from '../../preload/contract/course.ts';
import type { EventPayload, LibraryView, SettingsView } from '../../preload/contract/events.ts';
import type { Failure } from '../../preload/contract/failure.ts';
import type { HealthReport } from '../../preload/contract/health.ts';
import { emptyLectures, type LecturesSlice } from './lectures-slice.ts';

/** State of the core thread, as the desktop tells it. */
export type CoreState = EventPayload<'core-state-changed'>['state'];

/** The page's mirror of the core. Only `connect.ts` writes it; pages read the least they need. */
export interface LecternState extends LecturesSlice {
  readonly library: LibraryView | null;
  readonly presets: readonly Preset[];
  readonly settings: SettingsView | null;
  readonly health: HealthReport | null;
  /** Epoch milliseconds at which `health` arrived. */
  readonly healthAt: number | null;
  readonly core: CoreState;
  /** True once the whole library was told; before that pages draw their skeletons. */
  readonly isLoaded: boolean;
  /** Why the library could not be read; null when it could. */
  readonly loadFailure: Failure | null;
}

export const initialState: LecternState = {
  ...emptyLectures,
  library: null,
  presets: [],
  settings: null,
  health: null,
  healthAt: null,
  core: 'starting',
  isLoaded: false,
  loadFailure: null,
};

export const useLectern = create<LecternState>()(() => initialState);
