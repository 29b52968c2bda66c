import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { zodTextFormat } from 'openai/helpers/zod';
import { refusalOf, useSimulator } from './simulator-client.ts';

const bench = useSimulator();

const TRANSCRIPT = Array.from(
  { length: 40 },
  (_, index) =>
    `[s${index + 1}] (00:${String(index).padStart(2, '0')}) Sentence ${index + 1} says that heat moves. It goes on.`,
).join('\n');

const deck = z.object({
  title: z.string(),
  cards: z
    .array(
      z.object({
        front: z.string(),
        back: z.string(),
        difficulty: z.enum(['easy', 'medium', 'hard']),
        tags: z.array(z.string()),
        citations: z.array(z.string()),
        note: z.string().nullable(),
      }),
    )
    .min(5)
    .max(8),
});

describe('an answer under a schema', () => {
  it('is valid, made of the transcript and cites what it says', async () => {
    const { client } = bench();
    const format = zodTextFormat(deck, 'flashcards');
    const response = await client.responses.parse({
      model: 'gpt-6-luna',
      input: TRANSCRIPT,
      text: { format },
    });
    const cards = response.output_parsed?.cards ?? [];
    expect(cards.length).toBeGreaterThanOrEqual(5);
    expect(cards.length).toBeLessThanOrEqual(8);
    for (const card of cards) {
      const [cited = ''] = card.citations;
      expect(TRANSCRIPT).toContain(`[${cited}]`);
      expect(card.back).toMatch(new RegExp(`Sentence ${cited.slice(1)} `));
    }
    const numbers = cards.map((card) => Number(card.citations[0]?.slice(1)));
    expect(Math.min(...numbers)).toBeLessThan(5);
    expect(Math.max(...numbers)).toBeGreaterThan(30);
  });

  it('carries a formula', async () => {
    const { client } = bench();
    const format = zodTextFormat(deck, 'flashcards');
    const response = await client.responses.create({
      model: 'gpt-6-luna',
      input: TRANSCRIPT,
      text: { format },
    });
    expect(response.output_text).toContain(String.raw`$\\Delta S = \\oint dQ/T$`);
  });

  it('keeps choices, index and answer of a question together', async () => {
    const { client } = bench();
    const question = z.object({
      prompt: z.string(),
      type: z.enum(['multiple-choice', 'short-answer', 'essay', 'true-false']),
      choices: z.array(z.string()).nullable(),
      correctChoiceIndex: z.int().nullable(),
      answer: z.string(),
    });
    const format = zodTextFormat(z.object({ questions: z.array(question).min(8).max(8) }), 'questions');
    const response = await client.responses.parse({
      model: 'gpt-6-luna',
      input: TRANSCRIPT,
      text: { format },
    });
    const questions = response.output_parsed?.questions ?? [];
    expect(new Set(questions.map(({ type }) => type)).size).toBe(4);
    for (const { type, choices, correctChoiceIndex, answer } of questions) {
      const hasChoices = type === 'multiple-choice' || type === 'true-false';
      expect(choices !== null).toBe(hasChoices);
      if (hasChoices) expect(choices?.[correctChoiceIndex ?? -1]).toBe(answer);
      else expect(correctChoiceIndex).toBeNull();
    }
  });

  it('keeps to a number of words that a description asks for', async () => {
    const { client } = bench();
    const claims = z.array(
      z.object({ text: z.string().describe('Markdown, at most 9 words'), order: z.int() }),
    );
    const format = zodTextFormat(z.object({ claims }), 'claims');
    const response = await client.responses.parse({
      model: 'gpt-6-luna',
      input: TRANSCRIPT,
      text: { format },
    });
    const counts = response.output_parsed?.claims.map(({ text }) => text.split(/\s+/).length) ?? [];
    expect(Math.max(...counts)).toBe(9);
    expect(response.output_text).toContain(String.raw`\\oint dQ/T$`);
  });

  it('ends a recursive schema', async () => {
    const { client } = bench();
    const node = z.object({
      title: z.string(),
      get children() {
        return z.array(node);
      },
    });
    const format = zodTextFormat(z.object({ outline: z.array(node).min(1) }), 'outline');
    const response = await client.responses.parse({
      model: 'gpt-6-luna',
      input: TRANSCRIPT,
      text: { format },
    });
    expect(response.output_parsed?.outline[0]?.children[0]?.title).toContain('Sentence');
  });

  it('finds ids in citation lists when the input is no transcript', async () => {
    const { client } = bench();
    const input = JSON.stringify({
      sections: [{ bullets: ['Heat moves.', 'Work is done.'], citations: ['s4', 's9'] }],
    });
    const format = zodTextFormat(deck, 'flashcards');
    const response = await client.responses.parse({ model: 'gpt-6-luna', input, text: { format } });
    for (const card of response.output_parsed?.cards ?? []) expect(['s4', 's9']).toContain(card.citations[0]);
  });

  it('comes from chat completions too', async () => {
    const { client } = bench();
    const completion = await client.chat.completions.create({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: TRANSCRIPT }],
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'deck', strict: true, schema: { ...zodTextFormat(deck, 'deck').schema } },
      },
    });
    expect(deck.parse(JSON.parse(completion.choices[0]?.message.content ?? '')).cards.length).toBeGreaterThan(
      4,
    );
    expect(completion.usage?.total_tokens).toBeGreaterThan(500);
  });
});

