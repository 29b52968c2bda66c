import { copyFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, describe, expect, test } from 'vitest';
import type { CoreEvent } from '../../../preload/contract/events.ts';
import { startTestCore, type TestCore, type TestCoreOptions } from '../../support/core/test-core.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { sharedSound } from '../../support/ingest-shared.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitFor } from '../../support/wait-for.ts';

const sound = sharedSound();
/** Nobody listens there. */
const nowhere = { url: 'http://127.0.0.1:9/v1', apiKey: null };

/** A test core whose tools can be taken apart, and what it has told. */
interface OpenedCore {
  readonly ask: TestCore['ask'];
  readonly add: TestCore['add'];
  readonly until: TestCore['until'];
  readonly stop: TestCore['stop'];
  readonly events: CoreEvent[];
}

async function core(options: Partial<TestCoreOptions> = {}): Promise<OpenedCore> {
  const made = await startTestCore({ home: join(temporaryFolder(), 'home'), provider: nowhere, ...options });
  onTestFinished(() => made.stop());
  const events: CoreEvent[] = [];
  made.core.subscribe((event) => events.push(event));
  return { ...made, events };
}

const codeOf = async (asked: Promise<unknown>) => (await rejectionOf(asked)).code;

describe('adding and taking in', () => {
  test('a price is told before anything is added, and what is refused is told with it', async () => {
    const { ask } = await core({ work: 'none' });
    const empty = join(temporaryFolder(), 'empty.mp3');
    writeFileSync(empty, '');

    const { forecasts, total } = await ask('forecast-import', {
      ...{ paths: [sound.spoken(), sound.subtitles(), empty], choice: {} },
    });

    expect(forecasts.map((one) => [one.title, one.durationSeconds, one.failure?.code ?? null])).toEqual([
      ['spoken', 20, null],
      ['subtitles', null, null],
      ['empty.mp3', null, 'AUDIO_EMPTY_FILE'],
    ]);
    const known = forecasts.flatMap((one) => one.forecast ?? []);
    expect(known).toHaveLength(2);
    expect(total).toBeCloseTo(
      known.reduce((sum, one) => sum + one, 0),
      9,
    );
    expect((await ask('list-lectures', {})).lectures).toEqual([]);
  });

  test('a transcript that was added has the price that was told', async () => {
    const { ask, add } = await core({ work: 'none' });
    const { forecasts } = await ask('forecast-import', { paths: [sound.subtitles()], choice: {} });
    const id = await add(sound.subtitles());
    expect((await ask('get-lecture', { lectureId: id })).cost.forecast).toBe(forecasts[0]?.forecast);
  });

  test('a recording that went away and came back is taken in by trying again, from either door', async () => {
    const { ask, add, until } = await core({ work: ['ingest'] });
    const folder = temporaryFolder();
    for (const command of ['try-now', 'retry-jobs'] as const) {
      const path = join(folder, `${command}.wav`);
      copyFileSync(command === 'try-now' ? sound.spoken() : sound.silent(), path);
      utimesSync(path, new Date(0), new Date(0));
      await ask('pause-stage', { stage: 'ingest' });
      const id = await add(path);
      rmSync(path);
      await ask('resume-stage', { stage: 'ingest' });
      const held = await until(id, (view) => view.stages[0]?.hold === 'needs-user');
      expect(held.stages[0]?.error).toMatchObject({ code: 'SOURCE_MISSING', remedy: { action: 'try-now' } });

      copyFileSync(command === 'try-now' ? sound.spoken() : sound.silent(), path);
      if (command === 'try-now') await ask('try-now', { lectureId: id });
      else await ask('retry-jobs', { jobIds: [held.stages[0]?.jobId ?? ''] });

      const done = await until(id, (view) => view.stages[0]?.status === 'completed');
      expect(done.stages[0]?.error).toBeNull();
    }
  });

  test('removing while it is taken in leaves neither rows nor objects', async () => {
    const { ask, add, until, events } = await core({ work: ['ingest'] });
    const id = await add(sound.spoken());
    await until(id, (view) => view.stages[0]?.status === 'running');
    await ask('remove-lecture', { lectureId: id });

    expect(await codeOf(ask('get-lecture', { lectureId: id }))).toBe('LECTURE_UNKNOWN');
    expect(events.some((event) => event.name === 'lecture-removed' && event.payload.id === id)).toBe(true);
    expect(await ask('check-integrity', { deep: true })).toMatchObject({ status: 'ok', problems: [] });
  });

  test('what was taken in can be played and seen', async () => {
    const { ask, add, until } = await core({ work: ['ingest'] });
    const id = await add(sound.spoken());
    await until(id, (view) => view.stages[0]?.status === 'completed');

    const { path, mimeType, bytes } = await ask('locate-media', { lectureId: id });
    const { peaks, perSecond } = await ask('get-waveform', { lectureId: id });
    const detail = await ask('get-lecture-detail', { lectureId: id });

    expect([path.endsWith('.mp3'), mimeType, bytes > 1_000]).toEqual([true, 'audio/mpeg', true]);
    expect(Buffer.from(peaks, 'base64')).toHaveLength(20 * perSecond);
    expect(detail.hasAudio).toBe(true);
    expect(detail.speech.length).toBeGreaterThan(0);
    expect(detail.view.stages.map((stage) => stage.status)).toEqual(['completed', 'queued', 'none', 'none']);
  });
});

