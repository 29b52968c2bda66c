import type { ExportFormat } from '../../../preload/contract/export.ts';
import { nothingToExport } from './export-failures.ts';
import type { ExportSource } from './export-source.ts';
import { renderAnkiCsv } from './render-csv.ts';
import { renderHtml } from './render-html.ts';
import { renderJson } from './render-json.ts';
import { renderMarkdown } from './render-markdown.ts';
import { renderSrt, renderVtt } from './render-subtitles.ts';
import { renderText } from './render-text.ts';

/** One renderer per format; each is a pure function. */
const renderers: Readonly<Record<ExportFormat, (source: ExportSource) => string>> = {
  md: renderMarkdown,
  txt: renderText,
  json: renderJson,
  srt: renderSrt,
  vtt: renderVtt,
  csv: renderAnkiCsv,
  html: renderHtml,
};

/** The bytes of an export, UTF-8 without a byte order mark. Throws `EXPORT_EMPTY` when the lecture has nothing this format could hold. */
export function renderExport(format: ExportFormat, source: ExportSource): Buffer {
  if (source.transcript === null && source.artifacts.length === 0) {
    throw nothingToExport('transcript or material yet');
  }
  return Buffer.from(renderers[format](source), 'utf8');
}
