import { escapeHtml } from './model-html.ts';

/** Parts of a page; `body` is safe HTML, the others are plain text. */
export interface PageParts {
  readonly title: string;
  /** Language of the lecture as a BCP 47 tag; null when it is not known. */
  readonly language: string | null;
  readonly body: string;
}

/** Nothing but the styles in the page itself: even a flaw in escaping could neither run nor load anything. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A complete page for screen and paper, in light and dark. */
export function htmlPage({ title, language, body }: PageParts): string {
  const lang = language !== null && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language) ? language : 'und';
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Lectern">
<title>${escapeHtml(title)}</title>
<style>${styles}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

const styles = `
:root { color-scheme: light dark; --ink: #1c1b1a; --muted: #5f5b57; --line: #dedad4; --paper: #fdfcfa; --accent: #8a4b16; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ece8e3; --muted: #a8a29b; --line: #3c3935; --paper: #1b1a18; --accent: #e3a56f; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 3rem 1.25rem 6rem; overflow-wrap: break-word; }
h1 { font-size: 1.9rem; line-height: 1.25; margin: 0 0 .25rem; text-wrap: balance; }
h2 { font-size: 1.35rem; margin: 3rem 0 1rem; padding-bottom: .35rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
ul { margin: .25rem 0; padding-inline-start: 1.35rem; }
li { margin: .3rem 0; }
math { font-size: 1.1em; }
pre, table { overflow-x: auto; display: block; }
th, td { border: 1px solid var(--line); padding: .25rem .6rem; text-align: start; }
.note, .time, .gap, .no-source, .letter, .number { color: var(--muted); }
.time, .no-source { font-size: .85em; font-variant-numeric: tabular-nums; text-decoration: none; }
a.time { color: var(--accent); }
a.time:hover, a.time:focus-visible { text-decoration: underline; }
.card, .question { border: 1px solid var(--line); border-radius: .6rem; padding: .9rem 1.1rem; margin: .75rem 0; }
.front, .prompt { font-weight: 600; }
.back, .answer { margin-top: .5rem; padding-top: .5rem; border-top: 1px dashed var(--line); }
.choices { list-style: none; padding-inline-start: .25rem; }
.explanation { color: var(--muted); }
.passage { margin: .9rem 0; }
.passage span:target { background: color-mix(in srgb, var(--accent) 25%, transparent); }
.gap { border-inline-start: 3px solid var(--accent); padding-inline-start: .75rem; }
@media print {
  :root { --ink: #000; --muted: #444; --line: #bbb; --paper: #fff; --accent: #000; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  h1, h2, h3 { break-after: avoid; }
  li, .card, .question { break-inside: avoid; }
}
`;
