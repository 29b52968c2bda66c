import type { Fault } from './faults.ts';
import { createHostileSource, HOSTILE_TEXTS } from './hostile-content.ts';
import { findPassages } from './prompt-material.ts';
import { buildAnswer } from './schema-answer.ts';
import { countTokens } from './text-request.ts';
import type { TextRequest } from './text-request.ts';

/** What the simulated model wrote. */
export type Written = {
  readonly text: string;
  /** A refusal comes instead of a text. */
  readonly refusal: string | null;
  /** The answer was cut at the limit of output tokens. */
  readonly isCut: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
};

const REFUSAL = "I'm sorry, but I can't help with that.";
const PLAIN_PASSAGES = 5;

/** Writes the answer to a text request, spoiled as the fault says. */
export function writeAnswer(request: TextRequest, fault: Fault | null): Written {
  const inputTokens = countTokens(request.prompt) + countTokens(JSON.stringify(request.schema ?? ''));
  if (fault?.kind === 'refusal') {
    return { text: '', refusal: REFUSAL, isCut: false, inputTokens, outputTokens: countTokens(REFUSAL) };
  }
  const whole = spoil(compose(request, fault), fault);
  const limit = fault?.kind === 'incomplete' ? Math.floor(countTokens(whole) / 2) : request.maxOutputTokens;
  const isCut = limit !== null && countTokens(whole) > limit;
  const text = isCut ? whole.slice(0, limit * 4) : whole;
  return { text, refusal: null, isCut, inputTokens, outputTokens: countTokens(text) };
}

function compose(request: TextRequest, fault: Fault | null): string {
  const passages = findPassages(request.prompt);
  const hostile = fault?.kind === 'hostile' ? { nextHostile: createHostileSource() } : {};
  if (request.schema !== null) return JSON.stringify(buildAnswer(request.schema, { passages, ...hostile }));
  if (fault?.kind === 'hostile') return HOSTILE_TEXTS.join('\n\n');
  return passages
    .slice(0, PLAIN_PASSAGES)
    .map(({ text }) => text)
    .join(' ');
}

function spoil(text: string, fault: Fault | null): string {
  switch (fault?.kind) {
    case 'wrong-schema':
      return JSON.stringify({ unexpected: true, note: 'This answer does not follow the schema.' });
    case 'broken-json':
      return fault.in === 'output' ? text.slice(0, -Math.ceil(text.length / 3)) : text;
    case 'empty-text':
      return '';
    case 'loop':
      return 'And so on and so forth. '.repeat(400);
    default:
      return text;
  }
}
