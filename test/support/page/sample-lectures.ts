import type { Failure } from '../../../preload/contract/failure.ts';
import type { Stage } from '../../../preload/contract/job.ts';
import type { LectureView, StageView } from '../../../preload/contract/lecture.ts';

const stageOrder: readonly Stage[] = ['ingest', 'transcription', 'generation', 'export'];
const totals: Readonly<Record<Stage, number>> = {
  ingest: 1000,
  transcription: 224,
  generation: 5,
  export: 4,
};

/** A finished lecture, with whatever the test wants otherwise. */
export function lectureView(more: Partial<LectureView> = {}): LectureView {
  const id = more.id ?? 'lecture-21';
  return {
    id,
    revision: 1,
    title: 'Lecture 21: The second law',
    courseId: 'thermo',
    presetId: 'exam-mode',
    source: 'audio',
    isExample: false,
    status: 'ready',
    durationSeconds: 6423,
    createdAt: '2026-11-09T09:00:00.000Z',
    stages: stagesOf(id, {}),
    missingSeconds: 0,
    firstGapAt: null,
    cost: { forecast: 0.53, actual: 0.52 },
    ...more,
  };
}

/** Four stages, completed where nothing else is said. */
export function stagesOf(id: string, more: Partial<Record<Stage, Partial<StageView>>>): StageView[] {
  return stageOrder.map((stage) => ({
    stage,
    status: 'completed',
    done: totals[stage],
    total: totals[stage],
    hold: null,
    retryAt: null,
    error: null,
    secondsLeft: null,
    jobId: `${id}-${stage}`,
    ...more[stage],
  }));
}

export const notBegun: Partial<StageView> = { status: 'none', done: 0, jobId: null };

export const noCredit: Failure = {
  code: 'NO_CREDIT',
  message: 'No credit left at OpenAI. Nothing is lost.',
  remedy: { action: 'open-billing', label: 'Open billing' },
};

const broken: Failure = {
  code: 'AUDIO_DAMAGED',
  message: 'This file can’t be read as audio or video. It may be damaged.',
  remedy: { action: 'choose-file', label: 'Choose another file' },
};

/** Lectures in every state a row can show, then finished ones up to `amount`. */
export function sampleLectures(amount: number, today: Date = new Date()): LectureView[] {
  const states = everyState();
  return Array.from({ length: amount }, (_, index) => {
    const id = `lecture-${amount - index}`;
    const createdAt = new Date(today.getTime() - index * 3 * 86_400_000).toISOString();
    const title = `Lecture ${amount - index}: ${titles[index % titles.length]}`;
    const state = states[index];
    const courseId = courseIds[index < 10 ? 0 : index % courseIds.length] ?? null;
    return lectureView({ id, title, createdAt, courseId, stages: stagesOf(id, {}), ...state?.(id) });
  });
}

type State = (id: string) => Partial<LectureView>;

function everyState(): State[] {
  return [
    (id) => ({
      status: 'processing',
      cost: { forecast: 0.53, actual: 0.11 },
      durationSeconds: 6720,
      stages: stagesOf(id, {
        transcription: { status: 'running', done: 41, secondsLeft: 62 },
        generation: notBegun,
        export: notBegun,
      }),
    }),
    (id) => ({
      status: 'waiting',
      cost: { forecast: 0.52, actual: 0.33 },
      stages: stagesOf(id, {
        transcription: { status: 'waiting', hold: 'offline', done: 140 },
        generation: notBegun,
        export: notBegun,
      }),
    }),
    (id) => ({
      status: 'waiting',
      cost: { forecast: 0.52, actual: 0.5 },
      stages: stagesOf(id, {
        generation: { status: 'waiting', hold: 'needs-user', error: noCredit, done: 2 },
        export: notBegun,
      }),
    }),
    () => ({}),
    () => ({ status: 'partial', missingSeconds: 42, firstGapAt: 4328 }),
    () => ({ presetId: 'beginner-mode', cost: { forecast: 0.46, actual: 0.46 } }),
    (id) => ({
      status: 'processing',
      cost: { forecast: 0.51, actual: 0 },
      stages: stagesOf(id, {
        ingest: { status: 'running', done: 620, secondsLeft: 20 },
        transcription: notBegun,
        generation: notBegun,
        export: notBegun,
      }),
    }),
    (id) => ({
      status: 'queued',
      cost: { forecast: 0.51, actual: null },
      stages: stagesOf(id, {
        ingest: { status: 'queued', done: 0 },
        transcription: notBegun,
        generation: notBegun,
        export: notBegun,
      }),
    }),
    (id) => ({
      status: 'waiting',
      stages: stagesOf(id, {
        generation: { status: 'waiting', hold: 'paused', done: 0 },
        export: notBegun,
      }),
    }),
    (id) => ({
      status: 'waiting',
      stages: stagesOf(id, {
        transcription: {
          status: 'waiting',
          hold: 'retry-at',
          retryAt: new Date(Date.now() + 240_000).toISOString(),
          done: 90,
        },
        generation: notBegun,
        export: notBegun,
      }),
    }),
    (id) => ({
      status: 'waiting',
      stages: stagesOf(id, {
        transcription: {
          status: 'waiting',
          hold: 'budget',
          done: 0,
          error: {
            code: 'COST_CEILING',
            message: 'This lecture would cost more than your limit of $0.40.',
            remedy: { action: 'confirm-cost', label: 'Go on anyway' },
          },
        },
        generation: notBegun,
        export: notBegun,
      }),
    }),
    (id) => ({
      status: 'failed',
      durationSeconds: null,
      cost: { forecast: null, actual: null },
      stages: stagesOf(id, {
        ingest: { status: 'failed', error: broken, done: 300 },
        transcription: notBegun,
        generation: notBegun,
        export: notBegun,
      }),
    }),
    (id) => ({
      status: 'partial',
      stages: stagesOf(id, { generation: { status: 'cancelled', done: 3 }, export: notBegun }),
    }),
    (id) => ({
      source: 'transcript',
      durationSeconds: null,
      stages: stagesOf(id, { transcription: { status: 'skipped', done: 0, total: 0 } }),
    }),
    () => ({
      isExample: true,
      title: 'The second law in twelve minutes',
      durationSeconds: 720,
      courseId: null,
    }),
  ];
}

const courseIds = ['thermo', 'linear', 'history', 'cells', null] as const;

const titles = [
  'Entropy and the Clausius inequality',
  'Carnot cycles',
  'Heat engines',
  'The second law',
  'Internal energy and enthalpy',
  'Ideal gases, worked examples',
  'State functions',
  'Work and heat',
  'The zeroth law, thermometers, and why a title can be far too long for the row it stands in',
];
