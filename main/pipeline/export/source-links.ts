import type { Sources } from './blocks.ts';
import { escapeHtml } from './model-html.ts';
import { clockTime } from './times.ts';

/** The id of the sentence in the shown transcript that is heard at an instant; null when there is none. */
export type SentenceAt = (startMs: number) => string | null;

/** Times of citations in HTML, each leading to its sentence where the page has it, or the remark that there are none. */
export function sourceLinks({ startsMs, grounded }: Sources, sentenceAt: SentenceAt): string {
  if (!grounded) return ' <span class="no-source">no source in the recording</span>';
  return startsMs
    .map((startMs) => {
      const time = `[${clockTime(startMs)}]`;
      const id = sentenceAt(startMs);
      if (id === null) return ` <span class="time">${time}</span>`;
      return ` <a class="time" href="#${escapeHtml(encodeURIComponent(id))}">${time}</a>`;
    })
    .join('');
}
