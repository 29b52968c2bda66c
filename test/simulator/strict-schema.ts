import { ApiError } from './api-error.ts';
import { asList, asRecord, asText, isRecord } from './json-value.ts';
import type { JsonRecord } from './json-value.ts';

/** The server's documented limits for strict schemas. */
const MOST_PROPERTIES = 5000;
const DEEPEST_NESTING = 10;
const MOST_ENUM_VALUES = 1000;
const MOST_NAME_CHARACTERS = 120_000;

const ANYWHERE = [
  'type',
  'description',
  'title',
  'enum',
  'const',
  'anyOf',
  '$ref',
  '$defs',
  'definitions',
  '$schema',
];
const BY_TYPE: Readonly<Record<string, readonly string[]>> = {
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'minItems', 'maxItems'],
  string: ['pattern', 'format'],
  number: ['multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum'],
  integer: ['multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum'],
  boolean: [],
  null: [],
};
const FORMATS = ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid'];

type Count = { properties: number; enumValues: number; characters: number };
type Where = {
  readonly root: JsonRecord;
  readonly path: readonly string[];
  readonly depth: number;
  readonly count: Count;
};

/**
 * Checks a schema against the rules of strict structured output: objects closed and all their fields required, only supported
 * keywords, bounded size and nesting. Throws the 400 ApiError (`invalid_json_schema`) the real server answers.
 */
export function checkStrictSchema(name: string, schema: JsonRecord, param: string): void {
  const fail = (path: readonly string[], problem: string): never => {
    const context = path.length === 0 ? '()' : `('${path.join("', '")}')`;
    const message = `Invalid schema for response_format '${name}': In context=${context}, ${problem}.`;
    throw new ApiError(400, message, { param, code: 'invalid_json_schema' });
  };
  if (schema['type'] !== 'object') fail([], 'schema must be a JSON Schema of \'type: "object"\'');
  const count = { properties: 0, enumValues: 0, characters: 0 };
  const where = { root: schema, path: [], depth: 0, count };
  const problem = findProblem(schema, where);
  if (problem !== null) fail(problem.path, problem.text);
  if (count.properties > MOST_PROPERTIES) fail([], `the schema has more than ${MOST_PROPERTIES} properties`);
  if (count.enumValues > MOST_ENUM_VALUES)
    fail([], `the schema has more than ${MOST_ENUM_VALUES} enum values`);
  if (count.characters > MOST_NAME_CHARACTERS)
    fail([], `the names in the schema exceed ${MOST_NAME_CHARACTERS} characters`);
}

type Problem = { readonly path: readonly string[]; readonly text: string };

function findProblem(schema: unknown, where: Where): Problem | null {
  const problem = (text: string): Problem => ({ path: where.path, text });
  if (!isRecord(schema)) return problem('a schema must be an object');
  if (where.depth > DEEPEST_NESTING) return problem(`nesting is deeper than ${DEEPEST_NESTING} levels`);
  const text =
    findKeywordProblem(schema) ?? findReferenceProblem(schema, where.root) ?? countEnum(schema, where.count);
  if (text !== null) return problem(text);
  return findObjectProblem(schema, where) ?? findNestedProblem(schema, where);
}

function findKeywordProblem(schema: JsonRecord): string | null {
  const types = [schema['type']].flat().filter((type) => typeof type === 'string');
  const hasShape = ['anyOf', '$ref', 'enum', 'const'].some((keyword) => keyword in schema);
  if (types.length === 0 && !hasShape) return "schema must have a 'type' key";
  const strange = types.find((type) => !(type in BY_TYPE));
  if (strange !== undefined) return `'${strange}' is not a valid type`;
  const allowed = new Set([...ANYWHERE, ...types.flatMap((type) => BY_TYPE[type] ?? [])]);
  const refused = Object.keys(schema).find((keyword) => !allowed.has(keyword));
  if (refused !== undefined) return `'${refused}' is not permitted`;
  const format = asText(schema['format']);
  if (format !== null && !FORMATS.includes(format)) return `'${format}' is not a valid format`;
  return types.includes('array') && !('items' in schema) ? 'array schema missing items' : null;
}

function findReferenceProblem(schema: JsonRecord, root: JsonRecord): string | null {
  const reference = asText(schema['$ref']);
  if (reference === null) return null;
  return resolveReference(reference, root) === null ? `reference '${reference}' cannot be resolved` : null;
}

/** The schema a `$ref` inside `root` points to, or null. */
export function resolveReference(reference: string, root: JsonRecord): JsonRecord | null {
  if (!reference.startsWith('#')) return null;
  let found: unknown = root;
  for (const step of reference.slice(1).split('/').filter(Boolean)) found = asRecord(found)[step];
  return isRecord(found) ? found : null;
}

function countEnum(schema: JsonRecord, count: Count): string | null {
  const values = asList(schema['enum']);
  if ('enum' in schema && values.length === 0) return 'enum must not be empty';
  count.enumValues += values.length;
  count.characters += values.map(String).join('').length;
  return null;
}

function findObjectProblem(schema: JsonRecord, where: Where): Problem | null {
  if (schema['type'] !== 'object') return null;
  const problem = (text: string): Problem => ({ path: where.path, text });
  if (schema['additionalProperties'] !== false) {
    return problem("'additionalProperties' is required to be supplied and to be false");
  }
  const names = Object.keys(asRecord(schema['properties']));
  const required = asList(schema['required']);
  const missing = names.find((name) => !required.includes(name));
  if (missing !== undefined || required.length !== names.length) {
    const detail = missing === undefined ? '' : ` Missing '${missing}'`;
    return problem(
      `'required' is required to be supplied and to be an array including every key in properties.${detail}`,
    );
  }
  where.count.properties += names.length;
  where.count.characters += names.join('').length;
  return null;
}

function findNestedProblem(schema: JsonRecord, where: Where): Problem | null {
  const parts: [readonly string[], unknown][] = [
    ...Object.entries(asRecord(schema['properties'])).map(keyed('properties')),
    ...Object.entries(asRecord(schema['$defs'])).map(keyed('$defs')),
    ...Object.entries(asRecord(schema['definitions'])).map(keyed('definitions')),
    ...asList(schema['anyOf']).map((part, index): [string[], unknown] => [['anyOf', String(index)], part]),
    ...('items' in schema ? [[['items'], schema['items']] as [string[], unknown]] : []),
  ];
  for (const [steps, part] of parts) {
    const depth = steps[0] === 'properties' || steps[0] === 'items' ? where.depth + 1 : where.depth;
    const problem = findProblem(part, { ...where, path: [...where.path, ...steps], depth });
    if (problem !== null) return problem;
  }
  return null;
}

function keyed(keyword: string): (entry: [string, unknown]) => [string[], unknown] {
  return ([name, part]) => [[keyword, name], part];
}
