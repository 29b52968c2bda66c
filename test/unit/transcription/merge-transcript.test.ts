import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Piece } from '../../../main/pipeline/rows-port.ts';
import type { SpeechMap } from '../../../main/pipeline/speech/speech-map.ts';
import type { HeardText } from '../../../main/pipeline/transcription/answer-reading.ts';
import { mergeTranscript, type HeardPiece } from '../../../main/pipeline/transcription/merge-transcript.ts';

const LENGTH_MS = 600_000;

/** Speech everywhere but for a pause of 600 ms every four seconds. */
function speechMap(): SpeechMap {
  const frames = LENGTH_MS / 20;
  const isPause = (frame: number) => frame % 200 >= 170;
  return {
    totalSamples: LENGTH_MS * 16,
    level: Uint8Array.from({ length: frames }, (_, frame) =>
      isPause(frame) ? 40 : 130 + ((frame * 7) % 40),
    ),
    speech: Uint8Array.from({ length: frames }, (_, frame) => (isPause(frame) ? 0 : 1)),
    regions: [{ startMs: 0, endMs: LENGTH_MS }],
  };
}

const map = speechMap();

function pieceAt(index: number, startMs: number, endMs: number, change: Partial<Piece> = {}): Piece {
  return {
    ...{ id: `p${index}`, lectureId: 'l', position: index, startSample: startMs * 16, endSample: endMs * 16 },
    ...{ speechMs: endMs - startMs, callKey: 'k', flags: [], ...change },
  };
}

function heardText(text: string, change: Partial<HeardText> = {}): HeardText {
  return { text, words: null, parts: null, language: null, ...change };
}

interface Drawn {
  readonly lengthMs: number;
  readonly gapMs: number;
  readonly words: readonly (readonly [length: number, sign: string])[];
  readonly clock: 'own' | 'words' | 'parts';
  readonly isMissing: boolean;
}

/** Pieces with words that are all different; times of words or parts where the server gives any. */
function piecesFrom(drawn: readonly Drawn[]): readonly HeardPiece[] {
  let startMs = 0;
  let count = 0;
  return drawn.map(({ lengthMs, gapMs, words, clock, isMissing }, index) => {
    startMs += gapMs;
    const piece = pieceAt(index, startMs, startMs + lengthMs);
    startMs += lengthMs;
    const texts = words.map(([length, sign]) => `w${'x'.repeat(length)}${count++}${sign}`);
    const step = lengthMs / Math.max(1, texts.length);
    const timed = texts.map((text, at) => ({
      text,
      startMs: Math.round(at * step),
      endMs: Math.round(at * step + step * 0.8),
    }));
    const times =
      texts.length === 0
        ? {}
        : clock === 'words'
          ? { words: timed }
          : clock === 'parts'
            ? { parts: timed }
            : {};
    return { piece, heard: isMissing ? null : heardText(texts.join(' '), times) };
  });
}

const drawnPiece: fc.Arbitrary<Drawn> = fc.record({
  lengthMs: fc.integer({ min: 500, max: 30_000 }),
  gapMs: fc.constantFrom(0, 0, 700, 5_000),
  words: fc.array(fc.tuple(fc.nat(9), fc.constantFrom('', '', '', ',', '.', '?')), { maxLength: 60 }),
  clock: fc.constantFrom('own' as const, 'words' as const, 'parts' as const),
  isMissing: fc.boolean(),
});

function wordsOf(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => text.split(' ')).filter((word) => word !== '');
}

