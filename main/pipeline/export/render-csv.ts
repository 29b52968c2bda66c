import { createHash } from 'node:crypto';
import { stringify } from 'csv-stringify/sync';
import type { Flashcards } from '../../../preload/contract/artifact.ts';
import { nothingToExport } from './export-failures.ts';
import { citedStartsMs, type CitedArtifact, type ExportSource } from './export-source.ts';
import { oneLine } from './marked-text.ts';
import { escapeHtml, htmlWithTex } from './model-html.ts';
import { citationMarks } from './times.ts';

type Card = Flashcards['cards'][number];

/**
 * The flashcards for Anki (manual, "Text Files": file headers, GUID column, tags column). A card keeps its id, so that a later file
 * updates it instead of adding it twice. Throws `EXPORT_EMPTY`.
 */
export function renderAnkiCsv(source: ExportSource): string {
  const rows = source.artifacts.flatMap((cited) => {
    const { artifact } = cited;
    if (artifact.type !== 'flashcards') return [];
    return artifact.content.cards.map((card) => rowOf(card, cited, source.lecture.id));
  });
  if (rows.length === 0) throw nothingToExport('flashcards');
  return `${headers(source).join('\n')}\n${stringify(rows, { escape_formulas: true })}`;
}

function headers(source: ExportSource): readonly string[] {
  return [
    '#separator:Comma',
    '#html:true',
    `#deck:${[source.courseTitle ?? 'Lectern', source.lecture.title].map(deckName).join('::')}`,
    '#columns:GUID,Front,Back,Tags',
    '#guid column:1',
    '#tags column:4',
  ];
}

function rowOf(card: Card, cited: CitedArtifact, lectureId: string): readonly string[] {
  const times = citationMarks(citedStartsMs(cited, card.citations)).trim();
  const sources = card.grounded ? times : 'No source in the recording';
  const footer = sources === '' ? '' : `<br><small>${escapeHtml(sources)}</small>`;
  const tags = [...card.tags, `difficulty-${card.difficulty}`, ...(card.grounded ? [] : ['no-source'])];
  return [
    noteId(lectureId, card.id),
    cell(htmlWithTex(card.front)),
    cell(`${htmlWithTex(card.back)}${footer}`),
    [...new Set(tags.map(tagName))].filter((tag) => tag !== '').join(' '),
  ];
}

/** The same card of the same lecture is the same note, whatever version it comes from. Begins with a letter. */
function noteId(lectureId: string, cardId: string): string {
  return `l${createHash('sha256').update(`${lectureId}\n${cardId}`).digest('hex').slice(0, 19)}`;
}

/**
 * A field as HTML in one line. What a spreadsheet would run as a formula (OWASP, "CSV Injection") is put into a `<span>`, which Anki
 * does not show, so that the card itself stays as it is.
 */
function cell(html: string): string {
  const line = html.replaceAll(/\n+/g, ' ');
  return /^[=+\-@\t\r＝＋－＠|%]/.test(line) ? `<span>${line}</span>` : line;
}

/** Anki divides tags at spaces, and `::` would make levels of them. */
function tagName(tag: string): string {
  return oneLine(tag)
    .replaceAll(/[\s"'<>&,]+/g, '-')
    .replaceAll('::', '-')
    .replaceAll(/^[=+\-@＝＋－＠|%#]+|-+$/g, '');
}

function deckName(title: string): string {
  return oneLine(title).replaceAll('::', ': ').replaceAll('"', '');
}
