import { ApiError, invalidValue, missingParameter, unknownParameter } from './api-error.ts';

/** A multipart body, read. */
export type TranscriptionForm = {
  readonly fileName: string;
  readonly file: Uint8Array;
  /** Every other field; arrays under their name with `[]`, as the official client sends them. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
};

const SINGLE_FIELDS = [
  'model',
  'language',
  'prompt',
  'response_format',
  'stream',
  'temperature',
  'chunking_strategy',
];
const LIST_FIELDS = [
  'include[]',
  'keywords[]',
  'languages[]',
  'known_speaker_names[]',
  'known_speaker_references[]',
  'timestamp_granularities[]',
];
const NESTED_FIELD = /^chunking_strategy\[(type|prefix_padding_ms|silence_duration_ms|threshold)\]$/;

/**
 * Reads the body of a transcription request. Throws a 400 ApiError when it is no multipart form, lacks `file` or `model`, or has a
 * field the endpoint does not know.
 */
export async function readTranscriptionForm(contentType: string, body: Buffer): Promise<TranscriptionForm> {
  if (!contentType.startsWith('multipart/form-data')) {
    throw new ApiError(400, 'Invalid content type: expected multipart/form-data.', {
      code: 'invalid_content_type',
    });
  }
  const form = await parseForm(contentType, body);
  const fields = new Map<string, string[]>();
  for (const [name, value] of form) {
    if (typeof value === 'string') fields.set(name, [...(fields.get(name) ?? []), value]);
    else if (name !== 'file') throw unknownParameter(name);
  }
  const file = form.get('file');
  if (file === null || typeof file === 'string') throw missingParameter('file');
  checkFieldNames(fields);
  return { fileName: file.name, file: new Uint8Array(await file.arrayBuffer()), fields };
}

/** The form's fields as plain data for the ledger: lists as arrays, the rest as text. */
export function toParams({ fileName, fields }: TranscriptionForm): Record<string, unknown> {
  const params: Record<string, unknown> = { filename: fileName };
  for (const [name, values] of fields) {
    params[name.replace('[]', '')] = name.endsWith('[]') ? values : values[0];
  }
  return params;
}

async function parseForm(contentType: string, body: Buffer): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw new ApiError(400, 'Could not parse multipart form.', { code: 'invalid_form' });
  }
}

function checkFieldNames(fields: ReadonlyMap<string, readonly string[]>): void {
  for (const [name, values] of fields) {
    const isSingle = SINGLE_FIELDS.includes(name) || NESTED_FIELD.test(name);
    if (!isSingle && !LIST_FIELDS.includes(name)) throw unknownParameter(name);
    if (isSingle && values.length > 1) throw invalidValue(name, `Duplicate parameter: '${name}'.`);
  }
  if (!fields.has('model')) throw missingParameter('model');
}
