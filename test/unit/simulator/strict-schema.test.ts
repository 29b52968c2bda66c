import { expect, it } from 'vitest';
import { ApiError } from '../../simulator/api-error.ts';
import { checkStrictSchema } from '../../simulator/strict-schema.ts';

type Schema = Record<string, unknown>;

const text: Schema = { type: 'string' };
const closed = (properties: Schema, more: Schema = {}): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
});

/** Why a schema is refused; null when it is taken. */
function refusal(schema: Schema): string | null {
  try {
    checkStrictSchema('answer', schema, 'text.format.schema');
    return null;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'invalid_json_schema') return error.message;
    throw error;
  }
}

it.each<[string, Schema]>([
  ['lists with a length', closed({ list: { type: 'array', items: text, minItems: 1, maxItems: 9 } })],
  [
    'nullable fields',
    closed({ note: { type: ['string', 'null'] }, other: { anyOf: [text, { type: 'null' }] } }),
  ],
  ['numbers in a range', closed({ count: { type: 'integer', minimum: 0, maximum: 3 } })],
  [
    'enumerations and constants',
    closed({ kind: { type: 'string', enum: ['a', 'b'] }, fixed: { type: 'string', const: 'x' } }),
  ],
  [
    'recursion',
    closed(
      { node: { $ref: '#/$defs/node' } },
      { $defs: { node: closed({ next: { $ref: '#/$defs/node' } }) } },
    ),
  ],
  [
    'a pattern and a date',
    closed({ id: { type: 'string', pattern: '^s\\d+$' }, day: { type: 'string', format: 'date' } }),
  ],
])('takes %s', (_what, schema) => {
  expect(refusal(schema)).toBeNull();
});

it.each<[string, Schema, string]>([
  ['a root that is no object', { type: 'array', items: text }, 'type: "object"'],
  ['an open object', { type: 'object', properties: {}, required: [] }, "'additionalProperties' is required"],
  [
    'an open object inside',
    closed({ inner: closed({}, { additionalProperties: true }) }),
    "('properties', 'inner')",
  ],
  ['an optional field', closed({ a: text, b: text }, { required: ['a'] }), "Missing 'b'"],
  ['minLength', closed({ a: { type: 'string', minLength: 1 } }), "'minLength' is not permitted"],
  ['oneOf', closed({ a: { oneOf: [text] } }), "must have a 'type' key"],
  ['allOf', closed({ a: { ...text, allOf: [text] } }), "'allOf' is not permitted"],
  ['a default', closed({ a: { type: 'string', default: 'x' } }), "'default' is not permitted"],
  [
    'uniqueItems',
    closed({ a: { type: 'array', items: text, uniqueItems: true } }),
    "'uniqueItems' is not permitted",
  ],
  ['a list without items', closed({ a: { type: 'array' } }), 'missing items'],
  ['an unknown format', closed({ a: { type: 'string', format: 'uri' } }), "'uri' is not a valid format"],
  ['a dangling reference', closed({ a: { $ref: '#/$defs/nothing' } }), 'cannot be resolved'],
  [
    '11 levels',
    Array.from({ length: 11 }).reduce<Schema>((inner) => closed({ inner }), closed({})),
    'nesting',
  ],
  [
    '5001 fields',
    closed(Object.fromEntries(Array.from({ length: 5001 }, (_, n) => [`f${n}`, text]))),
    '5000 properties',
  ],
  [
    '1001 enum values',
    closed({ a: { type: 'string', enum: Array.from({ length: 1001 }, String) } }),
    '1000 enum values',
  ],
])('refuses %s', (_what, schema, reason) => {
  expect(refusal(schema)).toContain(reason);
});
