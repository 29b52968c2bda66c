import type { DocumentText } from './blocks.ts';
import { plainText, textParts, type TextPart } from './marked-text.ts';

/**
 * Text as Markdown. Plain text is escaped whole; a model's Markdown keeps its marks and its formulas, but what a viewer could
 * bring to life (HTML, links, images) becomes text.
 */
export function markdownText(text: DocumentText): string {
  const value = plainText(text.value).trim();
  if (text.kind === 'plain') return withoutTags(value.replaceAll(/[\\`*_$~]|&(?=[#\w])/g, '\\$&'));
  return textParts(value).map(harmless).join('');
}

/** The same in one line, for headings and list items without inner lines. */
export function markdownLine(text: DocumentText): string {
  return markdownText(text).replaceAll(/\s*\n\s*/g, ' ');
}

/**
 * Tags and links are dead in all three kinds of parts, whatever a viewer takes for code or formulas: by a space in code and formulas,
 * where an entity would be seen and a space means nothing to LaTeX.
 */
function harmless({ kind, text }: TextPart): string {
  if (kind === 'text') return withoutTags(text);
  return text.replaceAll(/<(?=[A-Za-z/!?])/g, '< ').replaceAll(/\](?=[([:])/g, '] ');
}

/** By entities, which can never be markup; a backslash could be taken for the end of an address before it. */
function withoutTags(text: string): string {
  return text
    .replaceAll(/(?<!\\)((?:\\\\)*)\\?<(?=[A-Za-z/!?])/g, '$1&lt;')
    .replaceAll(/(?<!\\)((?:\\\\)*)\\?\](?=[([:])/g, '$1&#93;');
}
