import type { OpenAI } from 'openai';
import { LecternError } from '../lib/failure.ts';
import type { GenerationRequest, Generator, RawAnswer } from '../pipeline/provider-port.ts';
import { readGeneration } from './generation-reading.ts';
import type { OpenAiConnection, PendingResponse } from './openai-connection.ts';

/**
 * Text by a server that speaks the OpenAI API: `POST /responses`, or `POST /chat/completions` where the first is missing. Which
 * one a host has is found out by the first request and remembered as long as this object lives; a 404 or 405 costs nothing.
 */
export function createOpenAiGenerator(connection: OpenAiConnection): Generator {
  const chatOnly = new Set<string>();
  const send = (
    endpoint: 'responses' | 'chat/completions',
    request: GenerationRequest,
    signal: AbortSignal,
  ) =>
    connection.send(
      { endpoint, model: request.model },
      (client, limited) => starters[endpoint](client, request, limited),
      signal,
    );
  return {
    host: () => connection.host(),
    endpoint: () => (chatOnly.has(connection.host()) ? 'chat/completions' : 'responses'),
    async generate(request, signal) {
      const host = connection.host();
      if (chatOnly.has(host)) return send('chat/completions', request, signal);
      try {
        return await send('responses', request, signal);
      } catch (error) {
        if (!isEndpointMissing(error)) throw error;
        return tryChat(host, () => send('chat/completions', request, signal));
      }
    },
    read: readGeneration,
  };

  async function tryChat(host: string, sendChat: () => Promise<RawAnswer>): Promise<RawAnswer> {
    try {
      const answer = await sendChat();
      chatOnly.add(host);
      return answer;
    } catch (error) {
      if (!isEndpointMissing(error)) chatOnly.add(host);
      throw error;
    }
  }
}

const starters: Readonly<
  Record<
    'responses' | 'chat/completions',
    (client: OpenAI, request: GenerationRequest, signal: AbortSignal) => PendingResponse
  >
> = {
  responses: (client, request, signal) =>
    client.responses.create(
      {
        model: request.model,
        instructions: request.instructions,
        input: request.input,
        max_output_tokens: request.maxOutputTokens,
        // Lectures are not to be kept by the server for later calls.
        store: false,
        text: {
          format: {
            type: 'json_schema',
            name: request.schemaName,
            schema: { ...request.jsonSchema },
            strict: true,
          },
        },
      },
      { signal },
    ),
  'chat/completions': (client, request, signal) =>
    client.chat.completions.create(
      {
        model: request.model,
        messages: [
          { role: 'system', content: request.instructions },
          { role: 'user', content: request.input },
        ],
        max_completion_tokens: request.maxOutputTokens,
        response_format: {
          type: 'json_schema',
          json_schema: { name: request.schemaName, schema: { ...request.jsonSchema }, strict: true },
        },
      },
      { signal },
    ),
};

function isEndpointMissing(error: unknown): boolean {
  return error instanceof LecternError && error.failure.code === 'ENDPOINT_MISSING';
}
