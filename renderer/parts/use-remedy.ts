import { useCallback } from 'react';
import { useLocation } from 'wouter';

import type { Remedy } from '../../preload/contract/failure.ts';
import { stages } from '../words/names.ts';
import { runCommand } from './run-command.ts';
import { useWindowActions, type WindowActions } from './window-actions.tsx';

/** What a remedy is about, where its `target` doesn't say. */
export interface RemedyContext {
  readonly lectureId?: string;
  readonly jobId?: string | null;
}

/** Where the provider's bills are paid, when a failure names no better address. */
const billingAddress = 'https://platform.openai.com/settings/organization/billing/overview';

/** Carries out what the button of a failure promises. */
export function useRemedy(): (remedy: Remedy, context?: RemedyContext) => void {
  const [, navigate] = useLocation();
  const actions = useWindowActions();
  return useCallback(
    (remedy: Remedy, context: RemedyContext = {}) => {
      const page = pageFor(remedy, context);
      if (page === null) void carryOut(remedy, context, actions);
      else navigate(page);
    },
    [navigate, actions],
  );
}

/** The page a remedy leads to; null when it does something where one stands. */
function pageFor(remedy: Remedy, { lectureId }: RemedyContext): string | null {
  switch (remedy.action) {
    case 'enter-key':
      return '/settings/provider';
    case 'open-settings':
      return `/settings/${sectionOf(remedy.target)}`;
    case 'choose-model':
      return '/settings/models';
    case 'raise-ceiling':
      return '/settings/cost';
    case 'open-lecture':
      return `/lecture/${remedy.target ?? lectureId ?? ''}`;
    default:
      return null;
  }
}

async function carryOut(remedy: Remedy, context: RemedyContext, actions: WindowActions): Promise<void> {
  const { lectureId } = context;
  switch (remedy.action) {
    case 'retry': {
      const jobId = remedy.target ?? context.jobId ?? null;
      if (jobId !== null) await runCommand('retry-jobs', { jobIds: [jobId] });
      return;
    }
    case 'try-now':
    case 'check-network':
    // The person frees the space; the button then ends the waiting.
    case 'free-space':
      await runCommand('try-now', lectureId === undefined ? {} : { lectureId });
      return;
    case 'open-billing':
      await runCommand('open-link', { url: remedy.target ?? billingAddress });
      return;
    case 'resume-stage': {
      const stage = stages.find((value) => value === remedy.target);
      if (stage !== undefined) await runCommand('resume-stage', { stage });
      return;
    }
    case 'report':
      await runCommand('show-log', {});
      return;
    case 'choose-file':
      actions.addLectures();
      return;
    default:
      if (lectureId !== undefined) await carryOutForLecture(remedy, lectureId, actions);
  }
}

async function carryOutForLecture(remedy: Remedy, lectureId: string, actions: WindowActions): Promise<void> {
  if (remedy.action === 'redo-gaps') await runCommand('redo-gaps', { lectureId });
  if (remedy.action === 'confirm-cost') await runCommand('confirm-cost', { lectureId });
  if (remedy.action === 'use-other-format') actions.askAbout({ kind: 'export', lectureId });
  if (remedy.action === 'process-again') {
    const stage = stages.find((value) => value === remedy.target) ?? 'transcription';
    actions.askAbout({ kind: 'replay', lectureId, stage });
  }
}

/** The section of the settings a key stands in. */
function sectionOf(key: string | undefined): string {
  if (key === undefined) return 'provider';
  if (/model$/i.test(key)) return 'models';
  if (key.endsWith('.language') || key.endsWith('.preset')) return 'language';
  const area = key.split('.')[0] ?? 'provider';
  return ['transcription', 'generation', 'jobs'].includes(area) ? 'work' : area;
}
