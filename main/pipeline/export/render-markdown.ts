import { choiceLetter } from './artifact-blocks.ts';
import type { Block, DocumentText, Sources } from './blocks.ts';
import { lectureBlocks } from './document.ts';
import type { ExportSource } from './export-source.ts';
import { joinSentences } from './marked-text.ts';
import { markdownLine, markdownText } from './markdown-text.ts';
import { citationMarks, clockTime } from './times.ts';

/** The lecture as Markdown (CommonMark with `$` formulas). Citations stand as times: `[12:34]`. */
export function renderMarkdown(source: ExportSource): string {
  const blocks = lectureBlocks(source);
  const text = blocks.map((block, index) => `${renderBlock(block)}${gapAfter(block, blocks[index + 1])}`);
  return `${text.join('').trimEnd()}\n`;
}

/** List items stand close together; everything else is a paragraph of its own. */
function gapAfter(block: Block, next: Block | undefined): string {
  return block.kind === 'bullet' && next?.kind === 'bullet' ? '\n' : '\n\n';
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${markdownLine(block.text)}`;
    case 'note':
      return `*${markdownText({ kind: 'plain', value: block.text })}*`;
    case 'paragraph':
      return `${markdownText(block.text)}${sourcesText(block.sources)}`;
    case 'bullet':
      return renderBullet(block);
    case 'question':
      return renderQuestion(block);
    case 'card':
      return [
        `**Q:** ${markdownText(block.front)}`,
        `**A:** ${markdownText(block.back)}${sourcesText(block.sources)}`,
      ].join('\n\n');
    case 'passage': {
      const speaker = block.speaker === null ? '' : `**${plainLine(block.speaker)}:** `;
      const text = plainLine(joinSentences(block.sentences.map((sentence) => sentence.text)));
      return `[${clockTime(block.startMs)}] ${speaker}${text}`;
    }
    case 'gap':
      return `*[Not transcribed: ${clockTime(block.startMs)} to ${clockTime(block.endMs)}]*`;
  }
}

function renderBullet({ depth, label, text, sources }: Extract<Block, { kind: 'bullet' }>): string {
  const indent = '  '.repeat(depth);
  const parts = [label === null ? null : `**${markdownLine(label)}**`, text === null ? null : indented(text)];
  const content = parts.filter((part) => part !== null).join(': ');
  return `${indent}- ${content}${sourcesText(sources)}`;

  function indented(value: DocumentText): string {
    return markdownText(value).replaceAll('\n', `\n${indent}  `);
  }
}

function renderQuestion(question: Extract<Block, { kind: 'question' }>): string {
  const { number, prompt, choices, answer, explanation, sources } = question;
  return [
    `**${number}.** ${markdownText(prompt)}`,
    ...(choices.length === 0
      ? []
      : [choices.map((choice, index) => `- ${choiceLetter(index)}. ${markdownLine(choice)}`).join('\n')]),
    `**Answer:** ${markdownText(answer)}${sourcesText(sources)}`,
    ...(explanation === null ? [] : [markdownText(explanation)]),
  ].join('\n\n');
}

/** Times stand in square brackets as they are: no text can turn them into a link, see `markdownText`. */
function sourcesText({ startsMs, grounded }: Sources): string {
  return citationMarks(startsMs) + (grounded ? '' : ' *(no source in the recording)*');
}

function plainLine(value: string): string {
  return markdownLine({ kind: 'plain', value });
}
