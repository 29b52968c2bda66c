import type { Segment, TranscriptVersion } from '../rows-port.ts';
import { artifactBlocks } from './artifact-blocks.ts';
import { plain, type Block } from './blocks.ts';
import type { ExportSource } from './export-source.ts';
import { oneLine } from './marked-text.ts';
import { clockTime, localDate } from './times.ts';

/** A passage of the transcript is at most this long, so that a time is never far away. */
const PASSAGE_MS = 60_000;

/** A pause at least this long begins a new passage. */
const PAUSE_MS = 2_500;

/** The whole lecture in reading order: material first, then the transcript. */
export function lectureBlocks(source: ExportSource): readonly Block[] {
  const { lecture, courseTitle, transcript, artifacts } = source;
  const facts = [courseTitle, localDate(lecture.createdAt), lengthOf(lecture.durationMs)];
  return [
    { kind: 'heading', level: 1, text: plain(oneLine(lecture.title)) },
    { kind: 'note', text: facts.flatMap((fact) => (fact === null ? [] : [oneLine(fact)])).join(' · ') },
    ...artifacts.flatMap(artifactBlocks),
    ...(transcript === null ? [] : transcriptBlocks(transcript)),
  ];
}

function lengthOf(durationMs: number | null): string | null {
  return durationMs === null ? null : clockTime(durationMs);
}

function transcriptBlocks(transcript: TranscriptVersion): readonly Block[] {
  const gaps = transcript.gaps.map((gap): Block => ({ kind: 'gap', ...gap }));
  const passages = passagesOf(transcript);
  const inOrder = [...gaps, ...passages].toSorted((a, b) => startOf(a) - startOf(b));
  return [{ kind: 'heading', level: 2, text: plain('Transcript') }, ...inOrder];
}

function startOf(block: Block): number {
  return block.kind === 'gap' || block.kind === 'passage' ? block.startMs : 0;
}

function passagesOf({ segments, gaps }: TranscriptVersion): Block[] {
  const passages: Segment[][] = [];
  for (const segment of segments) {
    const current = passages.at(-1);
    const [first, last] = [current?.[0], current?.at(-1)];
    const goesOn =
      first !== undefined &&
      last !== undefined &&
      segment.speaker === last.speaker &&
      segment.startMs - last.endMs < PAUSE_MS &&
      segment.endMs - first.startMs <= PASSAGE_MS &&
      !gaps.some((gap) => gap.startMs >= last.startMs && gap.startMs < segment.startMs);
    if (goesOn) current?.push(segment);
    else passages.push([segment]);
  }
  return passages.map((sentences): Block => {
    const [first] = sentences;
    return { kind: 'passage', speaker: first?.speaker ?? null, startMs: first?.startMs ?? 0, sentences };
  });
}
