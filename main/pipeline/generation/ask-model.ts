import { expectedOutputTokens } from '../cost/expected-tokens.ts';
import { priceOf } from '../cost/price-of.ts';
import { callKey, payFor, sha256, type PaidAnswer } from '../paid-call.ts';
import type { GenerationReading, GenerationRequest } from '../provider-port.ts';
import type { Assignment, GenerationDependencies } from './assignment.ts';
import { isRefusal, unusableAnswer } from './generation-failures.ts';
import type { ArtifactContent, Reading } from './recipes/recipe.ts';
import { quoteLastAnswer, repairInstructions } from './request-text.ts';

/** One thing asked of the model: its request and how the answer is read. */
export interface Question {
  readonly instructions: string;
  readonly input: string;
  readonly reading: Reading;
  /** Share of the whole artifact this answer is expected to be, 0 to 1; for the estimate of its cost. */
  readonly share: number;
}

/** A usable answer, with every paid call on the way to it, in order. */
export interface Asked {
  readonly content: ArtifactContent;
  readonly calls: readonly PaidAnswer[];
}

interface Round {
  readonly index: number;
  readonly complaints: readonly string[];
  readonly lastAnswer: string;
}

interface Judged {
  readonly content: ArtifactContent | null;
  readonly complaints: readonly string[];
  readonly text: string;
}

/**
 * Asks until an answer can be used: once, and once more with the list of what was wrong. An answer that can be used but has faults is
 * repaired too, and kept if the repair comes to nothing. Rounds that were paid before are read again for nothing; when all of
 * them were bad, a person has asked for another try and gets a fresh pair.
 * Throws `GENERATION_REFUSED`, `GENERATION_INCOMPLETE` or `GENERATION_INVALID` (fatal), and what `payFor` throws.
 */
export async function askModel(
  dependencies: GenerationDependencies,
  assignment: Assignment,
  question: Question,
): Promise<Asked> {
  const calls: PaidAnswer[] = [];
  let best: ArtifactContent | null = null;
  let round: Round = { index: 0, complaints: [], lastAnswer: '' };
  for (;;) {
    const answer = await ask(dependencies, assignment, { question, round });
    calls.push(answer);
    const reading = dependencies.generator.read(answer);
    const judged = judge(reading, assignment, question.reading);
    best = judged.content ?? best;
    const isRepair = round.index % 2 === 1;
    const isGood = judged.content !== null && judged.complaints.length === 0;
    if (best !== null && (isGood || isRepair)) return { content: best, calls };
    if (isRepair && !answer.reused) throw unusableAnswer(reading);
    round = isRepair
      ? { index: round.index + 1, complaints: [], lastAnswer: '' }
      : { index: round.index + 1, complaints: judged.complaints, lastAnswer: judged.text };
  }
}

async function ask(
  { ledger, generator, prices }: GenerationDependencies,
  assignment: Assignment,
  { question, round }: { question: Question; round: Round },
): Promise<PaidAnswer> {
  const { type, preset, mainModel } = assignment;
  const byMain = requestFor(assignment, question, round);
  // While a fallback takes over, what the main model has answered before stays paid and is used.
  const isAnswered = ledger.answered(keyOf(assignment, byMain, round)) !== null;
  const model = isAnswered ? mainModel : assignment.model;
  const request = { ...byMain, model };
  const text = `${request.instructions}\n\n${request.input}\n\n${JSON.stringify(request.jsonSchema)}`;
  const outputTokens = Math.ceil(expectedOutputTokens(type, preset) * question.share);
  return payFor({
    ledger,
    intent: {
      key: keyOf(assignment, request, round),
      lectureId: assignment.lecture.id,
      taskId: assignment.taskId,
      stage: 'generation',
      endpoint: generator.endpoint(),
      host: generator.host(),
      model,
      bytes: Buffer.byteLength(text),
      estimateMicroUsd: priceOf(prices(), model, {
        audioMs: null,
        inputTokens: assignment.countTokens(text),
        outputTokens,
      }),
      audioMs: null,
    },
    signal: assignment.signal,
    send: (signal) => generator.generate(request, signal),
    readUsage: (answer) => generator.read(answer).usage,
    price: (usage) => priceOf(prices(), model, usage),
  });
}

/** The request as it goes to the main model. */
function requestFor(assignment: Assignment, question: Question, round: Round): GenerationRequest {
  const { recipe, prompts, mainModel, maxOutputTokens } = assignment;
  const isRepair = round.complaints.length > 0;
  return {
    model: mainModel,
    instructions: isRepair
      ? repairInstructions(question.instructions, prompts, round.complaints)
      : question.instructions,
    input: isRepair ? quoteLastAnswer(question.input, round.lastAnswer) : question.input,
    schemaName: recipe.type,
    jsonSchema: recipe.jsonSchema(question.reading.limits),
    maxOutputTokens,
  };
}

/**
 * The same text sent to the same model in the same round is the same work, whichever lecture or job asks for it. How much output it may take
 * at most is left out: it follows from the model that writes and does not change what is asked.
 */
function keyOf(assignment: Assignment, request: GenerationRequest, round: Round): string {
  const { model, instructions, input, schemaName, jsonSchema } = request;
  return callKey({
    contentSha256: sha256(input),
    model,
    params: { instructions, schemaName, jsonSchema, round: round.index },
    generation: assignment.generation,
  });
}

function judge(reading: GenerationReading, assignment: Assignment, how: Reading): Judged {
  const unusable = (complaint: string, text = ''): Judged => ({
    content: null,
    complaints: [complaint],
    text,
  });
  if (isRefusal(reading)) return unusable('It was a refusal, not an answer.');
  switch (reading.kind) {
    case 'incomplete':
      return unusable('It was cut off before its end. Be shorter.');
    case 'text': {
      const parsed = parseJson(reading.text);
      if (parsed === undefined) return unusable('It was not JSON of the given schema.', reading.text);
      return { ...assignment.recipe.read(parsed, how), text: reading.text };
    }
    default:
      return unusable('It could not be read.');
  }
}

/** JSON, also in the code fence some servers put around it; undefined when it is none. */
function parseJson(text: string): unknown {
  const bare = text.trim().replace(/^```(?:json)?\s*\n([\s\S]*)\n```$/, '$1');
  try {
    return JSON.parse(bare);
  } catch {
    return undefined;
  }
}
