import { z } from 'zod';
import type { GenerationReading, RawAnswer, Usage } from '../pipeline/provider-port.ts';

const tokens = z.number().int().nonnegative().nullish();
const responsesUsage = z.object({ input_tokens: tokens, output_tokens: tokens }).nullish();
const chatUsage = z.object({ prompt_tokens: tokens, completion_tokens: tokens }).nullish();

const contentPart = z.object({ type: z.string(), text: z.string().nullish(), refusal: z.string().nullish() });
const responsesSchema = z.object({
  status: z.string().nullish(),
  error: z.object({ code: z.string().nullish() }).nullish(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  output: z.array(z.object({ type: z.string(), content: z.array(contentPart).nullish() })),
  usage: responsesUsage.catch(null),
});

const chatSchema = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: chatUsage.catch(null),
});

/** What both shapes come down to; `end` names why the answer stopped early, null when it did not. */
interface AnswerParts {
  readonly text: string;
  readonly refusal: string | null;
  readonly end: string | null;
  readonly usage: Usage;
}

/** Understands an answer of `/responses` or `/chat/completions`, told apart by their shape. Pure; throws nothing. */
export function readGeneration(answer: RawAnswer): GenerationReading {
  const body = parse(answer.body);
  const responses = responsesSchema.safeParse(body);
  if (responses.success) return readResponses(responses.data);
  const chat = chatSchema.safeParse(body);
  if (chat.success) return readChat(chat.data);
  return { kind: 'broken', reason: 'The answer is not JSON of a known shape.', usage: usageOf(null, null) };
}

function readResponses(body: z.infer<typeof responsesSchema>): GenerationReading {
  const parts = body.output.flatMap((item) => (item.type === 'message' ? (item.content ?? []) : []));
  return judge({
    text: parts.map((part) => (part.type === 'output_text' ? (part.text ?? '') : '')).join(''),
    refusal: parts.find((part) => part.type === 'refusal')?.refusal ?? null,
    end: endOfResponses(body),
    usage: usageOf(body.usage?.input_tokens, body.usage?.output_tokens),
  });
}

function endOfResponses(body: z.infer<typeof responsesSchema>): string | null {
  if (body.status === 'failed') return body.error?.code ?? 'failed';
  return body.status === 'incomplete' ? (body.incomplete_details?.reason ?? 'incomplete') : null;
}

function readChat(body: z.infer<typeof chatSchema>): GenerationReading {
  const [choice] = body.choices;
  const reason = choice?.finish_reason ?? 'stop';
  return judge({
    text: choice?.message.content ?? '',
    refusal: choice?.message.refusal ?? null,
    end: reason === 'stop' ? null : reason,
    usage: usageOf(body.usage?.prompt_tokens, body.usage?.completion_tokens),
  });
}

/** A refusal goes before everything; a filter that stepped in is one too. */
function judge({ text, refusal, end, usage }: AnswerParts): GenerationReading {
  if (refusal !== null && refusal !== '') return { kind: 'refusal', reason: refusal, usage };
  if (end === 'content_filter') return { kind: 'refusal', reason: end, usage };
  if (end !== null) return { kind: 'incomplete', text, reason: end, usage };
  if (text.trim() === '') return { kind: 'broken', reason: 'The answer has no text.', usage };
  return { kind: 'text', text, usage };
}

function usageOf(inputTokens: number | null | undefined, outputTokens: number | null | undefined): Usage {
  return { audioMs: null, inputTokens: inputTokens ?? null, outputTokens: outputTokens ?? null };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
