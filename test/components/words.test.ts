import { describe, expect, it } from 'vitest';

import { holdSchema, stageSchema } from '../../preload/contract/job.ts';
import { barHeights } from '../../renderer/features/lecture/playback/draw-bars.ts';
import { silenceEnd } from '../../renderer/features/lecture/playback/silence.ts';
import { rowAt, transcriptRows } from '../../renderer/features/lecture/transcript/transcript-rows.ts';
import { costWords, lectureStory, missingWords } from '../../renderer/words/lecture-words.ts';
import { count, money, percent, size } from '../../renderer/words/numbers.ts';
import { stageStory } from '../../renderer/words/stage-words.ts';
import { clock, day, duration, spokenTime, stamp, timeLeft } from '../../renderer/words/times.ts';
import { lectureView, notBegun, stagesOf } from '../support/page/sample-lectures.ts';

describe('figures as a person reads them', () => {
  it.each([
    [0, '0 s'],
    [42, '42 s'],
    [59.6, '1 min'],
    [6423, '1 h 47 min'],
    [3600, '1 h'],
    [155_000, '43 h'],
  ])('%d seconds are %s long', (seconds, words) => expect(duration(seconds)).toBe(words));

  it.each([
    [0, '0:00', '00:00:00'],
    [2172, '36:12', '00:36:12'],
    [6423.9, '1:47:03', '01:47:03'],
  ])('second %d is %s on the player', (seconds, onPlayer, inSentence) => {
    expect(clock(seconds)).toBe(onPlayer);
    expect(stamp(seconds)).toBe(inSentence);
  });

  it('never shows a cheap lecture as free, nor nearly all as all', () => {
    expect(money(0.0042)).toBe('$0.0042');
    expect(money(11.4)).toBe('$11.40');
    expect(percent(0.99999, 1)).toBe('99.9\u202f%');
    expect(percent(1)).toBe('100\u202f%');
  });

  it('says counts, sizes, spoken times and days', () => {
    expect(count(1, 'lecture')).toBe('1 lecture');
    expect(count(10_000, 'lecture')).toBe('10,000 lectures');
    expect(size(53_800_000)).toBe('54 MB');
    expect(spokenTime(4328)).toBe('1 hour 12 minutes 8 seconds');
    expect(timeLeft(20)).toBe('under 1 min left');
    expect(timeLeft(62)).toBe('1 min left');
    expect(day('2026-11-23T08:00:00', new Date('2026-11-23T20:00:00'))).toBe('Today');
    expect(day('2026-11-16T08:00:00', new Date('2026-11-23T20:00:00'))).toBe('Mon 16 Nov');
  });
});

describe('what is said about work', () => {
  it.each(holdSchema.options)('has a whole sentence for the hold %s', (hold) => {
    for (const stage of stageSchema.options) {
      const [view] = stagesOf('x', { ingest: { stage, status: 'waiting', hold } });
      if (view === undefined) throw new Error('There is no stage.');
      expect(stageStory(view).sentence).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('offers no button that this window could not carry out, and another try instead', () => {
    const [view] = stagesOf('x', {
      ingest: {
        status: 'failed',
        error: {
          code: 'INTERNAL_ERROR',
          message: 'Something went wrong.',
          remedy: { action: 'report', label: 'Show the log' },
        },
      },
    });
    if (view === undefined) throw new Error('There is no stage.');

    expect(stageStory(view).remedy).toEqual({ action: 'retry', label: 'Try again' });
  });

  it('lets a cancelled transcription go on without paying twice, and later stages only with their price', () => {
    const [, transcription, generation] = stagesOf('x', {
      transcription: { status: 'cancelled' },
      generation: { status: 'cancelled' },
    });
    if (transcription === undefined || generation === undefined) throw new Error('There is no stage.');

    expect(stageStory(transcription).remedy?.action).toBe('redo-gaps');
    expect(stageStory(generation).remedy).toMatchObject({ action: 'process-again', target: 'generation' });
  });

  it('lets what needs the person speak before what waits', () => {
    const story = lectureStory(
      lectureView({
        status: 'waiting',
        stages: stagesOf('x', {
          transcription: { status: 'waiting', hold: 'offline' },
          generation: { status: 'waiting', hold: 'needs-user' },
        }),
      }),
    );

    expect(story.tone).toBe('needs');
  });

  it('keeps a partial lecture usable in its words', () => {
    const view = lectureView({ status: 'partial', missingSeconds: 42, firstGapAt: 4328 });

    expect(missingWords(view)).toBe('42 s missing at 01:12:08');
    expect(lectureStory(view).remedy).toEqual({ action: 'redo-gaps', label: 'Redo' });
  });

  it('shows the forecast before, both while it runs, and the price afterwards', () => {
    const stages = stagesOf('x', { ingest: { status: 'running' }, transcription: notBegun });
    const cost = { forecast: 0.53, actual: 0.1 };
    expect(costWords(lectureView({ status: 'queued', stages, cost: { forecast: 0.53, actual: null } }))).toBe(
      'about $0.53',
    );
    expect(costWords(lectureView({ status: 'processing', stages, cost }))).toBe('$0.10 of $0.53');
    expect(costWords(lectureView({ status: 'waiting', stages, cost }))).toBe('$0.10 so far');
    expect(costWords(lectureView({ cost }))).toBe('$0.10');
    expect(costWords(lectureView({ cost: { forecast: null, actual: null } }))).toBe('');
  });
});

describe('the recording', () => {
  const speech = [
    { start: 2, end: 10 },
    { start: 10.8, end: 20 },
    { start: 40, end: 50 },
  ];

  it.each([
    [5, null],
    [10.3, null],
    [25, 39.75],
    [39.9, null],
    [0, 1.75],
    [60, null],
  ])('at second %d skips to %s', (time, target) => expect(silenceEnd(speech, time)).toBe(target));

  it('draws the loudest of each stretch against the loudest of all', () => {
    expect(barHeights(Uint8Array.of(0, 100, 50, 200), 2)).toEqual([0.5, 1]);
  });

  it('puts a gap where it is and finds what plays', () => {
    const rows = transcriptRows({
      segments: [
        { id: 'a', start: 0, end: 4, text: 'One.', flags: [] },
        { id: 'b', start: 60, end: 64, text: 'Two.', flags: [] },
      ],
      gaps: [{ start: 5, end: 59 }],
    });

    expect(rows.map((row) => row.key)).toEqual(['a', 'gap-5', 'b']);
    expect([rowAt(rows, 3), rowAt(rows, 30), rowAt(rows, 61)]).toEqual([0, 1, 2]);
  });
});
