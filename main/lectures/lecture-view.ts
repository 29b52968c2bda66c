import type { Cost, LectureView } from '../../preload/contract/lecture.ts';
import type { CallLedger } from '../pipeline/ledger-port.ts';
import type { Lecture } from '../pipeline/rows-port.ts';
import { instant } from './job-view.ts';
import { lectureStatus } from './lecture-status.ts';
import { stageViews } from './stage-views.ts';
import type { ViewDependencies } from './view-dependencies.ts';

/** The row of the library for a lecture. */
export function lectureView(dependencies: ViewDependencies, lecture: Lecture): LectureView {
  const transcript = dependencies.library.newestTranscript(lecture.id);
  const stages = stageViews(dependencies, lecture, transcript);
  const gaps = transcript?.gaps ?? [];
  return {
    id: lecture.id,
    revision: dependencies.nextRevision(),
    title: lecture.title,
    courseId: lecture.courseId,
    presetId: lecture.choice.presetId,
    source: lecture.sourceKind,
    isExample: lecture.isExample,
    status: lectureStatus({ stages, hasTranscript: transcript !== null, gapCount: gaps.length }),
    durationSeconds: lecture.durationMs === null ? null : lecture.durationMs / 1000,
    createdAt: instant(lecture.createdAt),
    stages,
    missingSeconds: gaps.reduce((sum, gap) => sum + (gap.endMs - gap.startMs), 0) / 1000,
    firstGapAt: gaps[0] === undefined ? null : gaps[0].startMs / 1000,
    cost: lectureCost(dependencies.ledger, lecture),
  };
}

/** Forecast and actual price in US dollars; null is unknown. */
export function lectureCost(ledger: CallLedger, lecture: Lecture): Cost {
  const spent = ledger.spentOn(lecture.id);
  return {
    forecast: lecture.forecastMicroUsd === null ? null : lecture.forecastMicroUsd / 1_000_000,
    actual: spent.hasUnknown ? null : spent.actualMicroUsd / 1_000_000,
  };
}
