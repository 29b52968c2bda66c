import { expect, test } from 'vitest';
import type { CoreEvent } from '../../../preload/contract/events.ts';
import { createAnnouncer } from '../../../main/composition/announcer.ts';
import { createEmitter } from '../../../main/lib/emitter.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { lectureView } from '../../support/page/sample-lectures.ts';

/** The announcer's tools one by one, and what came of them. */
interface Opened {
  readonly lecture: (id: string) => void;
  readonly removed: (id: string) => void;
  readonly settings: () => void;
  readonly flush: () => void;
  readonly clock: ManualClock;
  readonly heard: string[];
  readonly reported: unknown[];
  readonly present: Set<string>;
  readonly views: () => number;
}

function announcer(change: { readonly broken?: string } = {}): Opened {
  const clock = createManualClock();
  const events = createEmitter<CoreEvent>();
  const heard: string[] = [];
  const reported: unknown[] = [];
  const present = new Set(['a', 'b']);
  let views = 0;
  events.subscribe((event) =>
    heard.push('id' in event.payload ? `${event.name} ${event.payload.id}` : event.name),
  );
  const libraryEvent = (): CoreEvent => ({
    name: 'library-changed',
    payload: { revision: 1, courses: [], month: { spent: 0, ceiling: null }, pausedStages: [] },
  });
  const made = createAnnouncer({
    ...{ clock, events, libraryEvent, report: (error) => reported.push(error) },
    lectureView(id) {
      views += 1;
      if (id === change.broken) throw new Error('The row is damaged');
      return present.has(id) ? lectureView({ id }) : null;
    },
    settingsEvent: () => Promise.reject(new Error('No keychain')),
  });
  return { ...made, clock, heard, reported, present, views: () => views };
}

test('many changes of a lecture are told once, a moment later, and the sum of the month after them', async () => {
  const { lecture, clock, heard, views } = announcer();
  for (let count = 0; count < 1_000; count += 1) lecture('a');
  lecture('b');
  expect(heard).toEqual([]);

  await clock.advance(60);

  expect(heard).toEqual(['lecture-changed a', 'lecture-changed b', 'library-changed']);
  expect(views()).toBe(2);
  await clock.advance(1_000);
  expect(heard).toHaveLength(3);
});

test('changes that come after a telling are told again', async () => {
  const { lecture, clock, heard } = announcer();
  lecture('a');
  await clock.advance(60);
  lecture('a');
  await clock.advance(60);
  expect(heard.filter((event) => event === 'lecture-changed a')).toHaveLength(2);
});

test('a removed lecture is told at once, and never as changed after that', async () => {
  const { lecture, removed, clock, heard, present } = announcer();
  lecture('a');
  present.delete('a');
  removed('a');
  lecture('a');
  await clock.advance(60);
  expect(heard).toEqual(['lecture-removed a', 'library-changed']);
});

test('what is waiting can be told at once, and is not told twice', async () => {
  const { lecture, flush, clock, heard } = announcer();
  lecture('a');
  flush();
  expect(heard).toEqual(['lecture-changed a', 'library-changed']);
  await clock.advance(1_000);
  expect(heard).toHaveLength(2);
});

test('a view that cannot be made keeps none of the others back', async () => {
  const { lecture, clock, heard, reported } = announcer({ broken: 'a' });
  lecture('a');
  lecture('b');
  await clock.advance(60);
  expect(heard).toEqual(['lecture-changed b', 'library-changed']);
  expect(reported).toHaveLength(1);
});

test('settings that cannot be read are reported instead of ending the core', async () => {
  const { settings, clock, heard, reported } = announcer();
  settings();
  await clock.advance(0);
  expect([heard, reported.length]).toEqual([[], 1]);
});
