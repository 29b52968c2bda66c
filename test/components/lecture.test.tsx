import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { lectureView, noCredit, notBegun, stagesOf } from '../support/page/sample-lectures.ts';
import { expectAccessible, openPage, tell, type OpenPage } from '../support/page/open-page.tsx';

const play = vi.fn<(this: HTMLMediaElement) => Promise<void>>();

beforeEach(() => {
  play.mockReset().mockImplementation(function (this: HTMLMediaElement) {
    this.dispatchEvent(new Event('play'));
    return Promise.resolve();
  });
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockImplementation(play);
});

/** The recording that was played last. */
function played(): HTMLMediaElement | undefined {
  return play.mock.contexts.at(-1);
}

describe('the lecture page', () => {
  it('shows the transcript beside the material, and can be used by screen reader', async () => {
    await openLecture();

    expect(screen.getByText('heard 99.6 % of the speech')).toBeTruthy();
    expect(screen.getByRole('tab', { name: 'Cards 25' })).toBeTruthy();
    expect(screen.getByText(/The second law limits which processes can happen/)).toBeTruthy();
    await expectAccessible();
  });

  it('seeks to a sentence when it is clicked and marks it', async () => {
    const { user } = await openLecture();
    const sentence = screen.getAllByRole('button', { name: /^0:42/ })[0];
    if (sentence === undefined) throw new Error('There is no sentence at 0:42.');

    await user.click(sentence);

    expect(sentence.getAttribute('aria-current')).toBe('true');
    expect(
      screen.getByRole('slider', { name: 'Position in the recording' }).getAttribute('aria-valuenow'),
    ).toBe('42');
  });

  it('steps with the arrow keys, 15 seconds with Shift, and plays with Space', async () => {
    const { user } = await openLecture();
    const position = (): string | null =>
      screen.getByRole('slider', { name: 'Position in the recording' }).getAttribute('aria-valuenow');
    screen.getByRole('heading', { level: 1 }).focus();

    await user.keyboard('{Shift>}{ArrowRight}{/Shift}{ArrowRight}{ArrowLeft}');
    expect(position()).toBe('15');
    await user.keyboard(' ');

    expect(play).toHaveBeenCalledTimes(1);
  });

  it('plays the source of a claim and says where there is none', async () => {
    const { user } = await openLecture();
    const chip = screen.getAllByRole('button', { name: /^Hear the source at/ })[1];

    if (chip !== undefined) await user.click(chip);

    expect(played()?.currentTime).toBeGreaterThan(0);
    expect(screen.getByText('no source found')).toBeTruthy();
  });

  it('renders formulas and keeps hostile text dead', async () => {
    await openLecture();

    expect(document.querySelectorAll('math').length).toBeGreaterThan(1);
    expect(document.querySelector('img')).toBeNull();
    expect(screen.getByText(/<img src=x onerror=alert\(1\)>/)).toBeTruthy();
  });

  it('searches the transcript and counts the hits', async () => {
    const { user } = await openLecture();

    await user.click(screen.getByRole('button', { name: 'Search the transcript' }));
    await user.type(await screen.findByRole('searchbox', { name: 'Search the transcript' }), 'clausius');
    expect(await screen.findByText(/^1 of \d+$/)).toBeTruthy();
    await user.keyboard('{Enter}');

    expect(await screen.findByText(/^2 of \d+$/)).toBeTruthy();
    expect(document.querySelectorAll('mark').length).toBeGreaterThan(0);
  });

  it('shows a gap where it is, with the button that redoes it', async () => {
    const view = lectureView({ status: 'partial', missingSeconds: 42, firstGapAt: 60 });
    const { user, sent } = await openLecture(view);

    expect(screen.getByText('42 s missing here.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Redo' }));

    expect(sent('redo-gaps')).toEqual([{ lectureId: 'lecture-21' }]);
  });

  it('hides the answer of an exam question until one is given', async () => {
    const { user } = await openLecture();
    await user.click(screen.getByRole('tab', { name: /Exam/ }));
    const question = await screen.findByRole('group', { name: /For a cycle/ });
    expect(within(question).queryByText(/Equality holds only/)).toBeNull();

    await user.click(within(question).getByRole('radio', { name: /always positive/ }));
    await user.click(within(question).getByRole('button', { name: 'Check' }));

    expect(within(question).getByText('not right')).toBeTruthy();
    expect(within(question).getByText('right')).toBeTruthy();
    expect(within(question).getByText(/Equality holds only/)).toBeTruthy();
  });

  it('turns cards and goes on by keyboard without moving the recording', async () => {
    const { user } = await openLecture();
    await user.click(screen.getByRole('tab', { name: /Cards/ }));
    const card = await screen.findByRole('button', { name: /State the Clausius inequality/ });
    card.focus();

    await user.keyboard('{Enter}');
    expect(screen.getByRole('button', { name: /^Answer/ })).toBeTruthy();
    await user.keyboard('{ArrowRight}');

    expect(screen.getByText('2 of 25')).toBeTruthy();
    expect(
      screen.getByRole('slider', { name: 'Position in the recording' }).getAttribute('aria-valuenow'),
    ).toBe('0');
  });

  it('folds the outline and searches the terms', async () => {
    const { user } = await openLecture();
    await user.click(screen.getByRole('tab', { name: 'Outline' }));
    const heading = await screen.findByRole('button', { name: 'The Clausius inequality' });
    await user.click(heading);
    expect(heading.getAttribute('aria-expanded')).toBe('false');
    expect(screen.queryByRole('button', { name: 'Closing the loop' })).toBeNull();

    await user.click(screen.getByRole('tab', { name: 'Terms' }));
    await user.type(await screen.findByRole('searchbox', { name: 'Search the terms' }), 'dead');

    expect(screen.getAllByRole('term').map((term) => term.textContent)).toEqual(['Dead state']);
  });

  it('says what is the matter with a stage and offers the remedy', async () => {
    const view = lectureView({
      status: 'waiting',
      stages: stagesOf('lecture-21', {
        generation: { status: 'waiting', hold: 'needs-user', error: noCredit, done: 2 },
        export: notBegun,
      }),
    });
    await openLecture(view);

    const progress = screen.getByRole('region', { name: 'Progress' });
    expect(within(progress).getByText('No credit left at OpenAI. Nothing is lost.')).toBeTruthy();
    expect(within(progress).getByRole('button', { name: 'Open billing' })).toBeTruthy();
    expect(screen.getByText(/^Needs you/)).toBeTruthy();
  });

  it('reads the texts again only when there may be others', async () => {
    const view = lectureView();
    const { bridge, sent } = await openLecture(view);
    expect(sent('get-lecture-detail')).toHaveLength(1);

    await tell(bridge, {
      name: 'lecture-changed',
      payload: { ...view, revision: 2, cost: { forecast: 1, actual: 1 } },
    });
    expect(sent('get-lecture-detail')).toHaveLength(1);
    await tell(bridge, { name: 'lecture-changed', payload: { ...view, revision: 3, missingSeconds: 3 } });

    await waitFor(() => expect(sent('get-lecture-detail')).toHaveLength(2));
  });
});

