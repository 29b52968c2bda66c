import { ApiError, invalidValue, missingParameter } from './api-error.ts';
import { jsonReply, newId } from './exchange.ts';
import type { EndpointWork } from './exchange.ts';
import { asList, asNumber, asRecord, asText } from './json-value.ts';
import type { JsonRecord } from './json-value.ts';
import { textMs } from './latency.ts';
import type { ModelCatalog, SimulatedModel } from './model-catalog.ts';
import { checkJsonWord } from './responses.ts';
import type { TextParts } from './responses.ts';
import { writeAnswer } from './text-answer.ts';
import type { Written } from './text-answer.ts';
import {
  checkFields,
  checkSampling,
  countTokens,
  describeJson,
  findTextModel,
  readSchema,
  unsupported,
} from './text-request.ts';
import type { TextRequest } from './text-request.ts';

const FIELDS =
  'messages model audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens metadata modalities moderation n parallel_tool_calls prediction presence_penalty prompt_cache_key prompt_cache_options prompt_cache_retention reasoning_effort response_format safety_identifier seed service_tier stop store stream stream_options temperature tool_choice tools top_logprobs top_p user verbosity web_search_options'.split(
    ' ',
  );
const ROLES = ['user', 'assistant', 'system', 'developer'];

/** `POST /v1/chat/completions`, which most compatible servers have instead of responses. */
export function createChatCompletions({ models, latency }: TextParts): EndpointWork<JsonRecord> {
  return {
    describe: describeJson,
    compute: async (body, _entry, fault) => {
      const request = readRequest(body, models);
      const written = writeAnswer(request, fault);
      const thinkMs = textMs(latency(), written.outputTokens);
      return { reply: jsonReply(toCompletion(request, written)), thinkMs, answer: written.text };
    },
  };
}

function readRequest(body: JsonRecord, models: ModelCatalog): TextRequest {
  checkFields(body, FIELDS);
  const model = findTextModel(body, models);
  checkSampling(body, model, 'max_completion_tokens');
  if ('max_tokens' in body && model.reasons) throw unsupported('max_tokens', 'max_completion_tokens');
  const messages = asList(body['messages']);
  if (messages.length === 0) throw missingParameter('messages');
  const prompt = messages.map((message, index) => readMessage(message, `messages[${index}]`)).join('\n\n');
  const schema = readFormat(asRecord(body['response_format']), prompt);
  checkContext(prompt, model);
  const maxOutputTokens = asNumber(body['max_completion_tokens']) ?? asNumber(body['max_tokens']);
  return { model, prompt, schema, maxOutputTokens, body };
}

function readMessage(message: unknown, param: string): string {
  const { role, content } = asRecord(message);
  if (!ROLES.includes(String(role))) {
    throw invalidValue(
      `${param}.role`,
      `Invalid value: '${String(role)}'. Supported values are: '${ROLES.join("', '")}'.`,
    );
  }
  if (typeof content === 'string') return content;
  const parts = asList(content);
  if (parts.length === 0 && role !== 'assistant') throw missingParameter(`${param}.content`);
  return parts
    .map((part) => {
      const { type, text } = asRecord(part);
      if (type === 'text') return asText(text) ?? '';
      throw invalidValue(
        `${param}.content`,
        `Invalid value: '${String(type)}'. Supported values are: 'text'.`,
      );
    })
    .join('\n');
}

function readFormat(format: JsonRecord, prompt: string): JsonRecord | null {
  switch (format['type'] ?? 'text') {
    case 'text':
      return null;
    case 'json_schema':
      return readSchema(asRecord(format['json_schema']), 'response_format.json_schema');
    case 'json_object':
      return checkJsonWord(prompt, 'messages');
    default:
      throw invalidValue('response_format.type', `Invalid value: '${String(format['type'])}'.`);
  }
}

function checkContext(prompt: string, model: SimulatedModel): void {
  const tokens = countTokens(prompt);
  if (tokens <= model.contextTokens) return;
  const message = `This model's maximum context length is ${model.contextTokens} tokens. However, your messages resulted in ${tokens} tokens. Please reduce the length of the messages.`;
  throw new ApiError(400, message, { param: 'messages', code: 'context_length_exceeded' });
}

function toCompletion(request: TextRequest, written: Written): JsonRecord {
  const isRefused = written.refusal !== null;
  return {
    id: newId('chatcmpl'),
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: request.model.id,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: isRefused ? null : written.text,
          refusal: written.refusal,
          annotations: [],
        },
        logprobs: null,
        finish_reason: written.isCut ? 'length' : 'stop',
      },
    ],
    usage: {
      prompt_tokens: written.inputTokens,
      completion_tokens: written.outputTokens,
      total_tokens: written.inputTokens + written.outputTokens,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
    },
    service_tier: 'default',
  };
}
