import { createContext, useContext } from 'react';

import type { Stage } from '../../preload/contract/job.ts';

/** A question about one lecture, asked in a dialog over whatever page is open. */
export type LectureQuestion =
  | { readonly kind: 'rename' | 'remove' | 'export' | 'move'; readonly lectureId: string }
  | { readonly kind: 'replay'; readonly lectureId: string; readonly stage: Stage };

/** What any page may ask of the window around it. */
export interface WindowActions {
  /** Opens the import dialog for these files and folders; without any, the file dialog comes first. */
  readonly addLectures: (paths?: readonly string[]) => void;
  readonly askAbout: (question: LectureQuestion) => void;
  readonly createCourse: () => void;
}

export const WindowActionsContext = createContext<WindowActions | null>(null);

/** The actions of the window. Stands inside the app only. */
export function useWindowActions(): WindowActions {
  const actions = useContext(WindowActionsContext);
  if (actions === null) throw new Error('WindowActionsContext is missing above this component.');
  return actions;
}
