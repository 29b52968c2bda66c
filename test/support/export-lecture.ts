import type { Artifact, OutlineNode } from '../../preload/contract/artifact.ts';
import type { CitedArtifact, ExportSource } from '../../main/pipeline/export/export-source.ts';
import type { Segment, TranscriptVersion } from '../../main/pipeline/rows-port.ts';

/** A segment of given times and text. */
export function segmentOf(
  id: string,
  [startMs, endMs]: readonly [number, number],
  text: string,
  speaker?: string,
): Segment {
  const segment = { id, startMs, endMs, text, flags: [] };
  return speaker === undefined ? segment : { ...segment, speaker };
}

/** A transcript of these segments. */
export function transcriptOf(
  segments: readonly Segment[],
  change: Partial<TranscriptVersion> = {},
): TranscriptVersion {
  return { lectureId: 'l1', version: 1, language: 'en', coverage: 1, gaps: [], segments, ...change };
}

/** What is exported from these parts. */
export function sourceOf(
  artifacts: readonly Artifact[],
  transcript: TranscriptVersion | null,
  change: Partial<ExportSource> = {},
): ExportSource {
  const startsMs = new Map((transcript?.segments ?? []).map(({ id, startMs }) => [id, startMs]));
  return {
    lecture: {
      ...{ id: 'l1', title: 'Heat & entropy', durationMs: 3_725_000, createdAt: Date.UTC(2026, 10, 23, 12) },
      choice: {
        ...{ presetId: 'exam-mode', transcriptionLanguage: null, generationLanguage: null },
        ...{ transcriptionModel: null, generationModel: null, formats: [] },
      },
    },
    courseTitle: 'Physics I',
    transcript,
    artifacts: artifacts.map((artifact): CitedArtifact => ({ artifact, startsMs })),
    ...change,
  };
}

/** A statement that cites these segments. */
export function claimOf(text: string, citations: readonly string[] = ['s1']) {
  return { id: `c-${text.length}`, citations: [...citations], grounded: citations.length > 0, text };
}

/** An outline in which each title lies in the one before it. */
export function nestedOutline([title = '', ...inner]: readonly string[]): OutlineNode {
  const children = inner.length === 0 ? [] : [nestedOutline(inner)];
  return { id: title, citations: [], grounded: true, title, points: [], children };
}

/** One artifact of each type in which `text` stands in every field that takes text. */
export function artifactsSaying(text: string): readonly Artifact[] {
  const claim = claimOf(text);
  const item = { id: 'i1', citations: ['s1'], grounded: true };
  const node = { ...item, title: text, points: [claim], children: [] };
  const question = { ...item, prompt: text, answer: text, explanation: text };
  return [
    {
      ...{ type: 'summary', version: 1 },
      content: { overview: claim, sections: [{ title: text, bullets: [claim] }] },
    },
    { type: 'outline', version: 1, content: { nodes: [{ ...node, children: [node] }] } },
    {
      ...{ type: 'key-terms', version: 1 },
      content: { terms: [{ ...item, term: text, definition: text, example: text }] },
    },
    {
      ...{ type: 'flashcards', version: 1 },
      content: { cards: [{ ...item, front: text, back: text, difficulty: 'easy', tags: [text] }] },
    },
    {
      ...{ type: 'exam-questions', version: 1 },
      content: {
        questions: [
          {
            ...question,
            ...{ type: 'multiple-choice', choices: [text, 'b', 'c'], correctChoiceIndex: 0 },
          },
          { ...question, type: 'essay', choices: [], correctChoiceIndex: null },
        ],
      },
    },
  ];
}

/** Model text and speech that try to become live HTML, links, formulas or commands. */
export const hostileTexts: readonly string[] = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '[x](javascript:alert(1))',
  '[x](https://example.org/track "t")',
  '![x](https://example.org/pixel.png)',
  '[x][y]\n\n[y]: javascript:alert(1)',
  '<javascript:alert(1)>',
  '<https://example.org/auto>',
  '"><script>alert(1)</script>',
  '</title></style></textarea><script>alert(1)</script>',
  '`</code><script>alert(1)</script>`',
  '$a`$ `<script>alert(1)</script>`',
  '$<script>alert(1)</script>$',
  '\\<script>alert(1)</script>',
  '\\\\<script>alert(1)</script>',
  '$\\href{javascript:alert(1)}{x}$',
  '$\\includegraphics{https://example.org/x.png}$',
  '$\\html{<script>alert(1)</script>}$',
  '```html\n<script>alert(1)</script>\n```',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<math><mtext></mtext><script>alert(1)</script></math>',
  '<!--><script>alert(1)</script>-->',
  '<style>@import url(https://example.org)</style>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3',
  '@SUM(A1:A9)',
  '\t=1+1',
  '＝1+1',
  '{\\an8}{\\pos(0,0)}--> 00:00:01,000',
  'a\u202Egpj.exe\u0000\u0007b',
];

/** Texts of many scripts and with formulas that must come out whole. */
export const manyScripts: readonly string[] = [
  'Η εντροπία αυξάνεται πάντα.',
  'الإنتروبيا تزداد دائما في النظام المعزول.',
  '熵在孤立系统中永远不会减少。',
  'Энтропия не убывает.',
  'एन्ट्रॉपी बढ़ती है।',
  'Family 👩‍👩‍👧 and flag 🇬🇷 and naïve café.',
];

/** LaTeX as it stands in model text, without the signs around it. */
export const formulas: readonly string[] = [
  String.raw`\Delta S \geq \int \frac{\delta Q}{T}`,
  String.raw`\eta = 1 - \frac{T_c}{T_h}`,
  String.raw`\sum_{i=1}^{n} p_i \ln p_i`,
  String.raw`x < y \land y > z`,
  String.raw`\begin{pmatrix} a & b \\ c & d \end{pmatrix}`,
];
