import type { Failure, Remedy } from '../../preload/contract/failure.ts';
import type { Stage, Hold } from '../../preload/contract/job.ts';
import type { StageView } from '../../preload/contract/lecture.ts';
import { stageNames, stageVerbs } from './names.ts';
import { count, percent } from './numbers.ts';
import { moment } from './times.ts';

/** `moving` is at work; `waiting` goes on by itself; `needs` waits for the person; `quiet` has not begun. */
export type Tone = 'quiet' | 'moving' | 'ready' | 'waiting' | 'needs';

/** What is happening, in words, and the one button where the person can do something about it. */
export interface Story {
  readonly tone: Tone;
  readonly sentence: string;
  readonly hold: Hold | null;
  readonly secondsLeft: number | null;
  readonly remedy: Remedy | null;
}

/** The sentence for one stage as it stands. */
export function stageStory(stage: StageView): Story {
  switch (stage.status) {
    case 'running':
      return story('moving', runningSentence(stage), { secondsLeft: stage.secondsLeft });
    case 'waiting':
      return heldStory(stage);
    case 'failed':
      return failedStory(stage);
    case 'queued':
      return story('quiet', `${stageNames[stage.stage]} is next in line.`);
    case 'completed':
      return story('ready', 'Done');
    case 'skipped':
      return story('quiet', 'Not needed');
    case 'cancelled':
      return story('waiting', `${stageNames[stage.stage]} was cancelled. What was done is kept.`, {
        remedy: waysOn[stage.stage],
      });
    case 'none':
      return story('quiet', 'Not begun');
  }
}

/** Why work is held, and what ends it. */
export function heldStory(stage: StageView): Story {
  const { hold, error } = stage;
  const with_ = (tone: Tone, sentence: string, remedy: Remedy | null): Story =>
    story(tone, sentence, { hold, remedy });
  switch (hold) {
    case 'offline':
      return error?.code === 'PROVIDER_UNREACHABLE'
        ? with_('waiting', error.message, buttonOf(error))
        : with_('waiting', 'Waiting for the network. Goes on by itself.', null);
    case 'retry-at':
      return with_('waiting', `Trying again${at(stage)}. Goes on by itself.`, tryNow);
    case 'breaker-open':
      return with_('waiting', `The provider has trouble. Next try${at(stage)}.`, tryNow);
    case 'paused':
      return with_('waiting', `${stageNames[stage.stage]} is paused.`, {
        action: 'resume-stage',
        label: 'Resume',
        target: stage.stage,
      });
    case 'storage-down':
      return with_('waiting', 'The storage does not answer. Goes on by itself.', tryNow);
    case 'budget':
      return with_('needs', error?.message ?? 'This would pass the cost limit. Nothing was spent.', {
        action: 'confirm-cost',
        label: 'Go on anyway',
        ...(error === null ? {} : confirmable(error.remedy)),
      });
    case 'needs-user':
      return with_('needs', error?.message ?? 'Something needs you. Nothing is lost.', buttonOf(error));
    case null:
      return story('quiet', 'Waiting its turn.');
  }
}

/** The remedy of a failure, where it has a button. */
export function buttonOf(failure: Failure | null): Remedy | null {
  return buttonRemedy(failure?.remedy ?? null);
}

/** The remedy itself, where a button of this window can carry it out. */
export function buttonRemedy(remedy: Remedy | null): Remedy | null {
  return remedy === null || withoutButton.has(remedy.action) ? null : remedy;
}

/** Remedies a button of this window can't carry out: there is nothing to do here, or it is done elsewhere. */
const withoutButton: ReadonlySet<Remedy['action']> = new Set(['none', 'wait', 'restore', 'start-app']);

/** How far a stage is, 0 to 1. */
export function shareOf(stage: StageView): number {
  if (stage.status === 'completed') return 1;
  return stage.total === 0 ? 0 : Math.min(1, stage.done / stage.total);
}

/**
 * How a cancelled stage goes on. A cancelled job stays cancelled: transcription goes on with the pieces that have no text yet, which
 * pays nothing twice; the later stages are made anew, with their price shown first; a cancelled import begins with its file.
 */
const waysOn: Readonly<Record<Stage, Remedy>> = {
  ingest: { action: 'choose-file', label: 'Add it again' },
  transcription: { action: 'redo-gaps', label: 'Go on' },
  generation: { action: 'process-again', label: 'Start again', target: 'generation' },
  export: { action: 'process-again', label: 'Start again', target: 'export' },
};

const tryAgain: Remedy = { action: 'retry', label: 'Try again' };
const tryNow: Remedy = { action: 'try-now', label: 'Try now' };

function failedStory(stage: StageView): Story {
  const sentence = stage.error?.message ?? `${stageNames[stage.stage]} failed. What was done is kept.`;
  return story('needs', sentence, {
    // A log helps those who mend the app; the person here wants the work done.
    remedy: stage.error?.remedy.action === 'report' ? tryAgain : (buttonOf(stage.error) ?? tryAgain),
  });
}

function runningSentence(stage: StageView): string {
  const verb = stageVerbs[stage.stage];
  if (stage.total === 0) return verb;
  // Ingest counts thousandths of the recording, not things a person knows.
  if (stage.stage === 'ingest') return `${verb} · ${percent(shareOf(stage))}`;
  return `${verb} · ${stage.done} of ${count(stage.total, unitOf[stage.stage])}`;
}

const unitOf: Readonly<Record<Exclude<Stage, 'ingest'>, string>> = {
  transcription: 'segment',
  generation: 'part',
  export: 'file',
};

function at(stage: StageView): string {
  return stage.retryAt === null ? '' : ` at ${moment(stage.retryAt)}`;
}

function confirmable(remedy: Remedy): Partial<Remedy> {
  return remedy.action === 'confirm-cost' || remedy.action === 'raise-ceiling' ? remedy : {};
}

function story(tone: Tone, sentence: string, more: Partial<Story> = {}): Story {
  return { tone, sentence, hold: null, secondsLeft: null, remedy: null, ...more };
}
