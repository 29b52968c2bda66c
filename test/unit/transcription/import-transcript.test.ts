import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importTranscript } from '../../../main/pipeline/transcription/import-transcript.ts';
import { failureOf } from '../../support/failure-of.ts';

function imported(text: string | Buffer, name: string) {
  return importTranscript(Buffer.isBuffer(text) ? text : Buffer.from(text), name);
}

function lines(text: string | Buffer, name: string) {
  return imported(text, name).segments.map(({ startMs, endMs, text: said }) => [startMs, endMs, said]);
}

const SRT = `1
00:00:01,000 --> 00:00:03,500
Heat flows from hot to cold.

2
00:00:04,000 --> 00:00:06,000
<i>Entropy</i> {\\an8}rises.
`;

describe('subtitles', () => {
  test('of SRT keep their times and lose their tags', () => {
    expect(lines(SRT, 'a.srt')).toEqual([
      [1_000, 3_500, 'Heat flows from hot to cold.'],
      [4_000, 6_000, 'Entropy rises.'],
    ]);
  });

  test('of WebVTT may lack hours and carry notes, styles, settings and speakers', () => {
    const text = `WEBVTT - A title

STYLE
::cue { color: red }

NOTE 00:01 --> is no cue

intro
00:01.000 --> 00:02.500 align:start position:0%
<v Dr. Ada>Heat &amp; work <00:00:02.000><c>differ</c>.</v>
`;
    const [segment] = imported(text, 'a.vtt').segments;
    expect(segment).toMatchObject({
      startMs: 1_000,
      endMs: 2_500,
      text: 'Heat & work differ.',
      speaker: 'Dr. Ada',
    });
  });

  test('that stop in the middle of a sentence are joined', () => {
    const text =
      '00:00:01.000 --> 00:00:02.000\nHeat flows\n\n00:00:02.200 --> 00:00:04.000\nfrom hot to cold.\n';
    expect(lines(text, 'a.srt')).toEqual([[1_000, 4_000, 'Heat flows from hot to cold.']]);
  });

  test('that overlap come in order and do not overlap any more', () => {
    const text = '00:05.000 --> 00:09.000\nSecond one.\n\n00:01.000 --> 00:07.000\nFirst one.\n';
    expect(lines(text, 'a.vtt')).toEqual([
      [1_000, 7_000, 'First one.'],
      [7_000, 9_000, 'Second one.'],
    ]);
  });

  test('that roll are taken once', () => {
    const text =
      '00:01.000 --> 00:03.000\nHeat flows from hot\n\n00:03.000 --> 00:05.000\nHeat flows from hot\nto cold places.\n';
    expect(lines(text, 'a.vtt')).toEqual([[1_000, 5_000, 'Heat flows from hot to cold places.']]);
  });

  test('without empty lines between them are told apart by their numbers', () => {
    const text = '1\n00:00:01,000 --> 00:00:02,000\nOne.\n2\n00:00:03,000 --> 00:00:04,000\nTwo.';
    expect(lines(text, 'a.srt')).toEqual([
      [1_000, 2_000, 'One.'],
      [3_000, 4_000, 'Two.'],
    ]);
  });

  test('longer than 15 s are divided by the length of their text', () => {
    const text = `00:00.000 --> 00:40.000\n${'One thing follows another, '.repeat(20)}and that is all.\n`;
    const { segments } = imported(text, 'a.vtt');
    expect(segments.length).toBeGreaterThan(2);
    for (const segment of segments) expect(segment.endMs - segment.startMs).toBeLessThanOrEqual(15_000);
    expect(segments.at(-1)?.endMs).toBe(40_000);
  });

  test('with times beyond a hundred hours are left out', () => {
    const text = '1\n9999:00:01,000 --> 9999:00:02,000\nNever.\n\n00:00:03,000 --> 00:00:04,000\nNow.';
    expect(lines(text, 'a.srt')).toEqual([[3_000, 4_000, 'Now.']]);
  });
});

describe('JSON', () => {
  const segments = [{ id: 's1', start: 1, end: 2.5, text: 'Heat flows.', speaker: 'Ada', flags: [] }];

  test.each([
    [
      'our own export',
      { title: 'x', transcript: { version: 1, language: 'de', coverage: 1, gaps: [], segments } },
    ],
    ['the answer of a server', { task: 'transcribe', language: 'german', duration: 3, text: '', segments }],
  ])('of %s is read with its language', (_name, file) => {
    const result = imported(JSON.stringify(file), 'a.json');
    expect(result.language).toBe('de');
    expect(result.segments).toEqual([
      { id: 's1', startMs: 1_000, endMs: 2_500, text: 'Heat flows.', speaker: 'Ada', flags: [] },
    ]);
  });

  test('may be the bare list', () => {
    expect(lines(JSON.stringify(segments), 'a.json')).toEqual([[1_000, 2_500, 'Heat flows.']]);
  });

  test.each(['{', '{"a":1}', '[1,2]', '[{"start":-1,"end":2,"text":"x"}]', '"text"'])(
    '%s is refused',
    (text) => {
      expect(failureOf(() => imported(text, 'a.json'))).toMatchObject({
        code: 'TRANSCRIPT_UNREADABLE',
        class: 'fatal',
      });
    },
  );
});

