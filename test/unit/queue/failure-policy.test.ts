import { expect, it } from 'vitest';

import { judgeFailure } from '../../../main/queue/failure-policy.ts';
import { designNumbers } from '../../support/queue/queue-fixture.ts';
import { sampleFailure } from '../../support/queue/samples.ts';

const attempt = { stage: 'work', attempts: 1, numbers: designNumbers, now: 1_000_000, random: 0.5 };
const judge = (more: Parameters<typeof sampleFailure>[0], attempts = 1) =>
  judgeFailure(sampleFailure(more), { ...attempt, attempts });

it('tries a retryable failure again after a growing delay', () => {
  expect(judge({})).toEqual({ kind: 'retry', runAt: 1_001_500 });
  expect(judge({}, 2)).toEqual({ kind: 'retry', runAt: 1_003_000 });
  expect(judge({}, 7)).toMatchObject({ kind: 'retry' });
});

it('gives up when the attempts are used up', () => {
  expect(judge({}, 8)).toEqual({ kind: 'fail' });
});

it('lets Retry-After win over the delay', () => {
  expect(judge({ retryAt: 9_000_000 })).toEqual({ kind: 'retry', runAt: 9_000_000 });
});

it('tries a broken answer once more only', () => {
  expect(judge({ code: 'ANSWER_BROKEN' }, 1)).toMatchObject({ kind: 'retry' });
  expect(judge({ code: 'ANSWER_BROKEN' }, 2)).toEqual({ kind: 'fail' });
});

it('moves everything on the same model when throttled, else the stage', () => {
  const scope = 'provider:chat:m';
  expect(judge({ class: 'throttled', scope })).toEqual({ kind: 'close-gate', key: scope, hold: 'retry-at' });
  expect(judge({ class: 'throttled' })).toMatchObject({ key: 'flow:work' });
});

it('holds what depends on an absent host or store', () => {
  const offline = { class: 'offline' } as const;
  expect(judge({ ...offline, scope: 'provider' })).toEqual({
    kind: 'close-gate',
    key: 'provider',
    hold: 'offline',
  });
  expect(judge({ ...offline, scope: 'storage' })).toMatchObject({ hold: 'storage-down' });
});

it('holds all work of that kind when only a person can help, else the job', () => {
  const needsUser = { class: 'needs-user' } as const;
  expect(judge({ ...needsUser, scope: 'provider' })).toMatchObject({ key: 'provider', hold: 'needs-user' });
  expect(judge({ ...needsUser, scope: 'disk' })).toMatchObject({ key: 'disk', hold: 'needs-user' });
  expect(judge({ ...needsUser, scope: 'storage' })).toMatchObject({ key: 'storage', hold: 'storage-down' });
  expect(judge(needsUser)).toEqual({ kind: 'hold-job', hold: 'needs-user' });
  expect(judge({ ...needsUser, scope: 'media' })).toEqual({ kind: 'hold-job', hold: 'needs-user' });
});

it('holds a job at its ceiling as budget', () => {
  expect(judge({ class: 'needs-user', code: 'COST_CEILING', scope: 'provider' })).toEqual({
    kind: 'hold-job',
    hold: 'budget',
  });
});

it('gives up at once where trying again never helps', () => {
  expect(judge({ class: 'fatal' })).toEqual({ kind: 'fail' });
  expect(judge({ class: 'replan' })).toEqual({ kind: 'fail' });
});
