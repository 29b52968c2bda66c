import { describe, expect, it } from 'vitest';

import { divideSentence, splitSentences } from '../../../main/pipeline/speech/sentences.ts';

describe('splitting text into sentences', () => {
  it.each([
    ['plain', 'One. Two? Three! Four.', ['One.', 'Two?', 'Three!', 'Four.']],
    ['titles', 'Dr. Smith met Prof. Jones. They talked.', ['Dr. Smith met Prof. Jones.', 'They talked.']],
    ['initials', 'J. S. Bach wrote it. Later it was lost.', ['J. S. Bach wrote it.', 'Later it was lost.']],
    ['decimals', 'Pi is about 3.14159. It never ends.', ['Pi is about 3.14159.', 'It never ends.']],
    ['figures', 'See Fig. 3 and Eq. 12 for this. Next.', ['See Fig. 3 and Eq. 12 for this.', 'Next.']],
    ['for example', 'Some, e.g. Mill, agree. Others do not.', ['Some, e.g. Mill, agree.', 'Others do not.']],
    ['a lower-case rest', 'He said what? and left. Then rain.', ['He said what? and left.', 'Then rain.']],
    ['quotes', 'He said "Stop." Then he left.', ['He said "Stop."', 'Then he left.']],
    ['German', 'Das gilt z.B. für Metalle. Sonst nicht.', ['Das gilt z.B. für Metalle.', 'Sonst nicht.']],
    ['Chinese', '今天下雨。我们在家。', ['今天下雨。', '我们在家。']],
    ['line breaks', 'One\nline. Two\r\n\r\nlines.', ['One line.', 'Two lines.']],
    ['nothing', '  \n', []],
    ['only signs', '...', ['...']],
  ])('handles %s', (_name, text, sentences) => {
    expect(splitSentences(text)).toEqual(sentences);
  });

  it('takes an unknown language tag for none', () => {
    expect(splitSentences('One. Two.', 'not a language')).toEqual(['One.', 'Two.']);
  });
});

describe('dividing a sentence', () => {
  it('prefers a comma near the wanted place', () => {
    expect(divideSentence('When it rains a lot, we stay at home today', 0.5)).toEqual([
      'When it rains a lot,',
      'we stay at home today',
    ]);
  });

  it('divides between words where there is no comma', () => {
    expect(divideSentence('one two three four', 0.5)).toEqual(['one two', 'three four']);
  });

  it('divides text without spaces between words of its script', () => {
    const parts = divideSentence('今天我们学习线性代数的基本概念', 0.5);

    expect(parts).toHaveLength(2);
    expect(parts.join('')).toBe('今天我们学习线性代数的基本概念');
  });

  it('does not divide a single word', () => {
    expect(divideSentence('Incomprehensibilities', 0.5)).toEqual(['Incomprehensibilities']);
  });
});
