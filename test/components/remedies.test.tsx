import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { remedySchema, type Remedy } from '../../preload/contract/failure.ts';
import { failureOf } from '../../renderer/bridge/failure-error.ts';
import { invoke } from '../../renderer/bridge/lectern.ts';
import { buttonRemedy } from '../../renderer/words/stage-words.ts';
import { fakeBridge, installBridge } from '../support/page/fake-bridge.ts';
import { openPage } from '../support/page/open-page.tsx';
import { lectureView, notBegun, stagesOf } from '../support/page/sample-lectures.ts';

/** What a remedy is about, where the word alone does not say. */
const targets: Partial<Record<Remedy['action'], string>> = {
  'open-settings': 'provider.baseUrl',
  'resume-stage': 'generation',
};

/** A lecture that waits for the person, with this way out. */
function waitingWith(action: Remedy['action']) {
  const target = targets[action];
  const remedy: Remedy = { action, label: 'The way on', ...(target === undefined ? {} : { target }) };
  const error = { code: 'KEY_REFUSED', message: 'It waits for you.', remedy };
  return lectureView({
    id: 'one',
    status: 'waiting',
    stages: stagesOf('one', {
      transcription: { status: 'waiting', hold: 'needs-user', error },
      generation: notBegun,
      export: notBegun,
    }),
  });
}

const actions = remedySchema.shape.action.options;
const hasButton = (action: Remedy['action']) => buttonRemedy({ action, label: 'The way on' }) !== null;

describe('the button of a failure', () => {
  it.each(actions.filter(hasButton))('does something: %s', async (action) => {
    const { bridge, user } = await openPage({ lectures: [waitingWith(action)] });
    const button = await screen.findByRole('button', { name: 'The way on' });
    const before = { sent: bridge.sent.length, place: window.location.hash };

    await user.click(button);

    await waitFor(() =>
      expect(
        bridge.sent.length > before.sent ||
          window.location.hash !== before.place ||
          screen.queryByRole('dialog') !== null,
      ).toBe(true),
    );
  });

  it.each(actions.filter((action) => !hasButton(action)))(
    'is not drawn where nothing can be pressed: %s',
    async (action) => {
      await openPage({ lectures: [waitingWith(action)] });
      expect(await screen.findByText('It waits for you.')).toBeTruthy();
      expect(screen.queryByRole('button', { name: 'The way on' })).toBeNull();
    },
  );
});

describe('a command of the page', () => {
  it('that nobody answers fails in words, with another try', async () => {
    installBridge({ ...fakeBridge({}), invoke: () => Promise.reject(new Error('gone')) });
    const failure = failureOf(await invoke('get-library', {}).catch((error: unknown) => error));
    expect(failure).toMatchObject({ code: 'APP_NOT_ANSWERING', remedy: { action: 'retry' } });
  });

  it('that meets a bug of the page says so and shows nothing of it', () => {
    const failure = failureOf(new TypeError('x is not a function'));
    expect(failure.code).toBe('PAGE_ERROR');
    expect(failure.message).not.toContain('function');
  });
});
