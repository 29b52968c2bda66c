import { afterEach, describe, expect, it, vi } from 'vitest';

import { connect, forgetEverything } from '../../renderer/state/connect.ts';
import { replacedLectures, withLectureChanges } from '../../renderer/state/lectures-slice.ts';
import { useLectern } from '../../renderer/state/store.ts';
import { fakeBridge, installBridge } from '../support/page/fake-bridge.ts';
import { sampleAnswers } from '../support/page/sample-answers.ts';
import { lectureView, sampleLectures } from '../support/page/sample-lectures.ts';

let stop: (() => void) | null = null;

afterEach(() => {
  stop?.();
  forgetEverything();
});

describe('the mirror of the core', () => {
  it('applies what was told while it asked, newest revision first', async () => {
    const view = lectureView({ revision: 3, title: 'As asked' });
    const bridge = fakeBridge(sampleAnswers([view]));
    installBridge(bridge);

    stop = connect();
    bridge.emit({ name: 'lecture-changed', payload: { ...view, revision: 4, title: 'As told' } });

    await vi.waitFor(() => expect(useLectern.getState().lectures.get(view.id)?.title).toBe('As told'));
  });

  it('does not bring back a lecture whose view was on its way when it was removed', async () => {
    const view = lectureView();
    const bridge = fakeBridge(sampleAnswers([view]));
    installBridge(bridge);
    stop = connect();
    await vi.waitFor(() => expect(useLectern.getState().isLoaded).toBe(true));

    bridge.emit({ name: 'lecture-removed', payload: { id: view.id } });
    bridge.emit({ name: 'lecture-changed', payload: { ...view, revision: 9 } });

    await vi.waitFor(() => expect(useLectern.getState().lectures.size).toBe(0));
  });

  it('writes a burst of events over 10,000 lectures once', async () => {
    const views = sampleLectures(10_000);
    const bridge = fakeBridge(sampleAnswers(views));
    installBridge(bridge);
    stop = connect();
    await vi.waitFor(() => expect(useLectern.getState().isLoaded).toBe(true));
    const writes = vi.fn<() => void>();
    const unsubscribe = useLectern.subscribe((state, before) => {
      if (state.lectures !== before.lectures) writes();
    });

    for (const view of views.slice(0, 500))
      bridge.emit({ name: 'lecture-changed', payload: { ...view, revision: 2 } });
    await vi.waitFor(() => expect(useLectern.getState().lectures.get('lecture-9999')?.revision).toBe(2));
    unsubscribe();

    expect(writes).toHaveBeenCalledTimes(1);
  });
});

describe('the lectures slice', () => {
  it('lists newest first and keeps the list while no lecture comes or goes', () => {
    const slice = replacedLectures([
      lectureView({ id: 'old', createdAt: '2026-01-01T00:00:00.000Z' }),
      lectureView({ id: 'new', createdAt: '2026-02-01T00:00:00.000Z' }),
    ]);
    expect(slice.lectureIds).toEqual(['new', 'old']);

    const after = withLectureChanges(slice, {
      changed: [lectureView({ id: 'old', revision: 2, createdAt: '2026-01-01T00:00:00.000Z' })],
      removed: [],
    });

    expect(after.lectureIds).toBe(slice.lectureIds);
  });

  it('counts lectures by course and open ones', () => {
    const { counts } = replacedLectures([
      lectureView({ id: 'a', status: 'waiting' }),
      lectureView({ id: 'b', courseId: null }),
    ]);

    expect(counts).toEqual({ all: 2, open: 1, examples: 0, byCourse: { thermo: 1, unsorted: 1 } });
  });
});
