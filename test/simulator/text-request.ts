import { ApiError, invalidValue, missingParameter, modelNotFound, unknownParameter } from './api-error.ts';
import { sha256 } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import { asRecord, asText, isRecord } from './json-value.ts';
import type { JsonRecord } from './json-value.ts';
import type { ModelCatalog, SimulatedModel } from './model-catalog.ts';
import { checkStrictSchema } from './strict-schema.ts';

/** A valid text request, the same for both endpoints. */
export type TextRequest = {
  readonly model: SimulatedModel;
  /** Everything the model reads, instructions first. */
  readonly prompt: string;
  /** The schema the answer must follow; null for plain text. */
  readonly schema: JsonRecord | null;
  readonly maxOutputTokens: number | null;
  readonly body: JsonRecord;
};

/** Reads a JSON body into the ledger entry. Throws a 400 ApiError when it is not a JSON object. */
export async function describeJson({ entry }: Exchange, bytes: Buffer): Promise<JsonRecord> {
  const body = parseJson(bytes.toString('utf8'));
  entry.model = asText(body['model']);
  entry.params = body;
  entry.contentSha256 = sha256(bytes);
  return body;
}

/** The model a body names. Throws a 400 or 404 ApiError when it names none, or none that writes text. */
export function findTextModel(body: JsonRecord, models: ModelCatalog): SimulatedModel {
  const id = body['model'];
  if (typeof id !== 'string' || id === '') throw missingParameter('model');
  const model = models.find(id);
  if (model === undefined) throw modelNotFound(id);
  if (model.kind === 'text') return model;
  throw new ApiError(404, 'This is not a chat model and thus not supported in this endpoint.', {
    param: 'model',
  });
}

/** Throws a 400 ApiError for the first field the endpoint does not know. */
export function checkFields(body: JsonRecord, known: readonly string[]): void {
  const strange = Object.keys(body).find((name) => !known.includes(name));
  if (strange !== undefined) throw unknownParameter(strange);
}

/** Throws a 400 ApiError for sampling parameters a reasoning model refuses, or that are out of range. */
export function checkSampling(body: JsonRecord, model: SimulatedModel, limitName: string): void {
  for (const name of ['temperature', 'top_p']) {
    const value = body[name];
    if (value === undefined || value === null) continue;
    if (model.reasons) throw unsupported(name);
    const most = name === 'temperature' ? 2 : 1;
    if (typeof value !== 'number' || value < 0 || value > most) {
      throw invalidValue(name, `Invalid '${name}': expected a number between 0 and ${most}.`);
    }
  }
  checkOutputLimit(body[limitName], limitName);
  if (body['stream'] === true)
    throw invalidValue('stream', 'This server does not stream text.', 'unsupported_value');
}

/** Reads a `json_schema` format (its fields at top level). Throws a 400 ApiError when it breaks a rule. */
export function readSchema(format: JsonRecord, param: string): JsonRecord {
  const { name, schema, strict } = format;
  if (typeof name !== 'string') throw missingParameter(`${param}.name`);
  if (!/^[\w-]{1,64}$/.test(name)) {
    throw invalidValue(
      `${param}.name`,
      `Invalid '${param}.name': string does not match pattern '^[a-zA-Z0-9_-]+$'.`,
    );
  }
  if (!isRecord(schema)) throw missingParameter(`${param}.schema`);
  checkFieldsOf(format, ['type', 'name', 'schema', 'strict', 'description'], param);
  if (strict === true) checkStrictSchema(name, schema, `${param}.schema`);
  return schema;
}

/** Throws a 400 ApiError for a field an inner object does not have. */
export function checkFieldsOf(value: unknown, known: readonly string[], param: string): void {
  const strange = Object.keys(asRecord(value)).find((name) => !known.includes(name));
  if (strange !== undefined) throw unknownParameter(`${param}.${strange}`);
}

/** The 400 ApiError for a parameter this model does not take. */
export function unsupported(name: string, instead?: string): ApiError {
  const advice = instead === undefined ? '' : ` Use '${instead}' instead.`;
  const message = `Unsupported parameter: '${name}' is not supported with this model.${advice}`;
  return invalidValue(name, message, 'unsupported_parameter');
}

/** About four characters make a token of English. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** The server's smallest limit is 16 tokens. */
function checkOutputLimit(limit: unknown, name: string): void {
  if (limit === undefined || limit === null) return;
  if (Number.isInteger(limit) && Number(limit) >= 16) return;
  const message = `Invalid '${name}': integer below minimum value. Expected a value >= 16.`;
  throw invalidValue(name, message, 'integer_below_min_value');
}

function parseJson(text: string): JsonRecord {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new ApiError(400, 'We could not parse the JSON body of your request.', { code: 'invalid_json' });
}
