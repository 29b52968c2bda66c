import type { Gap, Transcript, TranscriptSegment } from '../../../../preload/contract/transcript.ts';

/** A line of the transcript as it is shown: a sentence, or a stretch that is missing. */
export type TranscriptRow =
  | {
      readonly kind: 'sentence';
      readonly key: string;
      readonly start: number;
      readonly segment: TranscriptSegment;
      /** The speaker, where another one begins to speak. */
      readonly speaker: string | null;
    }
  | { readonly kind: 'gap'; readonly key: string; readonly start: number; readonly gap: Gap };

/** Sentences and gaps in the order of the recording. */
export function transcriptRows({ segments, gaps }: Pick<Transcript, 'segments' | 'gaps'>): TranscriptRow[] {
  const rows: TranscriptRow[] = [];
  const open = gaps.toSorted((a, b) => a.start - b.start);
  let speaker: string | undefined;
  for (const segment of segments) {
    while (open[0] !== undefined && open[0].start <= segment.start) rows.push(...gapRow(open.shift()));
    const isOther = segment.speaker !== undefined && segment.speaker !== speaker;
    speaker = segment.speaker ?? speaker;
    rows.push({
      kind: 'sentence',
      key: segment.id,
      start: segment.start,
      segment,
      speaker: isOther ? (segment.speaker ?? null) : null,
    });
  }
  for (const gap of open) rows.push(...gapRow(gap));
  return rows;
}

/** Index of the row that plays at `time`; -1 before the first. */
export function rowAt(rows: readonly TranscriptRow[], time: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.start ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Indexes of the sentences that contain `query`, in order; none for an empty query. */
export function rowsWith(rows: readonly TranscriptRow[], query: string): number[] {
  const wanted = query.trim().toLocaleLowerCase();
  if (wanted === '') return [];
  return rows.flatMap((row, index) =>
    row.kind === 'sentence' && row.segment.text.toLocaleLowerCase().includes(wanted) ? [index] : [],
  );
}

function gapRow(gap: Gap | undefined): TranscriptRow[] {
  return gap === undefined ? [] : [{ kind: 'gap', key: `gap-${gap.start}`, start: gap.start, gap }];
}