describe('changing a lecture', () => {
  test('title, course and preset; what does not exist is refused and nothing is changed', async () => {
    const { ask, add } = await core({ work: 'none' });
    const lectureId = await add(sound.spoken());
    const course = await ask('create-course', { title: 'Heat' });

    const view = await ask('update-lecture', { lectureId, title: ' Entropy ', courseId: course.id });
    expect(view).toMatchObject({ title: 'Entropy', courseId: course.id });
    expect(await codeOf(ask('update-lecture', { lectureId, courseId: 'gone' }))).toBe('COURSE_UNKNOWN');
    expect(await codeOf(ask('update-lecture', { lectureId, presetId: 'gone' }))).toBe('PRESET_UNKNOWN');
    expect(await codeOf(ask('update-course', { id: course.id, presetId: 'gone' }))).toBe('PRESET_UNKNOWN');
    const after = await ask('update-lecture', { lectureId, courseId: null });
    expect(after).toMatchObject({ title: 'Entropy', courseId: null, presetId: view.presetId });
    expect(after.revision).toBeGreaterThan(view.revision);
  });

  test('a course that goes leaves its lectures, and both are told', async () => {
    const { ask, add, events } = await core({ work: 'none' });
    const { id: courseId } = await ask('create-course', { title: 'Heat' });
    const lectureId = await add(sound.spoken());
    await ask('update-lecture', { lectureId, courseId });
    await ask('remove-course', { courseId });

    await waitFor('both are told', () => {
      const lecture = events.findLast((event) => event.name === 'lecture-changed');
      const library = events.findLast((event) => event.name === 'library-changed');
      const isUnsorted = lecture?.name === 'lecture-changed' && lecture.payload.courseId === null;
      return isUnsorted && library?.name === 'library-changed' && library.payload.courses.length === 0;
    });
    expect((await ask('get-library', {})).library.courses).toEqual([]);
  });
});

describe('settings and keys', () => {
  test('what is saved is told with a higher revision; what breaks a rule is refused', async () => {
    const { ask } = await core({ work: 'none' });
    const before = await ask('get-settings', {});
    const after = await ask('set-settings', { settings: { 'cost.ceiling': 3 } });

    expect(after.settings['cost.ceiling']).toBe(3);
    expect(after.revision).toBeGreaterThan(before.revision);
    expect(after.overridden).toContain('provider.baseUrl');
    expect(await codeOf(ask('set-settings', { settings: { 'generation.preset': 'gone' } }))).toBe(
      'PRESET_UNKNOWN',
    );
  });

  test('a key is taken without the white space around it and never shown; an empty one is refused', async () => {
    const { ask } = await core({ work: 'none' });
    const view = await ask('set-secret', { name: 'provider.apiKey', value: ' sk-test-key\n' });

    expect(view.secrets['provider.apiKey']).toEqual({ isSet: true, place: 'session' });
    expect(JSON.stringify(view)).not.toContain('sk-test');
    expect(await codeOf(ask('set-secret', { name: 'provider.apiKey', value: ' \n' }))).toBe('KEY_EMPTY');
    const gone = await ask('set-secret', { name: 'provider.apiKey', value: null });
    expect(gone.secrets['provider.apiKey'].isSet).toBe(false);
  });

  test('checking a server answers with data, whatever is wrong', async () => {
    const { ask } = await core({ work: 'none' });
    const check = async (input: { baseUrl?: string; apiKey?: string }) =>
      (await ask('check-provider', input)).failure?.code;

    expect(await check({ apiKey: 'k', baseUrl: 'not an address' })).toBe('ADDRESS_INVALID');
    expect(await check({ apiKey: '  ' })).toBe('KEY_EMPTY');
    expect(await check({})).toBe('KEY_NOT_AVAILABLE');
    expect(await check({ apiKey: 'k' })).toMatch(/^(OFFLINE|PROVIDER_UNREACHABLE|NETWORK_OFFLINE)$/);
  });
});

test('revisions go on rising after a restart of the same home', async () => {
  const home = join(temporaryFolder(), 'home');
  const first = await core({ home, work: 'none' });
  const id = await first.add(sound.spoken());
  const before = (await first.ask('get-lecture-detail', { lectureId: id })).view.revision;
  await first.stop();

  const second = await core({ home, work: 'none' });
  expect((await second.ask('get-lecture-detail', { lectureId: id })).view.revision).toBeGreaterThan(before);
});

test('health tells of all six, and the queue leaves no trace of its test job', async () => {
  const { ask } = await core({ work: 'none' });
  const { checks } = await ask('check-health', {});

  const statuses = Object.fromEntries(checks.map(({ name, status }) => [name, status]));
  expect(statuses).toMatchObject({
    database: 'ok',
    queue: 'ok',
    provider: 'failed',
    storage: 'ok',
    'media-engine': 'ok',
  });
  expect((await ask('list-jobs', {})).jobs).toEqual([]);
  expect(await ask('check-integrity', { deep: true })).toMatchObject({ status: 'ok' });
});
