import { describe, expect, test } from 'vitest';
import type { GenerationRequest } from '../../../main/pipeline/provider-port.ts';
import { createOpenAiGenerator } from '../../../main/providers/openai-generator.ts';
import type { Fault } from '../../simulator/faults.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { ALWAYS, connectionTo, simulatorFor } from './provider-kit.ts';

const request: GenerationRequest = {
  model: 'gpt-6-luna',
  instructions: 'Summarise the lecture.',
  input: '[s1] Heat flows from hot to cold.\n[s2] Entropy rises.',
  schemaName: 'summary',
  jsonSchema: {
    type: 'object',
    properties: { text: { type: 'string' } },
    required: ['text'],
    additionalProperties: false,
  },
  maxOutputTokens: 2_000,
};

describe('with a server that has /responses', () => {
  test('the text fits the schema and the usage is known', async () => {
    const simulator = await simulatorFor();
    const generator = createOpenAiGenerator(connectionTo(simulator));
    const reading = generator.read(await generator.generate(request, ALWAYS));
    expect(reading.kind).toBe('text');
    expect(reading.kind === 'text' ? JSON.parse(reading.text) : null).toHaveProperty('text');
    expect(reading.usage.inputTokens).toBeGreaterThan(0);
    expect(simulator.ledger.entries[0]?.params).toMatchObject({ store: false, max_output_tokens: 2_000 });
    expect(generator.endpoint()).toBe('responses');
  });

  const readings: readonly (readonly [Fault, string])[] = [
    [{ kind: 'refusal' }, 'refusal'],
    [{ kind: 'incomplete' }, 'incomplete'],
    [{ kind: 'broken-json' }, 'broken'],
  ];
  test.each(readings)('%o is read as %s', async (fault, kind) => {
    const simulator = await simulatorFor();
    simulator.faults.add({ fault });
    const generator = createOpenAiGenerator(connectionTo(simulator));
    expect(generator.read(await generator.generate(request, ALWAYS)).kind).toBe(kind);
  });

  test('an input beyond the context is to be made smaller', async () => {
    const simulator = await simulatorFor();
    simulator.faults.add({ fault: { kind: 'too-long' } });
    const failure = await rejectionOf(
      createOpenAiGenerator(connectionTo(simulator)).generate(request, ALWAYS),
    );
    expect(failure).toMatchObject({ code: 'TOO_LARGE', class: 'replan' });
  });

  test('an unknown model is not taken for a missing endpoint', async () => {
    const simulator = await simulatorFor();
    const generator = createOpenAiGenerator(connectionTo(simulator));
    const failure = await rejectionOf(generator.generate({ ...request, model: 'none' }, ALWAYS));
    expect(failure).toMatchObject({ code: 'MODEL_UNKNOWN', scope: 'provider:responses:none' });
    expect(simulator.ledger.entries).toHaveLength(1);
  });

  test('a schema that breaks the rules is refused for good', async () => {
    const generator = createOpenAiGenerator(connectionTo(await simulatorFor()));
    const jsonSchema = { type: 'object', properties: { text: { type: 'string' } } };
    const failure = await rejectionOf(generator.generate({ ...request, jsonSchema }, ALWAYS));
    expect(failure).toMatchObject({ code: 'REQUEST_REFUSED', class: 'fatal' });
  });
});

describe('with a server that has only /chat/completions', () => {
  test('that is found out once and remembered', async () => {
    const simulator = await simulatorFor({ without: ['responses'] });
    const generator = createOpenAiGenerator(connectionTo(simulator));
    const reading = generator.read(await generator.generate(request, ALWAYS));
    expect(reading.kind).toBe('text');
    expect(reading.usage.outputTokens).toBeGreaterThan(0);
    expect(generator.endpoint()).toBe('chat/completions');
    await generator.generate(request, ALWAYS);
    expect(simulator.ledger.entries.map((entry) => entry.endpoint)).toEqual(['responses', 'chat', 'chat']);
  });

  test('its refusal is read', async () => {
    const simulator = await simulatorFor({ without: ['responses'] });
    simulator.faults.add({ endpoint: 'chat', fault: { kind: 'refusal' } });
    const generator = createOpenAiGenerator(connectionTo(simulator));
    expect(generator.read(await generator.generate(request, ALWAYS)).kind).toBe('refusal');
  });

  test('a server that has neither is told by its address', async () => {
    const simulator = await simulatorFor({ without: ['responses', 'chat'] });
    const generator = createOpenAiGenerator(connectionTo(simulator));
    expect(await rejectionOf(generator.generate(request, ALWAYS))).toMatchObject({
      code: 'ENDPOINT_MISSING',
    });
    expect(generator.endpoint()).toBe('responses');
  });
});
