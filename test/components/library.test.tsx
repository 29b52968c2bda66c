import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { lectureView, notBegun, sampleLectures, stagesOf } from '../support/page/sample-lectures.ts';
import { firstStartSettings, sampleLibrary } from '../support/page/sample-library.ts';
import { expectAccessible, openPage, tell } from '../support/page/open-page.tsx';

describe('the library', () => {
  it('tells in every row what happens now, and offers the one button where the person is needed', async () => {
    await openPage({ lectures: sampleLectures(15) });

    const rows = await screen.findAllByRole('listitem', { hidden: false });
    const text = rows.map((row) => row.textContent).join('\n');
    expect(text).toContain('Transcribing · 41 of 224 segments');
    expect(text).toContain('1 min left');
    expect(text).toContain('$0.11 of $0.53');
    expect(text).toContain('Waiting for the network. Goes on by itself.');
    expect(text).toContain('No credit left at OpenAI. Nothing is lost.');
    expect(text).toContain('Ready, 42 s missing at 01:12:08');
    expect(screen.getByRole('button', { name: 'Open billing' })).toBeTruthy();
    await expectAccessible();
  });

  it('carries out the remedy of a row', async () => {
    const { user, sent } = await openPage({ lectures: sampleLectures(15) });

    await user.click(await screen.findByRole('button', { name: 'Open billing' }));
    await user.click(screen.getByRole('button', { name: 'Redo' }));
    await user.click(screen.getByRole('button', { name: 'Resume' }));

    expect(sent('open-link')).toEqual([
      { url: expect.stringContaining('https://platform.openai.com/') as string },
    ]);
    expect(sent('redo-gaps')).toEqual([{ lectureId: 'lecture-11' }]);
    expect(sent('resume-stage')).toEqual([{ stage: 'generation' }]);
  });

  it('changes a row in place when the core tells a newer view, and ignores an older one', async () => {
    const view = lectureView({ revision: 5, title: 'Entropy' });
    const { bridge } = await openPage({ lectures: [view] });
    await screen.findByRole('link', { name: 'Entropy' });

    await tell(
      bridge,
      { name: 'lecture-changed', payload: { ...view, revision: 7, title: 'Entropy, again' } },
      { name: 'lecture-changed', payload: { ...view, revision: 6, title: 'Too late' } },
    );

    expect(await screen.findByRole('link', { name: 'Entropy, again' })).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Too late' })).toBeNull();
  });

  it('filters by the words of the title and says when nothing is left', async () => {
    const { user } = await openPage({ lectures: sampleLectures(9) });
    const field = await screen.findByRole('searchbox', { name: 'Filter by title' });

    await user.type(field, 'heat work');
    await waitFor(() => expect(lectureTitles()).toEqual(['Lecture 2: Work and heat']));
    await user.type(field, 'zzz');

    expect(await screen.findByText(/No title with/)).toBeTruthy();
  });

  it('walks through the rows with the arrow keys', async () => {
    const { user } = await openPage({ lectures: sampleLectures(9) });
    const titles = await screen.findAllByRole('link', { name: /^Lecture/ });
    titles[0]?.focus();

    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}');

    await waitFor(() => expect(document.activeElement?.textContent).toBe('Lecture 8: Carnot cycles'));
  });

  it('draws only the rows in view when there are 10,000', async () => {
    await openPage({ lectures: sampleLectures(10_000) });

    const rows = await screen.findAllByRole('link', { name: /^Lecture/ });
    expect(rows.length).toBeLessThan(40);
    expect(screen.getByText(/10,000 lectures/)).toBeTruthy();
  });

  it('explains itself when it is empty', async () => {
    await openPage({ lectures: [] });

    expect(await screen.findByRole('heading', { name: 'Your lectures will be here' })).toBeTruthy();
    expect(screen.getAllByRole('button', { name: 'Add lectures' })).toHaveLength(1);
    await expectAccessible();
  });

  it('on a first start shows the example and a way to add the key', async () => {
    const example = lectureView({ isExample: true, title: 'The second law in twelve minutes' });
    const { user } = await openPage({
      lectures: [example],
      answers: { 'get-settings': () => firstStartSettings },
    });

    expect(await screen.findByText(/the example lecture is finished and needs no key/)).toBeTruthy();
    expect(screen.getByText(/^Example · /)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Add your key' }));

    expect(await screen.findByRole('heading', { name: 'Provider' })).toBeTruthy();
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Provider'));
  });

  it('offers in the menu of a row only what can be done', async () => {
    const running = lectureView({
      status: 'processing',
      stages: stagesOf('lecture-21', {
        transcription: { status: 'running', done: 3 },
        generation: notBegun,
        export: notBegun,
      }),
    });
    const { user, sent } = await openPage({ lectures: [running] });

    await user.click(await screen.findByRole('button', { name: /^More for/ }));
    const menu = await screen.findByRole('menu');
    expect(within(menu).queryByRole('menuitem', { name: 'Retry' })).toBeNull();
    await user.click(within(menu).getByRole('menuitem', { name: 'Cancel' }));

    expect(sent('cancel-jobs')).toEqual([{ jobIds: ['lecture-21-transcription'] }]);
  });

  it('shows a course with its counts, and what the month has cost', async () => {
    const { user } = await openPage({ lectures: sampleLectures(15) });

    await user.click(await screen.findByRole('link', { name: /Thermodynamics I/ }));

    expect(await screen.findByRole('heading', { level: 1, name: 'Thermodynamics I' })).toBeTruthy();
    expect(screen.getByText(/38 terms in the glossary/)).toBeTruthy();
    expect(screen.getByText('This month $11.40 of $25.00')).toBeTruthy();
  });

  it('makes a course with its glossary', async () => {
    const made = { ...sampleLibrary.courses[0], id: 'optics', title: 'Optics' };
    const { user, sent } = await openPage({
      answers: { 'create-course': () => made as never, 'update-course': () => made as never },
    });

    await user.click(await screen.findByRole('button', { name: 'New course' }));
    await user.type(await screen.findByRole('textbox', { name: 'Title' }), 'Optics');
    await user.type(screen.getByRole('textbox', { name: 'Glossary' }), 'Huygens{Enter}Fresnel{Enter}Huygens');
    await user.click(screen.getByRole('button', { name: 'Make course' }));

    await waitFor(() => expect(sent('update-course')).toHaveLength(1));
    expect(sent('create-course')).toEqual([{ title: 'Optics' }]);
    expect(sent('update-course')[0]).toMatchObject({ id: 'optics', glossary: ['Huygens', 'Fresnel'] });
  });
});

function lectureTitles(): (string | null)[] {
  return screen.queryAllByRole('link', { name: /^Lecture \d/ }).map((link) => link.textContent);
}