describe('limits', () => {
  it('refuses input over the context of the model', async () => {
    const { client, simulator } = bench();
    simulator.models.set({ id: 'small', contextTokens: 100 });
    const request = { model: 'small', input: TRANSCRIPT };
    expect(await refusalOf(client.responses.create(request))).toMatchObject({
      status: 400,
      code: 'context_length_exceeded',
    });
    const messages = [{ role: 'user' as const, content: TRANSCRIPT }];
    const chat = client.chat.completions.create({ model: 'small', messages });
    expect(await refusalOf(chat)).toMatchObject({ status: 400, code: 'context_length_exceeded' });
  });

  it('cuts the answer at max_output_tokens and says so', async () => {
    const { client } = bench();
    const response = await client.responses.create({
      model: 'gpt-6-luna',
      input: TRANSCRIPT,
      max_output_tokens: 16,
    });
    expect(response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      usage: { output_tokens: 16 },
    });
    const messages = [{ role: 'user' as const, content: TRANSCRIPT }];
    const chat = await client.chat.completions.create({
      model: 'gpt-6-luna',
      messages,
      max_completion_tokens: 16,
    });
    expect(chat.choices[0]?.finish_reason).toBe('length');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an unknown parameter', { colour: 'red' }, 'colour'],
    ['an unknown text parameter', { text: { colour: 'red' } }, 'text.colour'],
    ['an unknown reasoning effort', { reasoning: { effort: 'heroic' } }, 'reasoning.effort'],
    ['a temperature for a reasoning model', { temperature: 0.2 }, 'temperature'],
    ['less than 16 tokens of output', { max_output_tokens: 4 }, 'max_output_tokens'],
    ['no input', { input: [] }, 'input'],
    [
      'a part of another kind',
      { input: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] },
      'input[0].content',
    ],
    ['a role that is none', { input: [{ role: 'teacher', content: 'Hi' }] }, 'input[0]'],
    ['chat’s name for the format', { response_format: { type: 'json_object' } }, 'response_format'],
    ['a json_object without the word', { text: { format: { type: 'json_object' } } }, 'input'],
    [
      'a schema without a name',
      { text: { format: { type: 'json_schema', schema: {} } } },
      'text.format.name',
    ],
  ])('refuses %s', async (_what, fields, param) => {
    const { simulator } = bench();
    const response = await fetch(`${simulator.url}/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${simulator.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-6-luna', input: 'Heat', ...fields }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param, type: 'invalid_request_error' } });
  });

  it('refuses max_tokens for a reasoning model in chat, and takes it for an older one', async () => {
    const { client } = bench();
    const messages = [{ role: 'user' as const, content: 'Heat moves.' }];
    const modern = client.chat.completions.create({ model: 'gpt-6-luna', messages, max_tokens: 20 });
    expect(await refusalOf(modern)).toMatchObject({ status: 400, param: 'max_tokens' });
    const older = await client.chat.completions.create({
      model: 'gpt-4o',
      messages,
      max_tokens: 20,
      temperature: 0,
    });
    expect(older.choices[0]?.message.content).toBe('Heat moves.');
  });

  it('does not know an absent model, and no text from a transcription model', async () => {
    const { client } = bench();
    const absent = client.responses.create({ model: 'gpt-nothing', input: 'Heat' });
    expect(await refusalOf(absent)).toMatchObject({ status: 404, code: 'model_not_found' });
    expect(await refusalOf(client.responses.create({ model: 'whisper-1', input: 'Heat' }))).toMatchObject({
      status: 404,
    });
  });

  it('refuses a body that is no JSON', async () => {
    const { simulator } = bench();
    const headers = { authorization: `Bearer ${simulator.apiKey}` };
    const response = await fetch(`${simulator.url}/responses`, {
      method: 'POST',
      headers,
      body: '{"model":',
    });
    expect(response.status).toBe(400);
  });
});
