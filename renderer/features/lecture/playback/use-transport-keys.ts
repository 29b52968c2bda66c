import { useEffect } from 'react';

import type { Playback } from './playback.ts';

const STEP_SECONDS = 5;
const BIG_STEP_SECONDS = 15;

/** Controls that have a meaning of their own for Space, and for the arrow keys. */
const takesSpace =
  'button, a, input, textarea, select, summary, [role="menuitem"], [role="tab"], [role="option"]';
const takesArrows =
  'input, textarea, select, [role="tab"], [role="menu"], [role="separator"], [role="listbox"], [role="dialog"]';

/** Space plays and pauses, ← and → step 5 s, with Shift 15 s: anywhere on the page but in a control that needs the key. */
export function useTransportKeys(playback: Playback, isEnabled: boolean): void {
  useEffect(() => {
    if (!isEnabled) return undefined;
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      if (act(event, playback)) event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [playback, isEnabled]);
}

function act(event: KeyboardEvent, playback: Playback): boolean {
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.key === ' ') {
    // In the transcript Enter seeks, so Space stays what it is everywhere: play and pause.
    const isFree = target.closest(takesSpace) === null || target.closest('[data-space="plays"]') !== null;
    if (isFree) playback.toggle();
    return isFree;
  }
  if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return false;
  if (target.closest(takesArrows) !== null) return false;
  const step = event.shiftKey ? BIG_STEP_SECONDS : STEP_SECONDS;
  playback.seek(playback.state.getState().time + (event.key === 'ArrowLeft' ? -step : step));
  return true;
}
