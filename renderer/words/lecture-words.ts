import type { Preset } from '../../preload/contract/course.ts';
import type { LectureView, StageView } from '../../preload/contract/lecture.ts';
import { money } from './numbers.ts';
import { stageNames } from './names.ts';
import { shareOf, stageStory, type Story } from './stage-words.ts';
import { day, duration, stamp } from './times.ts';

/** What happens to a lecture now, in one sentence, with the button if it needs the person. */
export function lectureStory(view: LectureView): Story {
  if (view.status === 'ready') return plain('ready', 'Ready');
  const stage = tellingStage(view.stages);
  if (view.status === 'partial' && !isAtWork(stage)) return partialStory(view, stage);
  if (stage === null) return plain('quiet', 'Waiting its turn.');
  const story = stageStory(stage);
  return stage.status === 'queued' ? { ...story, sentence: 'Waiting its turn.' } : story;
}

/** The quiet line under a title: day, length, preset. */
export function lectureLine(view: LectureView, presets: readonly Preset[]): string {
  const preset = presets.find((one) => one.id === view.presetId)?.name;
  const parts = [
    view.isExample ? 'Example' : day(view.createdAt),
    view.durationSeconds === null ? lengthless(view) : duration(view.durationSeconds),
    preset,
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}

/** What a lecture costs: forecast before, both while it runs, the real price afterwards. Unknown stays unsaid. */
export function costWords(view: LectureView): string {
  const { forecast, actual } = view.cost;
  if (view.isExample) return '';
  if (view.status === 'ready' || view.status === 'partial') return actual === null ? '' : money(actual);
  if (actual === null || actual === 0) return forecast === null ? '' : `about ${money(forecast)}`;
  if (view.status === 'processing' && forecast !== null) return `${money(actual)} of ${money(forecast)}`;
  return `${money(actual)} so far`;
}

/** The four bars in words, for a screen reader. */
export function barsWords(view: LectureView): string {
  return view.stages.map((stage) => `${stageNames[stage.stage]} ${barWord(stage)}`).join(', ');
}

/** What was missed, where: "42 s missing at 01:12:08". */
export function missingWords(view: LectureView): string {
  const length = duration(view.missingSeconds);
  return view.firstGapAt === null ? `${length} missing` : `${length} missing at ${stamp(view.firstGapAt)}`;
}

/** The stage that tells how the lecture stands: what runs, else what needs the person, else what waits or comes next. */
export function tellingStage(stages: readonly StageView[]): StageView | null {
  const running = stages.find((stage) => stage.status === 'running');
  const rank = (stage: StageView): number => toneRank[stageStory(stage).tone];
  const open = stages.filter((stage) => ['waiting', 'failed', 'queued', 'cancelled'].includes(stage.status));
  return running ?? open.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}

const toneRank = { needs: 0, waiting: 1, moving: 2, quiet: 3, ready: 4 } as const;

function isAtWork(stage: StageView | null): boolean {
  return stage !== null && (stage.status === 'running' || stage.status === 'waiting');
}

function partialStory(view: LectureView, stage: StageView | null): Story {
  if (view.missingSeconds > 0) {
    return {
      ...plain('waiting', `Ready, ${missingWords(view)}`),
      remedy: { action: 'redo-gaps', label: 'Redo' },
    };
  }
  return stage === null ? plain('waiting', 'Ready, with parts missing') : stageStory(stage);
}

function plain(tone: Story['tone'], sentence: string): Story {
  return { tone, sentence, hold: null, secondsLeft: null, remedy: null };
}

function lengthless(view: LectureView): string {
  return view.source === 'transcript' ? 'Transcript' : '';
}

function barWord(stage: StageView): string {
  const share = `${Math.floor(shareOf(stage) * 100)} percent`;
  switch (stage.status) {
    case 'completed':
      return 'done';
    case 'skipped':
      return 'not needed';
    case 'none':
    case 'queued':
      return 'not begun';
    case 'running':
      return share;
    case 'waiting':
      return `waiting at ${share}`;
    case 'failed':
      return `failed at ${share}`;
    case 'cancelled':
      return `cancelled at ${share}`;
  }
}
