import { choiceLetter } from './artifact-blocks.ts';
import type { Block, DocumentText, Sources } from './blocks.ts';
import { lectureBlocks } from './document.ts';
import type { ExportSource } from './export-source.ts';
import { joinSentences, oneLine, plainText, textParts } from './marked-text.ts';
import { citationMarks, clockTime } from './times.ts';

/** The lecture as plain text that any editor shows well. Formulas stay LaTeX between `$` signs. */
export function renderText(source: ExportSource): string {
  const blocks = lectureBlocks(source);
  const text = blocks.map((block, index) => {
    const isList = block.kind === 'bullet' && blocks[index + 1]?.kind === 'bullet';
    return `${renderBlock(block)}${isList ? '\n' : '\n\n'}`;
  });
  return `${text.join('').trimEnd()}\n`;
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return underlined(unmarkedLine(block.text), block.level);
    case 'note':
      return block.text;
    case 'paragraph':
      return `${unmarked(block.text)}${sourcesText(block.sources)}`;
    case 'bullet': {
      const { depth, label, text, sources } = block;
      const indent = '  '.repeat(depth);
      const parts = [label, text].flatMap((part) => (part === null ? [] : [unmarked(part)]));
      return `${indent}- ${parts.join(': ').replaceAll('\n', `\n${indent}  `)}${sourcesText(sources)}`;
    }
    case 'question':
      return renderQuestion(block);
    case 'card':
      return `Q: ${unmarked(block.front)}\nA: ${unmarked(block.back)}${sourcesText(block.sources)}`;
    case 'passage': {
      const speaker = block.speaker === null ? '' : `${oneLine(block.speaker)}: `;
      const text = joinSentences(block.sentences.map((sentence) => sentence.text));
      return `[${clockTime(block.startMs)}] ${speaker}${text}`;
    }
    case 'gap':
      return `[Not transcribed: ${clockTime(block.startMs)} to ${clockTime(block.endMs)}]`;
  }
}

function renderQuestion(question: Extract<Block, { kind: 'question' }>): string {
  const { number, prompt, choices, answer, explanation, sources } = question;
  return [
    `${number}. ${unmarked(prompt)}`,
    ...choices.map((choice, index) => `   ${choiceLetter(index)}. ${unmarkedLine(choice)}`),
    `   Answer: ${unmarked(answer)}${sourcesText(sources)}`,
    ...(explanation === null ? [] : [`   ${unmarked(explanation)}`]),
  ].join('\n');
}

function underlined(text: string, level: 1 | 2 | 3): string {
  if (level === 3) return text;
  return `${text}\n${(level === 1 ? '=' : '-').repeat(Math.min(text.length, 72))}`;
}

/** A model's text without the marks for bold and code; formulas and everything else stay as they are. */
function unmarked({ kind, value }: DocumentText): string {
  const text = plainText(value).trim();
  if (kind === 'plain') return text;
  return textParts(text)
    .map((part) => {
      if (part.kind === 'math') return part.text;
      if (part.kind === 'code') return part.text.replaceAll(/^`+ ?| ?`+$/g, '');
      return part.text.replaceAll(/\*\*(?=\S)(.+?)(?<=\S)\*\*/g, '$1').replaceAll(/\\([$*_`[\]<>#])/g, '$1');
    })
    .join('');
}

function unmarkedLine(text: DocumentText): string {
  return unmarked(text).replaceAll(/\s*\n\s*/g, ' ');
}

function sourcesText({ startsMs, grounded }: Sources): string {
  return citationMarks(startsMs) + (grounded ? '' : ' (no source in the recording)');
}
