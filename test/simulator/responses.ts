import { ApiError, invalidValue, missingParameter } from './api-error.ts';
import { jsonReply, newId } from './exchange.ts';
import type { EndpointWork } from './exchange.ts';
import { asList, asNumber, asRecord, asText, isRecord } from './json-value.ts';
import type { JsonRecord } from './json-value.ts';
import { textMs } from './latency.ts';
import type { Latency } from './latency.ts';
import type { ModelCatalog } from './model-catalog.ts';
import { writeAnswer } from './text-answer.ts';
import type { Written } from './text-answer.ts';
import {
  checkFields,
  checkFieldsOf,
  checkSampling,
  countTokens,
  describeJson,
  findTextModel,
  readSchema,
} from './text-request.ts';
import type { TextRequest } from './text-request.ts';

/** What both text endpoints work with. */
export type TextParts = { readonly models: ModelCatalog; readonly latency: () => Latency };

const FIELDS =
  'background context_management conversation include input instructions max_output_tokens max_tool_calls metadata model moderation parallel_tool_calls previous_response_id prompt prompt_cache_key prompt_cache_options prompt_cache_retention reasoning safety_identifier service_tier store stream stream_options temperature text tool_choice tools top_logprobs top_p truncation user'.split(
    ' ',
  );
const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];
const ROLES = ['user', 'assistant', 'system', 'developer'];

/** `POST /v1/responses`. */
export function createResponses({ models, latency }: TextParts): EndpointWork<JsonRecord> {
  return {
    describe: describeJson,
    compute: async (body, _entry, fault) => {
      const request = readRequest(body, models);
      const written = writeAnswer(request, fault);
      const thinkMs = textMs(latency(), written.outputTokens);
      return { reply: jsonReply(toResponse(request, written)), thinkMs, answer: written.text };
    },
  };
}

function readRequest(body: JsonRecord, models: ModelCatalog): TextRequest {
  checkFields(body, FIELDS);
  const model = findTextModel(body, models);
  checkSampling(body, model, 'max_output_tokens');
  checkReasoning(body, model.reasons);
  const prompt = [asText(body['instructions']) ?? '', readInput(body['input'])].join('\n\n');
  const schema = readFormat(asRecord(body['text']), prompt);
  if (countTokens(prompt) > model.contextTokens) throw contextExceeded();
  return { model, prompt, schema, maxOutputTokens: asNumber(body['max_output_tokens']), body };
}

function checkReasoning(body: JsonRecord, reasons: boolean): void {
  const reasoning = body['reasoning'];
  if (reasoning === undefined || reasoning === null) return;
  if (!reasons) {
    throw invalidValue(
      'reasoning',
      "Unsupported parameter: 'reasoning' is not supported with this model.",
      'unsupported_parameter',
    );
  }
  checkFieldsOf(reasoning, ['effort', 'summary', 'generate_summary', 'context', 'mode'], 'reasoning');
  const effort = asText(asRecord(reasoning)['effort'] ?? 'medium') ?? '';
  if (!EFFORTS.includes(effort)) {
    const message = `Invalid value: '${effort}'. Supported values are: '${EFFORTS.join("', '")}'.`;
    throw invalidValue('reasoning.effort', message, 'unsupported_value');
  }
}

function readInput(input: unknown): string {
  if (typeof input === 'string' && input !== '') return input;
  const items = asList(input);
  if (items.length === 0) throw missingParameter('input');
  return items.map((item, index) => readItem(item, `input[${index}]`)).join('\n\n');
}

function readItem(item: unknown, param: string): string {
  if (!isRecord(item))
    throw invalidValue(param, `Invalid type for '${param}': expected an object.`, 'invalid_type');
  const { type, role, content } = item;
  if (type === 'reasoning') return '';
  if ((type !== undefined && type !== 'message') || !ROLES.includes(String(role))) {
    throw invalidValue(
      param,
      `Invalid value for '${param}': expected a message with one of the roles ${ROLES.join(', ')}.`,
    );
  }
  if (typeof content === 'string') return content;
  const wanted = role === 'assistant' ? ['output_text', 'refusal'] : ['input_text'];
  return asList(content)
    .map((part) => {
      const { type: partType, text } = asRecord(part);
      if (wanted.includes(String(partType))) return asText(text) ?? '';
      throw invalidValue(
        `${param}.content`,
        `Invalid value: '${String(partType)}'. Supported values are: '${wanted.join("', '")}'.`,
      );
    })
    .join('\n');
}

function readFormat(text: JsonRecord, prompt: string): JsonRecord | null {
  checkFieldsOf(text, ['format', 'verbosity'], 'text');
  const format = asRecord(text['format']);
  switch (format['type'] ?? 'text') {
    case 'text':
      return null;
    case 'json_schema':
      return readSchema(format, 'text.format');
    case 'json_object':
      return checkJsonWord(prompt, 'input');
    default:
      throw invalidValue('text.format.type', `Invalid value: '${String(format['type'])}'.`, 'invalid_value');
  }
}

/** A schema for `json_object`, which has none; the server wants the word JSON in the prompt. */
export function checkJsonWord(prompt: string, param: string): JsonRecord {
  if (/json/i.test(prompt)) return { type: 'object', properties: { text: { type: 'string' } } };
  const message =
    "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.";
  throw invalidValue(param, message);
}

function contextExceeded(): ApiError {
  const message =
    'Your input exceeds the context window of this model. Please adjust your input and try again.';
  return new ApiError(400, message, { param: 'input', code: 'context_length_exceeded' });
}

function toResponse(request: TextRequest, written: Written): JsonRecord {
  const { body, model } = request;
  const status = written.isCut ? 'incomplete' : 'completed';
  const content =
    written.refusal === null
      ? { type: 'output_text', text: written.text, annotations: [], logprobs: [] }
      : { type: 'refusal', refusal: written.refusal };
  const message = { type: 'message', id: newId('msg'), status, role: 'assistant', content: [content] };
  const thinks = model.reasons && asRecord(body['reasoning'])['effort'] !== 'none';
  const thought = { type: 'reasoning', id: newId('rs'), summary: [] };
  return {
    id: newId('resp'),
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status,
    error: null,
    incomplete_details: written.isCut ? { reason: 'max_output_tokens' } : null,
    instructions: body['instructions'] ?? null,
    max_output_tokens: request.maxOutputTokens,
    metadata: body['metadata'] ?? {},
    model: model.id,
    output: thinks ? [thought, message] : [message],
    parallel_tool_calls: true,
    temperature: body['temperature'] ?? 1,
    text: body['text'] ?? { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    usage: {
      input_tokens: written.inputTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: written.outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: written.inputTokens + written.outputTokens,
    },
  };
}
