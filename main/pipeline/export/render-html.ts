import { choiceLetter } from './artifact-blocks.ts';
import type { Block, DocumentText } from './blocks.ts';
import { lectureBlocks } from './document.ts';
import type { ExportSource } from './export-source.ts';
import { bulletList, type Bullet } from './html-list.ts';
import { htmlPage } from './html-page.ts';
import { oneLine } from './marked-text.ts';
import { escapeHtml, htmlWithMathMl } from './model-html.ts';
import { sourceLinks, type SentenceAt } from './source-links.ts';
import { clockTime } from './times.ts';

/** The lecture as one page that needs nothing else: no script, no network. Citations lead to their place in the transcript. */
export function renderHtml(source: ExportSource): string {
  const { lecture, transcript } = source;
  const sentenceAt: SentenceAt = (startMs) =>
    transcript?.segments.find((one) => one.startMs <= startMs && startMs < one.endMs)?.id ?? null;
  return htmlPage({
    title: oneLine(lecture.title),
    language: transcript?.language ?? null,
    body: withLists(lectureBlocks(source), sentenceAt).join('\n'),
  });
}

/** Bullets that follow each other become one list. */
function withLists(blocks: readonly Block[], sentenceAt: SentenceAt): readonly string[] {
  const parts: string[] = [];
  let bullets: Bullet[] = [];
  for (const block of [...blocks, null]) {
    if (block?.kind === 'bullet') {
      bullets.push({ depth: block.depth, html: bulletHtml(block, sentenceAt) });
      continue;
    }
    if (bullets.length > 0) parts.push(bulletList(bullets));
    bullets = [];
    if (block !== null) parts.push(renderBlock(block, sentenceAt));
  }
  return parts;
}

function renderBlock(block: Exclude<Block, { kind: 'bullet' }>, sentenceAt: SentenceAt): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level} dir="auto">${html(block.text)}</h${block.level}>`;
    case 'note':
      return `<p class="note" dir="auto">${escapeHtml(block.text)}</p>`;
    case 'paragraph':
      return `<div class="text" dir="auto">${html(block.text)}${sourceLinks(block.sources, sentenceAt)}</div>`;
    case 'card':
      return [
        `<div class="card"><div class="front" dir="auto">${html(block.front)}</div>`,
        `<div class="back" dir="auto">${html(block.back)}${sourceLinks(block.sources, sentenceAt)}</div></div>`,
      ].join('');
    case 'question':
      return questionHtml(block, sentenceAt);
    case 'passage':
      return passageHtml(block);
    case 'gap':
      return `<p class="gap">Not transcribed: ${clockTime(block.startMs)} to ${clockTime(block.endMs)}</p>`;
  }
}

function bulletHtml(bullet: Extract<Block, { kind: 'bullet' }>, sentenceAt: SentenceAt): string {
  const { label, text, sources } = bullet;
  const parts = [
    ...(label === null ? [] : [`<strong>${html(label)}</strong>`]),
    ...(text === null ? [] : [html(text)]),
  ];
  return `${parts.join(': ')}${sourceLinks(sources, sentenceAt)}`;
}

function questionHtml(question: Extract<Block, { kind: 'question' }>, sentenceAt: SentenceAt): string {
  const { number, prompt, choices, answer, explanation, sources } = question;
  const choiceItems = choices.map(
    (choice, index) =>
      `<li dir="auto"><span class="letter">${choiceLetter(index)}.</span> ${html(choice)}</li>`,
  );
  return [
    '<div class="question">',
    `<div class="prompt" dir="auto"><span class="number">${number}.</span> ${html(prompt)}</div>`,
    ...(choiceItems.length === 0 ? [] : [`<ul class="choices">${choiceItems.join('')}</ul>`]),
    `<div class="answer" dir="auto">Answer: ${html(answer)}${sourceLinks(sources, sentenceAt)}`,
    ...(explanation === null ? [] : [`<div class="explanation">${html(explanation)}</div>`]),
    '</div></div>',
  ].join('');
}

function passageHtml({ speaker, startMs, sentences }: Extract<Block, { kind: 'passage' }>): string {
  const name = speaker === null ? '' : `<strong>${escapeHtml(oneLine(speaker))}:</strong> `;
  const text = sentences.map(
    ({ id, text: said }) => `<span id="${anchorOf(id)}">${escapeHtml(oneLine(said))}</span>`,
  );
  const time = `<span class="time">${clockTime(startMs)}</span>`;
  return `<p class="passage" dir="auto">${time} ${name}${text.join(' ')}</p>`;
}

function html({ kind, value }: DocumentText): string {
  return kind === 'markdown' ? htmlWithMathMl(value) : escapeHtml(oneLine(value));
}

function anchorOf(segmentId: string): string {
  return escapeHtml(segmentId);
}
