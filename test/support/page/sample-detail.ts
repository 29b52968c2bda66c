import type { ArtifactDetail, LectureDetail } from '../../../preload/contract/commands.ts';
import type { Artifact, Claim, ExamQuestion, OutlineNode } from '../../../preload/contract/artifact.ts';
import type { LectureView } from '../../../preload/contract/lecture.ts';
import type { TranscriptSegment } from '../../../preload/contract/transcript.ts';

const sentences = [
  'So the question is what we can say about a process that is not reversible. We have the first law, that will not help us.',
  'Clausius looked at a cycle, any cycle, and asked for the sum of the heat divided by the temperature at which it crosses the boundary.',
  'And he found that this sum is never positive. It is zero if every step is reversible, and negative otherwise.',
  'That is the Clausius inequality, and everything we call entropy comes out of it.',
  'Let me write it on the board: the cyclic integral of dQ over T is less than or equal to zero.',
  'Now take two paths between the same two states. One of them reversible, one not.',
  'If you close the loop with the reversible one, you get the entropy balance for free.',
  'A question from the back: does this hold if the temperature of the reservoir changes?',
  'Yes, because we only ever need the temperature at the boundary, where the heat passes.',
];

/** A transcript of `amount` sentences over the length of the recording, one of them doubtful. */
export function sampleSegments(amount: number, seconds: number): TranscriptSegment[] {
  const step = seconds / amount;
  return Array.from({ length: amount }, (_, index) => ({
    id: `s${index}`,
    start: Math.round(index * step * 10) / 10,
    end: Math.round((index * step + step * 0.9) * 10) / 10,
    text: sentences[index % sentences.length] ?? '',
    flags: index === 5 ? ['loop' as const] : ['estimated' as const],
  }));
}

function claim(id: string, text: string, ...citations: string[]): Claim {
  return { id, text, citations, grounded: citations.length > 0 };
}

function outlineNode(id: string, title: string, children: readonly OutlineNode[] = []): OutlineNode {
  return {
    id,
    title,
    citations: ['s40'],
    grounded: true,
    points: [
      claim(
        `${id}-p`,
        `What **${title.toLowerCase()}** comes down to: $dS = \\delta Q_{rev} / T$.`,
        's41',
        's52',
      ),
    ],
    children,
  };
}

const question: ExamQuestion = {
  id: 'q1',
  type: 'multiple-choice',
  prompt: 'For a cycle, what does the Clausius inequality say about $\\oint \\frac{\\delta Q}{T}$?',
  choices: [
    'It is always positive.',
    'It is at most zero.',
    'It equals the work done.',
    'It depends on the path only.',
  ],
  correctChoiceIndex: 1,
  answer: 'It is at most zero.',
  explanation: 'Equality holds only when every step is reversible.',
  citations: ['s20', 's21'],
  grounded: true,
};

