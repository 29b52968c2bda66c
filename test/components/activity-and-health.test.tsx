import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { lectureView, sampleLectures, stagesOf } from '../support/page/sample-lectures.ts';
import { goodHealth, troubledHealth } from '../support/page/sample-library.ts';
import { expectAccessible, openPage, tell } from '../support/page/open-page.tsx';

describe('activity', () => {
  it('groups what works, waits, needs the person and failed', async () => {
    const { user, sent } = await openPage({ lectures: sampleLectures(15), at: '/activity' });

    const needs = await screen.findByRole('region', { name: 'Needs you' });
    expect(within(needs).getByText('No credit left at OpenAI. Nothing is lost.')).toBeTruthy();
    expect(screen.getByRole('region', { name: 'At work' })).toBeTruthy();
    expect(screen.getByText('2 at work · 6 waiting · 1 failed')).toBeTruthy();
    const cancelled = screen.getByRole('region', { name: 'Cancelled' });
    expect(within(cancelled).getByText('Material was cancelled. What was done is kept.')).toBeTruthy();
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Retry all failed' }));
    await user.click(screen.getByRole('button', { name: 'Pause transcription' }));

    expect(sent('retry-jobs')).toEqual([{ allFailed: true }]);
    expect(sent('pause-stage')).toEqual([{ stage: 'transcription' }]);
  });
});

describe('health', () => {
  it('says in a calm sentence that all is well', async () => {
    await openPage({ at: '/health' });

    expect(await screen.findByRole('heading', { name: 'Everything works' })).toBeTruthy();
    expect(
      within(await screen.findByRole('region', { name: 'Checks' })).getAllByRole('listitem'),
    ).toHaveLength(6);
    await expectAccessible();
  });

  it('says what is the matter, what goes on, and checks again', async () => {
    const { user, sent } = await openPage({
      at: '/health',
      answers: { 'check-health': () => troubledHealth },
    });

    expect(await screen.findByRole('heading', { name: 'The provider works with limits' })).toBeTruthy();
    expect(screen.getByText(/Nothing is lost/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Try now' }));
    await user.click(screen.getByRole('button', { name: 'Check again' }));

    expect(sent('try-now')).toEqual([{}]);
    await waitFor(() => expect(sent('check-health').length).toBeGreaterThan(1));
  });
});

describe('the window', () => {
  it('says that the core is starting again, and asks for everything once it is back', async () => {
    const { bridge, sent } = await openPage();
    await screen.findByText('Your lectures will be here');

    await tell(bridge, { name: 'core-state-changed', payload: { state: 'restarting' } });
    expect(await screen.findByText(/starting its work again. Nothing is lost/)).toBeTruthy();
    await tell(bridge, { name: 'core-state-changed', payload: { state: 'ready' } });

    await waitFor(() => expect(sent('get-library')).toHaveLength(2));
    await waitFor(() => expect(screen.queryByText(/starting its work again/)).toBeNull());
  });

  it('shows the log where that is what helps', async () => {
    const { user, sent } = await openPage({
      at: '/health',
      answers: {
        'check-health': () => ({
          status: 'failed',
          checks: goodHealth.checks.map((check) =>
            check.name === 'queue'
              ? {
                  ...check,
                  status: 'failed' as const,
                  message: 'A test job did not come through.',
                  remedy: { action: 'report' as const, label: 'Show the log' },
                }
              : check,
          ),
        }),
        'show-log': () => ({}),
      },
    });

    await user.click(await screen.findByRole('button', { name: 'Show the log' }));

    await waitFor(() => expect(sent('show-log')).toHaveLength(1));
  });

  it('says what still works without the network', async () => {
    const { bridge } = await openPage();
    await screen.findByRole('link', { name: /^Health.*Everything works/ });

    await tell(bridge, {
      name: 'health-changed',
      payload: {
        status: 'failed',
        checks: goodHealth.checks.map((check) =>
          check.name === 'network'
            ? { ...check, status: 'failed' as const, message: 'There is no network.' }
            : check,
        ),
      },
    });

    expect(
      await screen.findByText(/^There is no network. Reading, listening and exporting work/),
    ).toBeTruthy();
  });

  it('offers to try again when the library could not be read', async () => {
    const page = await openPage({
      answers: {
        'get-library': () => ({
          code: 'DATABASE_DAMAGED',
          message: 'The library can’t be read.',
          remedy: { action: 'restore', label: 'Restore' },
        }),
      },
    });
    expect(await screen.findByText('The library can’t be read.')).toBeTruthy();

    page.bridge.answer({
      'get-library': () => ({
        library: { revision: 1, courses: [], month: { spent: 0, ceiling: null }, pausedStages: [] },
        lectures: [],
      }),
    });
    await page.user.click(screen.getByRole('button', { name: 'Try again' }));

    expect(await screen.findByText('Your lectures will be here')).toBeTruthy();
  });

  it('announces a change of stage once and stays silent about progress within it', async () => {
    const running = (done: number, revision: number) =>
      lectureView({
        revision,
        status: 'processing',
        stages: stagesOf('lecture-21', { transcription: { status: 'running', done } }),
      });
    const { bridge } = await openPage({ lectures: [running(1, 1)] });
    await screen.findByRole('link', { name: /Lecture 21/ });

    await tell(bridge, { name: 'lecture-changed', payload: running(2, 2) });
    expect(screen.getByTestId('announcer').textContent).toBe('');
    await tell(bridge, { name: 'lecture-changed', payload: lectureView({ revision: 3 }) });

    await waitFor(() =>
      expect(screen.getByTestId('announcer').textContent).toBe('Lecture 21: The second law: Ready.'),
    );
  });
});
