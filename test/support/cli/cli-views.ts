import type { SettingsView } from '../../../preload/contract/events.ts';
import type { Failure } from '../../../preload/contract/failure.ts';
import type { Job, Stage } from '../../../preload/contract/job.ts';
import type { LectureDocument, LectureView, StageView } from '../../../preload/contract/lecture.ts';
import { settingDefaults } from '../../../preload/contract/settings.ts';

const INSTANT = '2026-03-01T10:00:00.000Z';

/** A failure with this code. */
export function failureNamed(code: string): Failure {
  return { code, message: `This is ${code}.`, remedy: { action: 'retry', label: 'Try again' } };
}

/** A job of `lecture-1`. */
export function jobWith(changes: Partial<Job> = {}): Job {
  return {
    id: 'job-1',
    lectureId: 'lecture-1',
    stage: 'transcription',
    status: 'completed',
    hold: null,
    attempts: 1,
    error: null,
    createdAt: INSTANT,
    startedAt: INSTANT,
    finishedAt: INSTANT,
    ...changes,
  };
}

/** A finished lecture. */
export function documentWith(changes: Partial<LectureDocument> = {}): LectureDocument {
  return {
    id: 'lecture-1',
    title: 'Waves',
    course: null,
    status: 'ready',
    durationSeconds: 3600,
    jobs: [],
    transcript: null,
    artifacts: [],
    exports: [],
    cost: { forecast: 0.5, actual: 0.4 },
    ...changes,
  };
}

/** A lecture of which this one stage is at work. */
export function viewWith(
  stage: Stage,
  changes: Partial<StageView>,
  lecture: Partial<LectureView> = {},
): LectureView {
  const stages = (['ingest', 'transcription', 'generation', 'export'] as const).map((name) => ({
    stage: name,
    status: 'none' as const,
    done: 0,
    total: 0,
    hold: null,
    retryAt: null,
    error: null,
    secondsLeft: null,
    jobId: null,
    ...(name === stage ? changes : {}),
  }));
  return {
    id: 'lecture-1',
    revision: 1,
    title: 'Waves',
    courseId: null,
    presetId: 'exam-mode',
    source: 'audio',
    isExample: false,
    status: 'processing',
    durationSeconds: 3600,
    createdAt: INSTANT,
    stages,
    missingSeconds: 0,
    firstGapAt: null,
    cost: { forecast: null, actual: null },
    ...lecture,
  };
}

/** Settings as they are from the start, with or without a key. */
export function settingsViewWith(hasKey: boolean): SettingsView {
  return {
    revision: 1,
    settings: settingDefaults,
    overridden: [],
    secrets: { 'provider.apiKey': { isSet: hasKey, place: hasKey ? 'environment' : null } },
    keychain: { available: false, name: 'none' },
  };
}