describe('plain text and Markdown', () => {
  test('become sentences with estimated times, one after the other', () => {
    const { segments } = imported('# Heat\n\nHeat flows. It is *energy*.\n\n- Entropy rises.\n', 'a.md');
    expect(segments.map(({ text }) => text)).toEqual([
      'Heat',
      'Heat flows.',
      'It is *energy*.',
      'Entropy rises.',
    ]);
    expect(segments.every(({ flags }) => flags.includes('estimated'))).toBe(true);
    expect(segments[1]?.startMs).toBe(segments[0]?.endMs);
  });

  test('with times at the beginning of lines keep these', () => {
    const text = '[00:00:05] Heat flows.\n[00:01:00] Entropy rises.\nFor good.';
    const { segments } = imported(text, 'a.txt');
    expect(segments.map(({ startMs, text: said }) => [startMs, said])).toEqual([
      [5_000, 'Heat flows.'],
      [60_000, 'Entropy rises.'],
      [expect.any(Number), 'For good.'],
    ]);
    expect(segments[0]?.flags).toEqual([]);
  });
});

describe('encodings', () => {
  const text = 'Größe heißt Maß.';
  test.each([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 little endian with a mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 big endian with a mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
    ['Latin-1', Buffer.from(text, 'latin1')],
  ])('%s is read', (_name, bytes) => {
    expect(imported(bytes, 'a.txt').segments[0]?.text).toBe(text);
  });
});

describe('what is no transcript', () => {
  test.each([
    [
      'bytes of a program',
      Buffer.from(Array.from({ length: 2_000 }, (_, index) => (index * 37) % 256)),
      'a.txt',
      'TRANSCRIPT_UNREADABLE',
    ],
    ['a text that claims to be subtitles', Buffer.from('Just words.'), 'a.srt', 'TRANSCRIPT_UNREADABLE'],
    ['nothing', Buffer.alloc(0), 'a.txt', 'TRANSCRIPT_EMPTY'],
    ['white space', Buffer.from(' \n\n\t'), 'a.md', 'TRANSCRIPT_EMPTY'],
    ['subtitles without text', Buffer.from('00:01.000 --> 00:02.000\n\n'), 'a.vtt', 'TRANSCRIPT_EMPTY'],
    ['more than any transcript', Buffer.alloc(9 * 1_024 * 1_024, 'a'), 'a.txt', 'TRANSCRIPT_TOO_LARGE'],
  ])('%s is refused', (_name, bytes, name, code) => {
    expect(failureOf(() => imported(bytes, name))).toMatchObject({ code, class: 'fatal' });
  });

  test('direction signs and control characters do not get in', () => {
    expect(imported('Heat \u202eflows\u0007 on.', 'a.txt').segments[0]?.text).toBe('Heat flows on.');
  });

  test('text made to take long is read in a moment', () => {
    const hostile = [
      '<c '.repeat(100_000),
      'Dr. '.repeat(50_000),
      '\n \n'.repeat(100_000),
      'a'.repeat(300_000),
    ];
    const started = performance.now();
    for (const text of hostile) {
      try {
        imported(`00:01.000 --> 00:02.000\n${text}`, 'a.vtt');
        imported(text, 'a.md');
      } catch (error) {
        expect(error).toHaveProperty('failure');
      }
    }
    expect(performance.now() - started).toBeLessThan(8_000);
  });
});

test('whatever the text, sentences are in order, do not overlap and last at most 15 s', () => {
  const cue = fc.record({ start: fc.nat(100), length: fc.nat(60), text: fc.lorem({ maxCount: 30 }) });
  fc.assert(
    fc.property(fc.array(cue, { minLength: 1, maxLength: 20 }), (cues) => {
      const file = cues.map(({ start, length, text }) => ({ start, end: start + length, text }));
      const { segments } = imported(JSON.stringify(file), 'a.json');
      let clockMs = 0;
      for (const { startMs, endMs } of segments) {
        expect(startMs).toBeGreaterThanOrEqual(clockMs);
        expect(endMs).toBeGreaterThanOrEqual(startMs);
        expect(endMs - startMs).toBeLessThanOrEqual(15_001);
        clockMs = endMs;
      }
    }),
    { numRuns: 100 },
  );
});
