import type { Preset } from '../../../preload/contract/course.ts';
import type { Limits } from './limits.ts';
import type { presetPlaceholders } from './prompt-library.ts';
import { formsOf } from './question-types.ts';

type PresetValues = Readonly<Record<(typeof presetPlaceholders)[number], string>>;

/** What a preset and its limits put into the placeholders of a prompt. Every field of the preset is in here. */
export function presetValues(preset: Preset, limits: Limits, language: string): PresetValues {
  return {
    language,
    style: inWords(preset.summaryStyle),
    tone: inWords(preset.tone),
    sentence_words: String(limits.sentenceWords),
    point_words: String(limits.pointWords),
    chunking: inWords(preset.chunking),
    weights: weightsInWords(preset.weights),
    question_focus: preset.questionFocus
      ? 'Aim at what can be asked: give what answers a question first.'
      : 'Aim at understanding: give how things hang together first.',
    instructions: oneLine(preset.instructions) || 'No further instructions.',
    summary_words: String(limits.summaryWords),
    sections: String(limits.sections),
    parts: limits.parts.map(inWords).join(', '),
    points: String(limits.points),
    outline_levels: String(limits.outlineLevels),
    terms: String(limits.terms),
    cards: String(limits.cards),
    questions: String(limits.questions),
    question_kinds: preset.questionTypes
      .map((kind) => `- ${inWords(kind)}, asked as ${formsOf(kind).join(' or ')}`)
      .join('\n'),
  };
}

/** The name of a language for the model: `de` becomes `German (de)`. Without one it is the lecture's own. */
export function languageInWords(code: string | null): string {
  if (code === null) return 'the language the lecture is held in';
  try {
    const name = new Intl.DisplayNames(['en'], { type: 'language' }).of(code);
    return name === undefined || name === code ? code : `${name} (${code})`;
  } catch {
    return code;
  }
}

/** "what 25 %, how 25 %, …", the heaviest first. */
function weightsInWords(weights: Preset['weights']): string {
  return Object.entries(weights)
    .toSorted(([, one], [, other]) => other - one)
    .map(([question, weight]) => `${question} ${Math.round(weight * 100)} %`)
    .join(', ');
}

function inWords(name: string): string {
  return oneLine(name).replaceAll('_', ' ');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
