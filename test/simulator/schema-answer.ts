import { asList, asNumber, asRecord, asText, isRecord } from './json-value.ts';
import type { JsonRecord } from './json-value.ts';
import type { Passage } from './prompt-material.ts';
import { writeText } from './schema-text.ts';
import { resolveReference } from './strict-schema.ts';

/** What an answer is built from. */
export type Material = {
  readonly passages: readonly Passage[];
  /** Gives the texts instead of the passages. */
  readonly nextHostile?: () => string;
};

/** Where the walk through the schema stands. */
export type Place = {
  readonly root: JsonRecord;
  readonly material: Material;
  /** The property that is being filled; an array's items carry the array's name. */
  readonly name: string;
  /** Position in the innermost array, so that its items differ. */
  readonly index: number;
  /** The passages this part of the answer is about. */
  readonly from: number;
  readonly to: number;
  readonly depth: number;
};

const USUAL_ITEMS = 4;
const ITEMS_AT_THE_TOP = 6;
const DEEPEST_RECURSION = 6;
const ID_LISTS = /^(citations?|sources?|segment_?ids?|evidence)$/i;

/**
 * Builds a value that is valid under the schema, from the passages: every passage range gets its share of the items, texts are sentences
 * that were said there, citations the ids of those passages, indexes point into the choices beside them.
 */
export function buildAnswer(schema: JsonRecord, material: Material): unknown {
  const to = Math.max(1, material.passages.length);
  return build(schema, { root: schema, material, name: '', index: 0, from: 0, to, depth: 0 });
}

function build(schema: JsonRecord, place: Place): unknown {
  const reference = asText(schema['$ref']);
  if (reference !== null) return build(resolveReference(reference, place.root) ?? {}, place);
  if ('const' in schema) return schema['const'];
  const values = asList(schema['enum']);
  if (values.length > 0) return values[place.index % values.length];
  const branches = asList(schema['anyOf']).filter(isRecord);
  if (branches.length > 0) return build(chooseBranch(branches, place), place);
  switch (firstType(schema)) {
    case 'object':
      return buildObject(schema, place);
    case 'array':
      return buildArray(schema, place);
    case 'integer':
    case 'number':
      return buildNumber(schema, place);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return writeText(schema, place);
  }
}

/** Nullable fields get a value; unions of objects take turns, so that every kind occurs. */
function chooseBranch(branches: readonly JsonRecord[], place: Place): JsonRecord {
  const solid = branches.filter((branch) => branch['type'] !== 'null');
  if (solid.length < branches.length && place.depth >= DEEPEST_RECURSION) return { type: 'null' };
  return solid[place.index % Math.max(1, solid.length)] ?? { type: 'null' };
}

function firstType(schema: JsonRecord): string | null {
  const types = [schema['type']].flat().filter((type) => typeof type === 'string');
  return types.find((type) => type !== 'null') ?? types[0] ?? null;
}

function buildObject(schema: JsonRecord, place: Place): JsonRecord {
  const built: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(asRecord(schema['properties']))) {
    built[name] = build(asRecord(part), { ...place, name, depth: place.depth + 1 });
  }
  return 'choices' in built ? settleQuestion(built, schema) : built;
}

/** Makes choices, index and answer of one question agree with each other and with its type. */
function settleQuestion(built: Record<string, unknown>, schema: JsonRecord): JsonRecord {
  const properties = asRecord(schema['properties']);
  const indexName = Object.keys(built).find((name) => /index$/i.test(name));
  const type = asText(built['type']) ?? 'multiple-choice';
  if (type === 'true-false') built['choices'] = ['True', 'False'];
  else if (type !== 'multiple-choice') built['choices'] = allowsNull(properties['choices']) ? null : [];
  const choices = asList(built['choices']);
  if (indexName === undefined) return built;
  const wish = asNumber(built[indexName]) ?? 0;
  const none = allowsNull(properties[indexName]) ? null : 0;
  built[indexName] = choices.length === 0 ? none : Math.abs(Math.trunc(wish)) % choices.length;
  if (choices.length > 0 && 'answer' in built) built['answer'] = choices[Number(built[indexName])];
  return built;
}

function allowsNull(schema: unknown): boolean {
  const { type, anyOf } = asRecord(schema);
  return (
    [type].flat().includes('null') || asList(anyOf).some((branch) => asRecord(branch)['type'] === 'null')
  );
}

function buildArray(schema: JsonRecord, place: Place): unknown[] {
  const items = asRecord(schema['items']);
  if (ID_LISTS.test(place.name)) return citeIds(schema, items, place);
  const count = countItems(schema, place);
  const span = place.to - place.from;
  return Array.from({ length: count }, (_, index) => {
    const from = place.from + Math.floor((index * span) / count);
    const to = Math.max(from + 1, place.from + Math.floor(((index + 1) * span) / count));
    return build(items, { ...place, index, from, to, depth: place.depth + 1 });
  });
}

/** One or two ids of the passages this part is about; ids the schema lists go before ids found in the prompt. */
function citeIds(schema: JsonRecord, items: JsonRecord, place: Place): unknown[] {
  const { passages } = place.material;
  const found = passages.slice(place.from, place.to).flatMap(({ id }) => id ?? []);
  const allowed = asList(items['enum']).filter((id) => typeof id === 'string');
  const known = allowed.length > 0 ? found.filter((id) => allowed.includes(id)) : found;
  const least = asNumber(schema['minItems']) ?? 0;
  const most = Math.min(asNumber(schema['maxItems']) ?? 2, Math.max(2, least));
  const ids = [...new Set(known)].slice(0, most);
  const spare = allowed[0] ?? passages.find(({ id }) => id !== null)?.id ?? null;
  const missing = spare === null ? 0 : Math.max(0, least - ids.length);
  return [...ids, ...Array.from({ length: missing }, () => spare)];
}

function countItems(schema: JsonRecord, place: Place): number {
  const hint = readRange(asText(schema['description']) ?? '');
  const least = asNumber(schema['minItems']) ?? hint.least ?? 0;
  const most = asNumber(schema['maxItems']) ?? hint.most ?? Infinity;
  const wish = place.depth >= DEEPEST_RECURSION ? 0 : place.depth <= 1 ? ITEMS_AT_THE_TOP : USUAL_ITEMS;
  return Math.max(least, Math.min(wish, most));
}

/** Reads "3 to 7", "between 3 and 7", "at least 3", "at most 7", "up to 7", "exactly 4" from a description. */
function readRange(description: string): { least?: number; most?: number } {
  const range = /(\d+)\s*(?:to|and|-|–)\s*(\d+)/.exec(description);
  if (range !== null) return { least: Number(range[1]), most: Number(range[2]) };
  const [, least] = /(?:at least|minimum|exactly)\s+(\d+)/i.exec(description) ?? [];
  const [, most] = /(?:at most|up to|maximum|no more than|exactly)\s+(\d+)/i.exec(description) ?? [];
  return {
    ...(least === undefined ? {} : { least: Number(least) }),
    ...(most === undefined ? {} : { most: Number(most) }),
  };
}

function buildNumber(schema: JsonRecord, place: Place): number {
  const least = asNumber(schema['minimum']) ?? (asNumber(schema['exclusiveMinimum']) ?? -1) + 1;
  const most = asNumber(schema['maximum']) ?? (asNumber(schema['exclusiveMaximum']) ?? Infinity) - 1;
  const step = asNumber(schema['multipleOf']) ?? 1;
  const first = most < 0 ? least : Math.max(0, least);
  return Math.min(most, Math.ceil(first / step) * step + (place.index % 4) * step);
}
