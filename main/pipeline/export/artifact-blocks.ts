import type {
  Claim,
  ExamQuestions,
  Flashcards,
  KeyTerms,
  Outline,
  OutlineNode,
  Summary,
} from '../../../preload/contract/artifact.ts';
import { markdown, plain, type Block, type Sources } from './blocks.ts';
import { citedStartsMs, type CitedArtifact } from './export-source.ts';

type SourcesOf = (item: { readonly citations: readonly string[]; readonly grounded: boolean }) => Sources;

/** The blocks of one artifact, under a heading with its name. */
export function artifactBlocks(cited: CitedArtifact): readonly Block[] {
  const { artifact } = cited;
  const sourcesOf: SourcesOf = ({ citations, grounded }) => ({
    startsMs: citedStartsMs(cited, citations),
    grounded,
  });
  switch (artifact.type) {
    case 'summary':
      return [heading('Summary'), ...summaryBlocks(artifact.content, sourcesOf)];
    case 'outline':
      return [heading('Outline'), ...outlineBlocks(artifact.content, sourcesOf)];
    case 'key-terms':
      return [heading('Key terms'), ...keyTermBlocks(artifact.content, sourcesOf)];
    case 'flashcards':
      return [heading('Flashcards'), ...cardBlocks(artifact.content, sourcesOf)];
    case 'exam-questions':
      return [heading('Exam questions'), ...questionBlocks(artifact.content, sourcesOf)];
  }
}

function heading(name: string): Block {
  return { kind: 'heading', level: 2, text: plain(name) };
}

function summaryBlocks({ overview, sections }: Summary, sourcesOf: SourcesOf): Block[] {
  return [
    { kind: 'paragraph', text: markdown(overview.text), sources: sourcesOf(overview) },
    ...sections.flatMap(({ title, bullets }): Block[] => [
      { kind: 'heading', level: 3, text: markdown(title) },
      ...bullets.map((bullet) => point(bullet, 0, sourcesOf)),
    ]),
  ];
}

function outlineBlocks({ nodes }: Outline, sourcesOf: SourcesOf): Block[] {
  const ofNode = (node: OutlineNode, depth: number): Block[] => [
    { kind: 'bullet', depth, label: markdown(node.title), text: null, sources: sourcesOf(node) },
    ...node.points.map((one) => point(one, depth + 1, sourcesOf)),
    ...node.children.flatMap((child) => ofNode(child, depth + 1)),
  ];
  return nodes.flatMap((node) => ofNode(node, 0));
}

function keyTermBlocks({ terms }: KeyTerms, sourcesOf: SourcesOf): Block[] {
  return terms.flatMap((term): Block[] => {
    const { definition, example } = term;
    const sources = sourcesOf(term);
    const named: Block = {
      ...{ kind: 'bullet', depth: 0, label: markdown(term.term) },
      ...{ text: markdown(definition), sources },
    };
    if (example === null) return [named];
    const noSources = { startsMs: [], grounded: true };
    const shown: Block = {
      ...{ kind: 'bullet', depth: 1, label: plain('Example') },
      ...{ text: markdown(example), sources: noSources },
    };
    return [named, shown];
  });
}

function cardBlocks({ cards }: Flashcards, sourcesOf: SourcesOf): Block[] {
  return cards.map((card) => ({
    kind: 'card',
    front: markdown(card.front),
    back: markdown(card.back),
    sources: sourcesOf(card),
  }));
}

function questionBlocks({ questions }: ExamQuestions, sourcesOf: SourcesOf): Block[] {
  return questions.map((question, index) => {
    const { answer, choices, correctChoiceIndex, explanation } = question;
    const letter = correctChoiceIndex === null ? '' : `${choiceLetter(correctChoiceIndex)}. `;
    return {
      kind: 'question',
      number: index + 1,
      prompt: markdown(question.prompt),
      choices: choices.map(markdown),
      answer: markdown(`${letter}${answer}`),
      explanation: explanation === null ? null : markdown(explanation),
      sources: sourcesOf(question),
    };
  });
}

/** A, B, C … for the place of a choice. */
export function choiceLetter(index: number): string {
  return String.fromCodePoint(65 + index);
}

function point(claim: Claim, depth: number, sourcesOf: SourcesOf): Block {
  return { kind: 'bullet', depth, label: null, text: markdown(claim.text), sources: sourcesOf(claim) };
}