/** One artifact of every type, formulas and an ungrounded claim among them. */
export const sampleArtifacts: readonly Artifact[] = [
  {
    type: 'summary',
    version: 1,
    content: {
      overview: claim(
        'o',
        'The second law limits which processes can happen. The lecture derives entropy from the Clausius inequality and uses it to rank engines.',
        's18',
      ),
      sections: [
        {
          title: 'From cycles to entropy',
          bullets: [
            claim(
              'b1',
              'For any cycle, $\\oint \\delta Q / T \\le 0$, with equality only when every step is reversible.',
              's20',
            ),
            claim(
              'b2',
              'Entropy is the state function whose change is the reversible heat divided by temperature.',
              's38',
              's41',
            ),
            claim('b3', 'The temperature that counts is the one at the boundary.', 's37'),
          ],
        },
        {
          title: 'What it means for engines',
          bullets: [
            claim(
              'b4',
              'No engine between two reservoirs beats a reversible one:\n\n$$\\eta \\le 1 - \\frac{T_c}{T_h}$$',
              's52',
            ),
            claim('b5', 'Lost work equals the dead-state temperature times the entropy produced.', 's66'),
            claim('b6', 'Real plants reach about 60 % of it. <img src=x onerror=alert(1)>'),
          ],
        },
      ],
    },
  },
  {
    type: 'outline',
    version: 1,
    content: {
      nodes: [
        outlineNode('n1', 'Why the first law is not enough'),
        outlineNode('n2', 'The Clausius inequality', [
          outlineNode('n3', 'Closing the loop'),
          outlineNode('n4', 'Entropy as a state function'),
        ]),
        outlineNode('n5', 'Engines'),
      ],
    },
  },
  {
    type: 'key-terms',
    version: 1,
    content: {
      terms: [
        {
          id: 't1',
          term: 'Entropy',
          definition: 'The state function $S$ with $dS = \\delta Q_{rev}/T$.',
          example: 'Ice melting at 0 °C gains $334\\,\\mathrm{kJ/kg} / 273\\,\\mathrm{K}$.',
          citations: ['s38'],
          grounded: true,
        },
        {
          id: 't2',
          term: 'Reversible process',
          definition: 'A process that can be undone without a trace.',
          example: null,
          citations: ['s22'],
          grounded: true,
        },
        {
          id: 't3',
          term: 'Dead state',
          definition: 'The state in balance with its surroundings.',
          example: null,
          citations: [],
          grounded: false,
        },
      ],
    },
  },
  {
    type: 'flashcards',
    version: 1,
    content: {
      cards: Array.from({ length: 25 }, (_, index) => ({
        id: `c${index}`,
        front: index === 0 ? 'State the Clausius inequality.' : `Question ${index + 1}`,
        back: index === 0 ? '$$\\oint \\frac{\\delta Q}{T} \\le 0$$' : `Answer ${index + 1}`,
        difficulty: 'medium' as const,
        tags: ['entropy'],
        citations: ['s20'],
        grounded: true,
      })),
    },
  },
  {
    type: 'exam-questions',
    version: 1,
    content: {
      questions: [
        question,
        {
          ...question,
          id: 'q2',
          type: 'true-false',
          prompt: 'Entropy of an isolated system can fall.',
          choices: ['True', 'False'],
          answer: 'False',
        },
        {
          ...question,
          id: 'q3',
          type: 'short-answer',
          prompt: 'Why does only the boundary temperature count?',
          choices: [],
          correctChoiceIndex: null,
          answer: 'Because heat crosses there.',
        },
        {
          ...question,
          id: 'q4',
          type: 'essay',
          prompt: 'Discuss the limits of real engines.',
          choices: [],
          correctChoiceIndex: null,
          answer: 'Name irreversibilities, compare with Carnot.',
          citations: [],
          grounded: false,
        },
      ],
    },
  },
];

/** All the lecture page shows, for a view. */
export function sampleDetail(view: LectureView, segmentAmount = 300): LectureDetail {
  const seconds = view.durationSeconds ?? 6423;
  const hasTranscript = view.stages[1]?.status === 'completed' || view.stages[1]?.status === 'skipped';
  const hasMaterial = view.stages[2]?.status === 'completed';
  const artifacts = hasMaterial ? sampleArtifacts : [];
  return {
    view,
    document: {
      id: view.id,
      title: view.title,
      course: 'Thermodynamics I',
      status: view.status,
      durationSeconds: view.durationSeconds,
      jobs: [],
      transcript: hasTranscript
        ? {
            version: 1,
            language: 'en',
            coverage: 0.9964,
            gaps:
              view.firstGapAt === null
                ? []
                : [{ start: view.firstGapAt, end: view.firstGapAt + view.missingSeconds }],
            segments: sampleSegments(segmentAmount, seconds).filter(
              (segment) =>
                view.firstGapAt === null ||
                segment.end < view.firstGapAt ||
                segment.start > view.firstGapAt + view.missingSeconds,
            ),
          }
        : null,
      artifacts: [...artifacts],
      exports: [],
      cost: view.cost,
    },
    artifacts: artifacts.map((artifact): ArtifactDetail => ({
      artifact,
      createdAt: view.createdAt,
      model: 'gpt-6-luna',
      presetId: view.presetId,
      promptVersion: '1',
      language: 'en',
      transcriptVersion: 1,
      coverage: 1,
      usedFallback: false,
    })),
    speech: [
      { start: 0, end: 1200 },
      { start: 1230, end: seconds },
    ],
    hasAudio: view.source !== 'transcript',
  };
}