describe('questions about a lecture', () => {
  it('shows the price of a replay before it starts it', async () => {
    const { user, sent } = await openLecture();
    await user.click(screen.getByRole('button', { name: /^More for/ }));
    await pressOn(user, 'Replay', '{ArrowRight}');
    await pressOn(user, 'Make the material again…', '{Enter}');
    const dialog = await screen.findByRole('dialog', { name: 'Make the material again' });

    expect(await within(dialog).findByText('This costs about $0.12.')).toBeTruthy();
    expect(sent('replay-stage')).toEqual([
      { lectureId: 'lecture-21', stage: 'generation', confirmed: false },
    ]);
    await user.click(within(dialog).getByRole('button', { name: 'Make the material again' }));

    expect(sent('replay-stage')[1]).toEqual({
      lectureId: 'lecture-21',
      stage: 'generation',
      confirmed: true,
    });
  });

  it('saves the chosen formats and shows where they went', async () => {
    const { user, sent } = await openLecture();
    await user.click(screen.getByRole('button', { name: 'Export' }));
    const dialog = await screen.findByRole('dialog', { name: 'Export' });
    await expectAccessible();
    for (const name of ['Web page', 'SRT subtitles', 'Anki cards (CSV)']) {
      await user.click(within(dialog).getByRole('checkbox', { name }));
    }
    await user.click(within(dialog).getByRole('button', { name: 'Save as…' }));

    expect(await screen.findByText('/home/ada/Documents/Lecture 21.md')).toBeTruthy();
    expect(sent('save-exports')).toEqual([{ lectureId: 'lecture-21', formats: ['md'] }]);
    await user.click(screen.getByRole('button', { name: 'Show in folder' }));

    expect(sent('show-file')).toEqual([{ path: '/home/ada/Documents/Lecture 21.md' }]);
  });

  it('asks for another folder when the files cannot be saved in the chosen one', async () => {
    const { bridge, user, sent } = await openLecture();
    bridge.answer({
      'save-exports': () => ({
        code: 'EXPORT_FOLDER_UNUSABLE',
        message: 'The file cannot be saved in /locked.',
        remedy: { action: 'retry', label: 'Choose another folder' },
      }),
    });
    await user.click(screen.getByRole('button', { name: 'Export' }));
    await user.click(await screen.findByRole('button', { name: /^Save (as|all)…/ }));

    await user.click(await screen.findByRole('button', { name: 'Choose another folder' }));

    await waitFor(() => expect(sent('save-exports')).toHaveLength(2));
  });

  it('asks before it removes', async () => {
    const { user, sent } = await openLecture();
    await user.click(screen.getByRole('button', { name: /^More for/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Remove…' }));
    const dialog = await screen.findByRole('dialog', { name: /^Remove/ });
    expect(sent('remove-lecture')).toEqual([]);

    await user.keyboard('{Escape}');

    await waitFor(() => expect(dialog.isConnected).toBe(false));
    expect(sent('remove-lecture')).toEqual([]);
  });
});

/** Moves to a line of the open menu and presses a key there. */
async function pressOn(user: OpenPage['user'], name: string, key: string): Promise<void> {
  const item = await screen.findByRole('menuitem', { name });
  act(() => item.focus());
  await user.keyboard(key);
}

async function openLecture(view = lectureView()): Promise<OpenPage> {
  const page = await openPage({ lectures: [view], at: `/lecture/${view.id}` });
  await screen.findByRole('heading', { level: 2, name: 'Transcript' });
  return page;
}
