import { expect, test } from 'vitest';
import type { CoreEvent } from '../../../preload/contract/events.ts';
import type { StageView } from '../../../preload/contract/lecture.ts';
import { createWorkWatch } from '../../../main/desktop/work-watch.ts';
import { lectureView, stagesOf } from '../../support/page/sample-lectures.ts';

function watch() {
  const story: string[] = [];
  const hear = createWorkWatch(() => {
    story.push('awake');
    return () => story.push('may sleep');
  });
  return { story, hear };
}

function changed(id: string, status: StageView['status']): CoreEvent {
  return {
    name: 'lecture-changed',
    payload: lectureView({ id, stages: stagesOf(id, { generation: { status } }) }),
  };
}

test('the machine is kept awake while anything runs, once for all lectures', () => {
  const { story, hear } = watch();

  hear(changed('a', 'queued'));
  expect(story).toEqual([]);
  hear(changed('a', 'running'));
  hear(changed('b', 'running'));
  hear(changed('a', 'completed'));
  expect(story).toEqual(['awake']);
  hear(changed('b', 'waiting'));
  expect(story).toEqual(['awake', 'may sleep']);
  hear(changed('b', 'running'));
  expect(story).toEqual(['awake', 'may sleep', 'awake']);
});

test('a running lecture that is removed no longer counts', () => {
  const { story, hear } = watch();
  hear(changed('a', 'running'));

  hear({ name: 'lecture-removed', payload: { id: 'a' } });

  expect(story).toEqual(['awake', 'may sleep']);
});

test.each(['restarting', 'failed'] as const)('a core that is %s runs nothing', (state) => {
  const { story, hear } = watch();
  hear(changed('a', 'running'));

  hear({ name: 'core-state-changed', payload: { state } });

  expect(story).toEqual(['awake', 'may sleep']);
});