describe('the merger', () => {
  test('gives every word once and in order, in sentences that neither overlap nor run back nor last over 15 s', () => {
    fc.assert(
      fc.property(fc.array(drawnPiece, { maxLength: 12 }), (drawn) => {
        const pieces = piecesFrom(drawn);
        const { segments, gaps, coverage } = mergeTranscript(pieces, map, null);
        const said = wordsOf(pieces.map(({ heard }) => heard?.text ?? ''));
        expect(wordsOf(segments.map(({ text }) => text))).toEqual(said);
        let clockMs = 0;
        for (const { startMs, endMs } of segments) {
          expect(startMs).toBeGreaterThanOrEqual(clockMs);
          expect(endMs).toBeGreaterThanOrEqual(startMs);
          expect(endMs - startMs).toBeLessThanOrEqual(15_000);
          clockMs = endMs;
        }
        expect(segments.map(({ id }) => id)).toEqual(segments.map((_, index) => `s${index + 1}`));
        const missingMs = pieces
          .filter(({ heard }) => heard === null)
          .reduce((sum, { piece }) => sum + (piece.endSample - piece.startSample) / 16, 0);
        expect(gaps.reduce((sum, gap) => sum + gap.endMs - gap.startMs, 0)).toBe(missingMs);
        expect(coverage).toBeGreaterThanOrEqual(0);
        expect(coverage).toBeLessThanOrEqual(1);
      }),
      { numRuns: 150 },
    );
  });

  test('gives the same whatever the order of the pieces and however often it runs', () => {
    fc.assert(
      fc.property(fc.array(drawnPiece, { maxLength: 8 }), (drawn) => {
        const pieces = piecesFrom(drawn);
        const merged = mergeTranscript(pieces, map, null);
        expect(mergeTranscript(pieces.toReversed(), map, null)).toEqual(merged);
      }),
      { numRuns: 40 },
    );
  });

  test('joins a sentence that goes on over a seam', () => {
    const { segments } = mergeTranscript(
      [
        { piece: pieceAt(0, 0, 4_000), heard: heardText('Heat flows from') },
        { piece: pieceAt(1, 4_000, 8_000), heard: heardText('hot to cold.') },
      ],
      map,
      null,
    );
    expect(segments.map(({ text }) => text)).toEqual(['Heat flows from hot to cold.']);
  });

  test('shows neighbouring pieces without text as one gap', () => {
    const { gaps, coverage } = mergeTranscript(
      [
        { piece: pieceAt(0, 0, 4_000), heard: heardText('Heat flows.') },
        { piece: pieceAt(1, 4_000, 8_000), heard: null },
        { piece: pieceAt(2, 8_000, 10_000), heard: null },
        { piece: pieceAt(3, 12_000, 16_000), heard: null },
      ],
      map,
      null,
    );
    expect(gaps).toEqual([
      { startMs: 4_000, endMs: 10_000 },
      { startMs: 12_000, endMs: 16_000 },
    ]);
    expect(coverage).toBeCloseTo(4 / 14, 5);
  });

  test('of nothing is whole and empty', () => {
    expect(mergeTranscript([], map, null)).toEqual({ language: null, coverage: 1, gaps: [], segments: [] });
  });

  test('takes the language of most of the text unless one was chosen', () => {
    const pieces = [
      { piece: pieceAt(0, 0, 4_000), heard: heardText('Kurz.', { language: 'de' }) },
      { piece: pieceAt(1, 4_000, 8_000), heard: heardText('A longer sentence.', { language: 'en' }) },
    ];
    expect(mergeTranscript(pieces, map, null).language).toBe('en');
    expect(mergeTranscript(pieces, map, 'fr').language).toBe('fr');
  });

  test('keeps speakers apart', () => {
    const parts = [
      { text: 'What is heat?', startMs: 0, endMs: 2_000, speaker: 'A' },
      { text: 'Energy.', startMs: 2_100, endMs: 3_000, speaker: 'B' },
    ];
    const heard = heardText('What is heat? Energy.', { parts });
    const { segments } = mergeTranscript([{ piece: pieceAt(0, 0, 4_000), heard }], map, null);
    expect(segments.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['A', 'What is heat?'],
      ['B', 'Energy.'],
    ]);
  });

  test('marks times by its own clock, and passes on why a piece is doubtful', () => {
    const piece = pieceAt(0, 0, 4_000, { flags: ['loop'] });
    const { segments } = mergeTranscript([{ piece, heard: heardText('Heat flows.') }], map, null);
    expect(segments[0]?.flags.toSorted()).toEqual(['estimated', 'loop']);
  });
});
