import type { CoreEvent } from '../../preload/contract/events.ts';
import type { LectureView } from '../../preload/contract/lecture.ts';
import type { CoreClient } from '../lib/core-client.ts';
import type { Terminal } from './output.ts';
import { lectureLine } from './words.ts';

/**
 * Shows the progress of lectures on standard error until the returned function is called: on a terminal one line each, redrawn in place;
 * in a pipe a plain line whenever a stage begins, waits or ends.
 * @param concerns which lectures count
 */
export function showProgress(
  client: CoreClient,
  terminal: Terminal,
  concerns: (lectureId: string) => boolean,
): () => void {
  const painter = terminal.isInteractive ? livePainter(terminal) : plainPainter(terminal);
  const stop = client.subscribe((event: CoreEvent) => {
    if (event.name === 'lecture-changed' && concerns(event.payload.id)) painter.paint(event.payload);
  });
  return () => {
    stop();
    painter.end();
  };
}

interface Painter {
  paint(view: LectureView): void;
  end(): void;
}

/** A line whenever what a lecture does changes in kind, not in amount. */
function plainPainter(terminal: Terminal): Painter {
  const said = new Map<string, string>();
  return {
    paint(view) {
      const kind = view.status + view.stages.map((stage) => `${stage.status}${stage.hold ?? ''}`).join('|');
      if (said.get(view.id) === kind) return;
      said.set(view.id, kind);
      terminal.err(`${lectureLine(view)}\n`);
    },
    end: () => undefined,
  };
}

/** Redraws one line for each lecture; longer lines are cut so that the cursor's arithmetic holds. */
function livePainter(terminal: Terminal): Painter {
  const views = new Map<string, LectureView>();
  let drawn = 0;
  return {
    paint(view) {
      views.set(view.id, view);
      const up = drawn > 0 ? `\u001B[${drawn}A` : '';
      const lines = [...views.values()].map((one) => `\u001B[2K${cut(lectureLine(one), terminal.columns)}\n`);
      terminal.err(up + lines.join(''));
      drawn = lines.length;
    },
    end: () => undefined,
  };
}

function cut(line: string, columns: number): string {
  const characters = Array.from(line);
  return characters.length < columns ? line : `${characters.slice(0, Math.max(1, columns - 2)).join('')}…`;
}
